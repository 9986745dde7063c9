// Why requests fail or are slow: the cause in a sentence, single requests hop by hop, charts to choose.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { inked, number, press, running, setTraffic, until } from "./steps.mjs";

const WORDS = {
  en: {
    well: /^All is well: \d/,
    full: /(is saturated: \d+% busy for|is not slow itself: \d+% of its slots)/,
    show: /^Show /,
    slowest: "Slowest",
    failed: "Failed",
    next: "Next request",
    close: "Close the request",
    picked: /picked on the board/, looking: "Looking",
    charts: "Charts",
    sentences: /between|most at|an hour/,
  },
  pt: {
    well: /^Tudo bem: \d/,
    full: /(está no limite: \d+% de ocupação há|A lentidão não vem de .*: \d+% das vagas)/,
    show: /^Mostrar /,
    slowest: "Mais lentas",
    failed: "Com falha",
    next: "Próxima requisição",
    close: "Fechar a requisição",
    picked: /escolhida no quadro/, looking: "Procurando",
    charts: "Gráficos",
    sentences: /entre|maior valor|por hora/,
  },
};

const why = (page) => page.getByTestId("why");
const said = async (page) => (await why(page).locator(".why-first").innerText()).trim();
const drawer = (page) => page.getByTestId("request");
const about = (page) => drawer(page).locator(".rq-about").innerText();

/** In the page: for each line that has one, the middle of a moving shape that lies on it. */
function shapesOnLines() {
  const found = new Map();
  const canvas = document.querySelector("canvas.tokens");
  const box = canvas.getBoundingClientRect();
  const fine = canvas.width / box.width;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const solid = (x, y) => data[4 * (Math.round(y) * canvas.width + Math.round(x)) + 3] > 200;
  for (let y = 8; y < canvas.height - 8; y += 1) {
    for (let x = 8; x < canvas.width - 8; x += 1) {
      const r = 2 * fine;
      if (![[0, 0], [r, 0], [-r, 0], [0, r], [0, -r]].every(([dx, dy]) => solid(x + dx, y + dy))) continue;
      const at = { x: box.left + x / fine, y: box.top + y / fine };
      // lines lie over each other for a stretch: the shape may be on any of them
      const links = document.elementsFromPoint(at.x, at.y).flatMap((e) => e.closest("[data-link]")?.dataset.link ?? []);
      if (links.length && !found.has(links[0])) found.set(links[0], { ...at, links });
    }
  }
  return found.size ? [...found.values()] : null;
}

forEach({ lang: LANGS }, (situation) =>
  journey("the cause is said in a sentence that leads to its station", situation, async (page, { axe }) => {
    const t = WORDS[situation.lang];
    await running(page);
    await until("all is well", async () => t.well.test(await said(page)));
    await setTraffic(page, 8000);
    await until("somebody is full", async () => t.full.test(await said(page)), { timeout: 60_000 });
    const sentence = await said(page);
    assert.ok(await why(page).evaluate((e) => e.classList.contains("bad")));
    // the live region tells it as well, in few words
    await until("the change is read aloud", async () => /p95/.test(await page.getByTestId("why-aloud").textContent()));
    await why(page).locator(".why-first .why-link").first().click();
    const chosen = await until("the station is chosen", async () => page.getByTestId("inspector").locator(".ins-name").inputValue());
    assert.ok(sentence.includes(chosen), `"${sentence}" does not speak of ${chosen}`);
    await why(page).locator(".why-more").click();
    await why(page).locator(".why-list li").first().waitFor();
    await axe();
  }),
);

journey("a broken station is named as the cause, and is forgotten when it is well again", {}, async (page) => {
  await running(page);
  const inspector = page.getByTestId("inspector");
  await press(page, "Orders");
  await inspector.getByRole("tab", { name: "Faults" }).click();
  await inspector.getByRole("button", { name: "until healed" }).click();
  await inspector.getByRole("button", { name: "Crash", exact: true }).first().click();
  await until("the crash is said", async () => /^Orders is broken: crash/.test(await said(page)), { timeout: 40_000 });
  await inspector.getByRole("button", { name: "Heal", exact: true }).click();
  await until("all is well again", async () => /^(All is well|No station is in trouble)/.test(await said(page)), { timeout: 60_000 });
});

