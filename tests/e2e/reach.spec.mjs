// Every view is for everyone: reached by Tab and left again, large enough for a finger, whole at 200 % zoom.
import assert from "node:assert/strict";
import { forEach, journey } from "./lib.mjs";
import { running, until } from "./steps.mjs";
import { cutOff, press, small, sticksOut, walk } from "./reach.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true };
/** 1440 by 900 at 200 %: half as many CSS pixels, each of them four times as large. */
const ZOOMED = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };
/** Each view with what is there once it is. */
const VIEWS = {
  "#/": "[data-testid=board]",
  list: "[data-testid=row]",
  "#/lessons": "[data-testid=stop]",
  "#/lesson/single-server": "[data-testid=lesson] h1, [data-testid=lesson] h2",
  "#/lab": "[data-testid=lab-page] h1",
  "#/trust": "[data-testid=trust-row]",
  "#/systems": "[data-testid=system]",
};

/** Pages beside the course: their fingers and letters are phone.spec.mjs's. */
const BESIDE = {
  "#/boards": "[data-testid=lesson-boards]",
  "#/glossary/cache": "[data-testid=part]",
  "#/progress": "[data-testid=steps-done]",
  "#/review": "[data-testid=review-none]",
  "#/practice/availability/usual/7": "[data-testid=estimate]",
  "#/practice/grid/usual/7": "[data-testid=lab]",
  "#/lesson/load-balancer/print": "[data-testid=paper-step]",
  "#/what-if": "[data-testid=whatif]",
  "#/compare": "[data-testid=compare]",
  "#/estimate": "[data-testid=estimate-page]",
};

/** Opens a view; the list is the sandbox in its other form. */
async function view(page, open, where) {
  await open(where === "list" ? "#/" : where);
  if (where === "#/" || where === "list") await running(page);
  if (where === "list") await press(page, "l");
  await page.locator(VIEWS[where]).first().waitFor();
}

forEach({ where: Object.keys(VIEWS) }, ({ where }) => {
  journey(`${where} is whole at 200 % zoom`, { ...ZOOMED, lang: "pt", path: null }, async (page, { open }) => {
    await view(page, open, where);
    await until("nothing sticks out", async () => (await sticksOut(page)).length === 0).catch(async () => assert.deepEqual(await sticksOut(page), []));
    assert.deepEqual(await cutOff(page), [], "controls are cut off");
  });

  journey(`${where} has room for a finger`, { ...PHONE, lang: "pt", path: null }, async (page, { open }) => {
    await view(page, open, where);
    await until("everything is large enough", async () => (await small(page)).length === 0, { timeout: 5_000 }).catch(async () => assert.deepEqual(await small(page), []));
  });

  journey(`${where} is walked through by Tab, the focus is seen at each step, and it gets out`, { path: null, timeout: 150_000 }, async (page, { open }) => {
    await view(page, open, where);
    const { seen, hidden, ended } = await walk(page);
    assert.ok(ended, `the focus never came to the end: ${seen.slice(-12).join(" | ")}`);
    assert.ok(seen.length > 5, "hardly anything was reached");
    assert.match(seen[0], /^a Skip to the content/);
    assert.deepEqual(hidden, [], "the focus is not to be seen");
    for (let i = 0; i < 3; i++) await press(page, "Shift+Tab");
    assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "BODY", "the way back is open");
  });
});

journey("the pages beside the course are whole at 200 % zoom", { ...ZOOMED, lang: "pt", path: "#/lessons", timeout: 120_000 }, async (page) => {
  for (const [where, what] of Object.entries(BESIDE)) {
    await page.evaluate((hash) => (location.hash = hash), where);
    await page.locator(what).first().waitFor();
    await until(`nothing of ${where} sticks out`, async () => (await sticksOut(page)).length === 0, { timeout: 5_000 }).catch(async () => assert.deepEqual(await sticksOut(page), [], where));
    assert.deepEqual(await cutOff(page), [], `controls of ${where} are cut off`);
  }
});

forEach({ where: ["#/progress", "#/practice/availability/usual/7", "#/what-if"] }, ({ where }) =>
  journey(`${where} is walked through by Tab, the focus is seen at each step, and it gets out`, { path: where, timeout: 150_000 }, async (page) => {
    await page.locator(BESIDE[where]).first().waitFor();
    const { seen, hidden, ended } = await walk(page);
    assert.ok(ended, `the focus never came to the end: ${seen.slice(-12).join(" | ")}`);
    assert.deepEqual(hidden, [], "the focus is not to be seen");
  }),
);
