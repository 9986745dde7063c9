// Language and theme switch in place: nothing that the learner did is lost, and everything is written the new way.
import assert from "node:assert/strict";
import { forEach, journey, LANGS, ready, THEMES } from "./lib.mjs";
import { clock, dialog, inked, names, openFile, press, running, savedBoard, saved, setTraffic, station, until } from "./steps.mjs";

const lang = (page) => page.locator("html").getAttribute("lang");
const switchTo = (page, name) => page.getByRole("button", { name }).click();

journey("a switch of language keeps board, selection, tab, view and clock", {}, async (page) => {
  await running(page);
  await press(page, "Web 2");
  await page.getByTestId("inspector").getByRole("tab", { name: "Live" }).click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await setTraffic(page, 2_000);
  await saved(page);
  const board = (await savedBoard(page)).text;
  const zoom = await page.locator(".board-zoom").innerText();
  const before = await clock(page);

  await switchTo(page, "Português");
  assert.equal(await lang(page), "pt-BR");
  assert.ok((await clock(page)) >= before, "the clock began anew");
  assert.equal(await page.locator(".board-zoom").innerText(), zoom);
  assert.match(await station(page, "Web 2").getAttribute("class"), /selected/);
  assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "Ao vivo");
  assert.equal(await page.getByRole("button", { name: "Português" }).getAttribute("aria-pressed"), "true");
  assert.equal((await savedBoard(page)).text, board, "the board is the same, letter by letter");
  assert.equal(await page.getByRole("button", { name: /^Desfazer: mudar um valor/ }).isEnabled(), true);

  // numbers
  await until("thousands are grouped by points", async () => /^2\.0\d\d\s*req\/s$|^[12]\.\d{3}\s*req\/s$/.test((await page.getByTestId("traffic-value").innerText()).replaceAll("\n", " ")));
  assert.match(await page.getByTestId("clock").innerText(), /^\d+,\d\s/);
  await page.getByTestId("inspector").getByRole("tab", { name: "Ajustes" }).click();
  assert.equal(await page.getByTestId("inspector").getByRole("textbox", { name: "Variação" }).inputValue(), "0,95");
  await until("the station speaks Portuguese", async () => /servidor web\..*vagas ocupadas/i.test(await station(page, "Web 2").getAttribute("aria-label")));

  await switchTo(page, "English");
  assert.match(await page.getByTestId("clock").innerText(), /^\d+\.\d\s/);
  assert.match(await page.getByTestId("traffic-value").innerText(), /^[12],\d{3}/);
});

journey("the title of the tab names the place, in the language of the page", { lang: "pt" }, async (page, { open }) => {
  await running(page);
  assert.equal(await page.title(), "Uma loja pequena - Escala");
  // the untouched example follows the language, stations and all
  for (const [name, title, users] of [["English", "A small shop - Escala", "Users"], ["Português", "Uma loja pequena - Escala", "Usuários"]]) {
    await switchTo(page, name);
    await until("the example is in the other language", async () => (await page.title()) === title && (await names(page)).includes(users));
  }
  await page.getByTestId("title").fill("Minha loja");
  await page.getByTestId("title").press("Enter");
  await until("the tab follows the title", async () => (await page.title()) === "Minha loja - Escala");
  await page.getByRole("link", { name: "Laboratório" }).click();
  await until("the tab names the laboratory", async () => (await page.title()) === `${await page.getByRole("heading", { level: 1 }).innerText()} - Escala`);
  const before = await page.title();
  await switchTo(page, "English");
  await until("and speaks English", async () => (await page.title()) !== before);
  await open("#/lessons");
  assert.equal(await page.title(), "Course - Escala");
});

forEach({ lang: LANGS }, (situation) =>
  journey("the browser's language is taken, the learner's choice is kept", situation, async (page) => {
    assert.equal((await lang(page)).slice(0, 2), situation.lang);
    await switchTo(page, situation.lang === "en" ? "Português" : "English");
    const chosen = await lang(page);
    assert.notEqual(chosen.slice(0, 2), situation.lang);
    await page.reload();
    await ready(page);
    assert.equal(await lang(page), chosen);
  }),
);

journey("a language that the page does not speak gets English, or the next one that it does", { locale: "ja-JP" }, async (page) => {
  assert.equal(await lang(page), "en");
});

journey("a lesson keeps its step when the language changes", { path: "#/lessons" }, async (page) => {
  await page.getByTestId("stop").first().getByRole("link").click();
  const lesson = page.getByTestId("lesson");
  await lesson.locator("h1, h2").first().waitFor();
  const next = lesson.getByRole("button", { name: /^Next/ }).or(lesson.getByRole("link", { name: /^Next/ })).first();
  const [title, hash] = [await page.title(), await page.evaluate(() => location.hash)];
  if (await next.isVisible()) {
    await next.click();
    await until("the next step is shown", async () => (await page.title()) !== title);
  }
  const [english, place] = [await lesson.innerText(), await page.evaluate(() => location.hash)];
  await switchTo(page, "Português");
  await until("the prose is Portuguese", async () => (await lesson.innerText()) !== english && / que | você | de /.test(await lesson.innerText()));
  assert.equal(await page.evaluate(() => location.hash), place);
  assert.ok(place.startsWith("#/lesson/") && hash.startsWith("#/lesson/"));
});

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme);
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

forEach({ theme: THEMES }, (situation) =>
  journey("the system's theme is taken, the switch keeps everything and is kept", situation, async (page) => {
    await running(page);
    assert.equal(await theme(page), situation.theme);
    const light = (rgb) => rgb.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) > 384;
    assert.equal(light(await paper(page)), situation.theme === "light");
    await press(page, "Cache");
    const before = await clock(page);
    await page.getByRole("button", { name: "Light or dark" }).click();
    await until("the paper changes", async () => light(await paper(page)) === (situation.theme === "dark"));
    assert.match(await station(page, "Cache").getAttribute("class"), /selected/);
    assert.ok((await clock(page)) >= before);
    await page.reload();
    await ready(page);
    assert.notEqual(await theme(page), situation.theme);
  }),
);

journey("who wants no motion gets none, and still sees what flows", { reducedMotion: "reduce" }, async (page) => {
  await running(page);
  for (let i = 0; i < 8; i++) {
    assert.equal(await inked(page.locator("canvas.tokens")), 0, "a request moves");
    await page.waitForTimeout(150);
  }
  await until("rates stand on the lines", async () => (await page.locator(".ln-rate").count()) > 5);
  const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running" && a.effect?.getComputedTiming().duration > 0).length);
  assert.equal(moving, 0, "something is animated");
});

journey("every text of a dialog changes with the language while it is open", {}, async (page) => {
  await running(page);
  await openFile(page, { format_version: 1, title: "x", seed: 1, nodes: [{ id: 1, kind: "nothing", name: "n", at: [0, 0] }], links: [], faults: [] });
  await dialog(page).getByRole("heading", { name: "Opened in part" }).waitFor();
  // the switch lies behind the dialog: what the learner would do is close it first; the page must hold either way
  await page.evaluate(() => document.querySelector("button[lang='pt-BR']").click());
  await dialog(page).getByRole("heading", { name: "Aberto em parte" }).waitFor();
  await dialog(page).getByText("é do tipo desconhecido nothing").waitFor();
  await dialog(page).getByRole("button", { name: "Fechar" }).click();
  assert.deepEqual(await names(page), []);
});