forEach({ lang: LANGS }, (situation) =>
  journey("single requests are looked at hop by hop, with the keyboard", situation, async (page, { axe }) => {
    const t = WORDS[situation.lang];
    await running(page);
    await setTraffic(page, 3000);
    await page.getByTestId("requests").focus();
    await page.keyboard.press("Enter");
    await drawer(page).locator(".wf li").first().waitFor({ timeout: 30_000 });
    assert.ok((await drawer(page).locator(".wf li").count()) >= 2, "a request passes several stations");
    for (const row of await drawer(page).locator(".wf-said").allInnerTexts()) assert.match(row, /\d/, "a hop says its time");
    const first = await about(page);
    await until("another request is shown", async () => {
      await page.keyboard.press("ArrowRight");
      return (await about(page)) !== first;
    });
    await drawer(page).getByRole("button", { name: t.failed, exact: true }).click();
    await until("a failed request is shown", async () => (await drawer(page).locator(".rq-how.bad").count()) === 1, { timeout: 40_000 });
    await axe();
    await drawer(page).getByRole("button", { name: t.next }).focus();
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "requests", "the focus goes back");
    // a moving request is picked by its key, on the line that has the focus
    await until("a request is on its way there", async () => {
      if (!(await drawer(page).count())) await page.locator("[data-link]").first().press("r");
      return (await drawer(page).locator(".wf li").count()) >= 2;
    });
    await until("it is the picked one", async () => t.picked.test(await drawer(page).locator(".rq-through").innerText()));
    assert.ok((await page.locator(".line.followed").count()) >= 2, "its way is seen on the board");
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement.dataset.link), "the focus goes back to the line");
    assert.equal(await page.locator(".line.followed").count(), 0);
    // and by a click on its shape, while the clock stands still
    await page.keyboard.press(".");
    const shapes = await until("shapes stand on lines", () => page.evaluate(shapesOnLines));
    let shape;
    for (shape of shapes) {
      await page.mouse.click(shape.x, shape.y);
      // while the last event is still being shown, a shape may go on from where it was seen
      if (!(await drawer(page).waitFor({ timeout: 3_000 }).then(() => true, () => false))) continue;
      const [rows, none] = [drawer(page).locator(".wf li"), drawer(page).locator(".rq-none")];
      await until("it is found, or it is said why not", async () => {
        if (await rows.count()) return true;
        return (await none.count()) && !(await none.innerText()).startsWith(t.looking);
      });
      // a message of the system's own is no request of a user
      if (await rows.count()) break;
      // the focus has stayed on the board
      await drawer(page).getByRole("button", { name: t.close }).click();
      await drawer(page).waitFor({ state: "detached" });
    }
    assert.ok(await drawer(page).locator(".wf li").count(), `none of ${shapes.length} shapes is a request`);
    const followed = page.locator(shape.links.map((link) => `[data-link="${link}"].followed`).join(", "));
    await until("its line is part of its way", () => followed.count());
    // Escape closes it from anywhere else, and the focus stays where it is
    const elsewhere = page.getByTestId("dock").locator(".ch-pick").first();
    await elsewhere.focus();
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    assert.ok(await elsewhere.evaluate((e) => e === document.activeElement), "the focus stays");
  }),
);

forEach({ lang: LANGS }, (situation) =>
  journey("any chart is shown in any place, with its meaning and its numbers", situation, async (page, { axe }) => {
    const t = WORDS[situation.lang];
    await running(page);
    const picks = page.getByTestId("dock").locator(".ch-pick");
    assert.equal(await picks.count(), 4);
    // by class and region; spread of latencies, queue depth, hit ratio
    for (const [place, metric] of [["0", "10"], ["1", "11"], ["0", "4"], ["1", "5"], ["2", "6"]]) {
      await picks.nth(Number(place)).selectOption(metric);
      const chart = page.getByTestId("dock").locator(".ch").nth(Number(place)).locator("canvas");
      await until("the chart is drawn", async () => (await inked(chart)) > 200, { timeout: 30_000 });
      await until("it says its numbers", async () => t.sentences.test(await chart.getAttribute("aria-label")));
    }
    // one that is shown elsewhere changes places
    await picks.nth(3).selectOption("4");
    await until("the two have changed places", async () => (await picks.nth(0).inputValue()) === "3");
    await picks.nth(0).selectOption("9");
    await until("the bill is made", async () => number(await page.getByTestId("bill").innerText(), situation.lang) > 0);
    await page.getByTestId("dock").locator(".ch-what summary").nth(1).click();
    await page.getByTestId("dock").locator(".ch-what[open] .term").click();
    await until("the glossary says what it is", async () => (await page.locator(".term-says:popover-open b").innerText()).length > 3);
    await page.keyboard.press("Escape");
    await axe();
  }),
);

forEach({ lang: LANGS }, (situation) =>
  journey("on a phone the cause and the requests are in the sheet of charts", { ...situation, viewport: "phone", isMobile: true }, async (page, { axe }) => {
    const t = WORDS[situation.lang];
    await running(page);
    await page.getByTestId("transport").getByRole("button", { name: t.charts, exact: true }).tap();
    await until("all is well", async () => t.well.test(await said(page)));
    await page.getByTestId("requests").tap();
    await drawer(page).locator(".wf li").first().waitFor({ timeout: 30_000 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    for (const button of await drawer(page).getByRole("button").all()) {
      const box = await button.boundingBox();
      assert.ok(box.height >= 43.5 && box.width >= 43.5, `${await button.getAttribute("aria-label")} is ${box.width} x ${box.height}`);
    }
    await axe();
    await drawer(page).getByRole("button", { name: t.close }).tap();
    await drawer(page).waitFor({ state: "detached" });
  }),
);
