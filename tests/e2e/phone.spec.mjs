// On a phone, with fingers: everything is reached by taps, nothing scrolls sideways, targets are large enough.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { body, clock, dialog, line, names, notice, running, saved, spot, station, until, WORDS } from "./steps.mjs";
import { small, sticksOut } from "./reach.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true };
const SIZES = { 390: PHONE.viewport, 360: { width: 360, height: 780 } };

const tapStation = async (page, name) => {
  const { x, y } = await spot(body(page, name), 0.5, 0.3);
  await page.touchscreen.tap(x, y);
};
const tab = (page, name) => page.getByTestId("transport").getByRole("button", { name, exact: true });

forEach({ lang: LANGS }, (situation) =>
  journey("a learner adds, sets and runs by taps", { ...situation, ...PHONE }, async (page) => {
    const t = WORDS[situation.lang];
    const [add, cache, capacity] = situation.lang === "en" ? ["Add", /^Cache/, "Capacity"] : ["Adicionar", /^Cache/, "Capacidade"];
    await running(page);
    const before = (await names(page)).length;

    // add by tap: the sheet opens, and closes with the choice
    await tab(page, add).tap();
    await page.getByTestId("palette").getByRole("button", { name: cache }).tap();
    await page.getByTestId("palette").waitFor({ state: "hidden" });
    await until("it was added", async () => (await names(page)).length === before + 1);
    await saved(page);

    // its settings as a sheet
    await tab(page, t.settings).tap();
    const inspector = page.getByTestId("inspector");
    await inspector.waitFor();
    const sheet = await inspector.boundingBox();
    assert.ok(sheet.x <= 1 && sheet.width >= 388, `the sheet is ${sheet.width} px wide from ${sheet.x}`);
    const field = inspector.getByRole("textbox", { name: capacity });
    await field.fill("5");
    await field.press("Enter");
    await page.getByRole("button", { name: t.close, exact: true }).tap();
    await inspector.waitFor({ state: "hidden" });

    // play and pause, and the clock on the button
    const play = page.getByTestId("play");
    await play.tap();
    await until("it is paused", async () => (await play.getAttribute("aria-label")) === t.run);
    await page.waitForTimeout(400);
    const still = await clock(page);
    await page.waitForTimeout(600);
    assert.equal(await clock(page), still);
    await play.tap();
    await until("the clock goes on", async () => (await clock(page)) > still);

    // undo stands in the bar
    await page.getByRole("button", { name: t.undo }).tap();
    await page.getByRole("button", { name: t.undo }).tap();
    await until("it is gone again", async () => (await names(page)).length === before);
  }),
);

journey("two fingers zoom, one finger moves the sheet, a tap selects and a tap on a port connects", PHONE, async (page) => {
  await running(page);
  await tapStation(page, "Web 1");
  await until("it is selected", async () => /selected/.test(await station(page, "Web 1").getAttribute("class")));
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...points) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  // one finger on the free sheet
  const left = async () => (await body(page, "Web 1").boundingBox()).x;
  const at = await left();
  await touch("touchStart", [200, 700]);
  for (let d = 0; d <= 80; d += 10) await touch("touchMove", [200 - d, 700]);
  await touch("touchEnd");
  await until("the sheet moved with the finger", async () => Math.abs((await left()) - at + 80) < 14);

  const width = async () => (await body(page, "Web 1").boundingBox()).width;
  const before = await width();
  await touch("touchStart", [180, 420], [220, 420]);
  for (let d = 0; d <= 60; d += 10) await touch("touchMove", [180 - d, 420], [220 + d, 420]);
  await touch("touchEnd");
  await until("the pinch zooms", async () => (await width()) > before * 1.8);

  // connect: tap the port, tap the target; these two are connected, which the page says
  await page.getByRole("button", { name: "Show everything" }).tap();
  const port = await spot(station(page, "Load balancer").locator(".st-port circle"));
  await page.touchscreen.tap(port.x, port.y);
  await tapStation(page, "Cache");
  await Promise.race([line(page, "Load balancer", "Cache").waitFor(), notice(page, "onnect").waitFor()]);
});

forEach({ width: Object.keys(SIZES) }, ({ width }) =>
  journey(`nothing scrolls sideways on ${width} px`, { ...PHONE, viewport: SIZES[width], lang: "pt", timeout: 120_000 }, async (page, { open }) => {
    for (const where of ["#/", "#/lessons", "#/lab", "#/trust", "#/systems", "#/boards", "#/glossary", "#/progress", "#/review", "#/practice/availability/usual/7", "#/practice/grid/usual/7", "#/lesson/load-balancer/print", "#/what-if", "#/compare", "#/estimate"]) {
      await open(where);
      await page.locator("#content").waitFor();
      await page.waitForTimeout(600);
      assert.deepEqual(await sticksOut(page), [], where);
    }
    await open("#/lessons");
    const slugs = await page.getByTestId("stop").locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.ok(slugs.length > 0);
    for (const href of slugs) {
      await open(href);
      await page.getByTestId("lesson").locator("h1, h2").first().waitFor();
      await page.waitForTimeout(400);
      assert.deepEqual(await sticksOut(page), [], href);
    }
    await open("#/");
    for (const name of ["Adicionar", "Ajustes", "Gráficos"]) {
      await tab(page, name).tap();
      await page.waitForTimeout(300);
      assert.deepEqual(await sticksOut(page), [], name);
      await tab(page, name).tap();
    }
  }),
);

journey("every target of the sandbox is large enough for a finger", PHONE, async (page) => {
  await running(page);
  assert.deepEqual(await small(page), [], "the board");
  await tab(page, "Add").tap();
  assert.deepEqual(await small(page), [], "the palette");
  await page.getByTestId("add-cache").tap();
  await tab(page, "Settings").tap();
  assert.deepEqual(await small(page), [], "the settings");
  await page.getByTestId("inspector").getByRole("tab", { name: "Faults" }).tap();
  assert.deepEqual(await small(page), [], "the faults");
  await page.getByRole("button", { name: "Close", exact: true }).tap();
  await page.getByRole("button", { name: "More", exact: true }).tap();
  await page.locator(".menu:popover-open").waitFor();
  assert.deepEqual(await small(page), [], "the menu");
  await page.locator(".menu:popover-open").getByRole("button", { name: "Share" }).tap();
  await dialog(page).waitFor();
  assert.deepEqual(await small(page), [], "the share dialog");
});

forEach({ where: ["#/lessons", "#/lab", "#/trust", "#/systems", "#/boards", "#/glossary", "#/progress", "#/review", "#/practice/availability/usual/7", "#/practice/grid/usual/7", "#/lesson/load-balancer/print", "#/what-if", "#/compare", "#/estimate"] }, ({ where }) =>
  journey(`every target of ${where} is large enough for a finger`, { ...PHONE, path: where }, async (page) => {
    await page.locator("#content h1").first().waitFor();
    await page.waitForTimeout(500);
    assert.deepEqual(await small(page), []);
  }),
);
