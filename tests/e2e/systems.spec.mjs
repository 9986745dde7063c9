// The gallery of systems, and regions and zones on the board.
import assert from "node:assert/strict";
import { forEach, journey, LANGS, ready } from "./lib.mjs";
import { drag, names, notice, press, running, spot, station, until } from "./steps.mjs";

const title = (page) => page.getByTestId("title").inputValue();
const places = (page) => page.getByTestId("place").locator(".place-name");
const T = {
  en: { systems: "Systems", opened: "Opened", back: "Back to mine", users: "Users", first: "A small shop" },
  pt: { systems: "Sistemas", opened: "Aberto", back: "Voltar ao meu", users: "Usuários", first: "Uma loja pequena" },
};

forEach({ lang: LANGS }, ({ lang }) =>
  journey("a system of the gallery opens as a copy, runs, and the learner's own board comes back", { lang }, async (page) => {
    const t = T[lang];
    await running(page);
    assert.equal(await title(page), t.first);
    await page.getByRole("link", { name: t.systems, exact: true }).click();
    const card = page.getByTestId("system").first();
    await card.waitFor();
    const name = await card.locator("b").innerText();
    await card.click();
    await until("the system is on the board", async () => (await title(page)) === name);
    await running(page);
    assert.ok((await names(page)).includes(t.users), "its stations speak the language");
    assert.match(page.url(), /#\/$/, "a reload would not open it again");
    await page.getByRole("button", { name: t.back }).click();
    await until("the own board is back", async () => (await title(page)) === t.first);
  }),
);

journey("every system of the gallery opens and answers requests", { path: "#/systems", timeout: 240_000 }, async (page) => {
  const cards = page.getByTestId("system");
  await cards.first().waitFor();
  const all = await cards.evaluateAll((list) => list.map((a) => [a.getAttribute("href"), a.querySelector("b").textContent]));
  assert.ok(all.length > 40);
  for (const [href, name] of all) {
    await page.evaluate((h) => (location.hash = h), href);
    await until(`${name} is on the board`, async () => (await title(page)) === name);
    await until(`${name} answers`, async () => /[1-9]/.test(await page.getByTestId("p95").locator("b").innerText()));
  }
});

journey("a system that is not there is told, and nothing is lost", {}, async (page) => {
  await running(page);
  const before = await names(page);
  await page.evaluate(() => (location.hash = "#/system/no-such-thing"));
  await notice(page, "no such system").waitFor();
  assert.deepEqual(await names(page), before);
});

journey("a region is added, named, placed on the Earth, moved with what stands in it, and taken back", {}, async (page) => {
  await running(page);
  await press(page, "Web 1");
  await page.getByTestId("add-region").click();
  const first = places(page).first();
  await first.waitFor();
  const inspector = page.getByTestId("inspector");
  await inspector.getByRole("textbox", { name: "Name" }).fill("Virginia");
  await inspector.getByRole("textbox", { name: "Name" }).press("Enter");
  await until("the region has its name", async () => (await first.textContent()).startsWith("Virginia"));
  assert.match(await first.getAttribute("aria-label"), /stations inside: 1/);

  const at = async () => (await station(page, "Web 1").boundingBox()).x;
  const before = await at();
  const from = await spot(first, 0.9, 0.5);
  await drag(page, from, { x: from.x + 48, y: from.y + 16 });
  await until("what stands inside came along", async () => (await at()) > before + 30);
  await first.focus();
  const dragged = await at();
  await page.keyboard.press("ArrowLeft");
  await until("an arrow key moves it back a little", async () => (await at()) < dragged);

  // far away: the round trip is told, and the latency is felt
  await page.getByTestId("add-region").click();
  await inspector.getByRole("combobox", { name: "Where it is" }).selectOption({ label: "Sydney" });
  await until("the distance is told", async () => /2\d\d\sms/.test(await inspector.locator(".ins-figures").first().innerText()));
  const undo = page.getByRole("button", { name: /^Undo/ });
  for (let i = 0; i < 12 && (await undo.isEnabled()); i++) await undo.click();
  await until("all of it is taken back", async () => (await places(page).count()) === 0);
});

journey("a region that goes dark takes all that stands in it", { path: "#/system/19-geo-dns" }, async (page) => {
  await until("four regions and four cities", async () => (await places(page).count()) === 8);
  await running(page);
  await places(page).filter({ hasText: "us-east" }).click();
  await page.getByTestId("inspector").getByRole("button", { name: "Crash", exact: true }).click();
  for (const name of ["Virginia", "Web Virginia"]) {
    await until(`${name} is down`, async () => /\bdown\b/.test(await station(page, name).getAttribute("class")));
  }
  assert.doesNotMatch(await station(page, "Web Oregon").getAttribute("class"), /\bdown\b/);
});

journey("a station is put into a zone without dragging", {}, async (page) => {
  await running(page);
  await page.getByTestId("add-zone").click();
  await notice(page, "A zone lies in a region").waitFor();
  await page.getByTestId("add-region").click();
  await page.getByTestId("add-zone").click();
  await until("a region and a zone", async () => (await places(page).count()) === 2);
  await press(page, "Web 2");
  await page.getByTestId("inspector").getByRole("combobox", { name: "Stands in" }).selectOption({ label: "us-east / a" });
  const zone = places(page).nth(1);
  await until("the zone knows", async () => /stations inside: [1-9]/.test(await zone.getAttribute("aria-label")));
  await ready(page);
});
