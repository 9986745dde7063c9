// Steps to do, to estimate, to order and to diagnose, in a lesson of their own (tests/e2e/course), answered by keys,
// by hand and on the board.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, journey } from "./lib.mjs";
import { drag, names, notice, press, running, spot, until, words } from "./steps.mjs";

const out = mkdtempSync(join(tmpdir(), "escala-ways-"));
execFileSync(
  "cargo",
  ["run", "--quiet", "--package", "lessons", "--bin", "escala", "--", "build", "tests/e2e/course", "--out", out],
  { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] },
);

/** The site has no such lesson; it gets this one. */
const withLesson = (page) =>
  page.route(/\/content\/ways\.(en|pt)\.bin$/, (route) =>
    route.fulfill({ body: readFileSync(join(out, new URL(route.request().url()).pathname.split("/").pop())) }),
  );
const at = async (page, open, step) => {
  await open(`#/lesson/ways/${step}`);
  await page.getByTestId("step").waitFor();
};
const verdict = (page) => page.getByTestId("verdict").textContent();
const done = (page) => page.locator(".rail-here.rail-done").count();
const lines = (page) => page.getByTestId("item").locator("> div").evaluateAll((all) => all.map((e) => e.firstChild.textContent));
const RIGHT = {
  en: ["The client sends it", "It waits", "A slot works on it", "The answer goes back"],
  pt: ["O cliente envia", "Ela espera", "Uma vaga trabalha nela", "A resposta volta"],
};

for (const lang of ["en", "pt"]) {
  journey("four steps are answered and stay answered", { lang, path: null }, async (page, { open, axe, shot }) => {
    await withLesson(page);
    const t = await (async () => (await at(page, open, "try"), words(page)))();

    // do: the first line ticks by itself, the second one when the learner breaks the server
    await running(page);
    const ticked = () => page.getByTestId("todo").evaluateAll((all) => all.map((e) => e.classList.contains("rail-done")));
    await until("the run is seen", async () => (await ticked())[0]);
    assert.deepEqual(await ticked(), [true, false]);
    await press(page, "Web");
    await page.getByTestId("inspector").getByRole("tab", { name: t.faults }).click();
    await page.getByTestId("inspector").getByRole("button", { name: lang === "en" ? "Crash" : "Queda", exact: true }).click();
    await until("the crash is ticked", async () => (await ticked()).every(Boolean));
    await until("the step is done", () => done(page));
    await page.getByTestId("after").waitFor();
    await axe();
    await shot(`ways-do-${lang}`);

    // estimate: far off, half, right; nothing but a number is taken
    await at(page, open, "paper");
    const field = page.getByTestId("number");
    const check = page.getByTestId("check");
    const say = async (text) => {
      await field.fill(text);
      await field.blur();
      await check.click();
    };
    await say("12");
    assert.equal(await page.getByTestId("after").count(), 0);
    await say(lang === "en" ? "4.8" : "4,8");
    assert.equal(await done(page), 0);
    await field.fill("99");
    await field.blur();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await say("4");
    await until("the estimate is right", () => done(page));
    await page.getByTestId("after").waitFor();
    await axe();
    await shot(`ways-estimate-${lang}`);

    // order: arrows of the keyboard's kind bring it in order, and the hand stays on the item
    await at(page, open, "flow");
    assert.notDeepEqual(await lines(page), RIGHT[lang], "never shown in order");
    const shown = await lines(page);
    await drag(page, await spot(page.getByTestId("item").nth(3), 0.3), await spot(page.getByTestId("item").nth(0), 0.3));
    assert.deepEqual(await lines(page), [shown[3], ...shown.slice(0, 3)], "the line lies where the hand let go");
    for (let place = 0; place < 4; place++) {
      const from = (await lines(page)).indexOf(RIGHT[lang][place]);
      if (from > place) await page.locator(`#order-up-${from}`).focus();
      for (let i = from; i > place; i--) {
        await page.keyboard.press("Enter");
        await until("the hand follows", async () => (await page.evaluate(() => document.activeElement?.id)) === `order-up-${i - 1}`);
      }
    }
    assert.deepEqual(await lines(page), RIGHT[lang]);
    await check.click();
    await until("the order is right", () => done(page));
    await axe();
    await shot(`ways-order-${lang}`);

    // diagnose: the fault is on no board, and nothing heals it
    await at(page, open, "ill");
    await running(page);
    assert.deepEqual(await names(page), ["Users", "LB", "A", "B"]);
    await press(page, "B");
    const inspector = page.getByTestId("inspector");
    await inspector.getByRole("tab", { name: t.faults }).click();
    assert.equal(await inspector.locator(".faults ul li").count(), 0, "no planned fault is listed");
    const heal = lang === "en" ? ["Heal", "nothing is healed"] : ["Curar", "nada é curado"];
    await inspector.getByRole("button", { name: heal[0], exact: true }).click();
    await notice(page, heal[1]).waitFor();
    const pick = (name) => page.getByTestId("diagnose").getByRole("radio", { name, exact: true }).check();
    await pick("A");
    await pick(lang === "en" ? "Slow" : "Lentidão");
    await check.click();
    const half = await until("it is judged", async () => (await verdict(page)) || false);
    assert.equal(await done(page), 0, half);
    await pick("B");
    await check.click();
    await until("the cause is found", () => done(page));
    await axe();
    await shot(`ways-diagnose-${lang}`);

    // all of it is there again after a reload
    await page.reload();
    await page.getByTestId("step").waitFor();
    assert.equal(await page.locator(".rail-done").count(), 4);
    assert.ok((await verdict(page)).includes("B"));
  });
}
