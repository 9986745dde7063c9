// A learner who does the steps of a lesson, whichever it is: what to answer comes from the compiled lesson and from
// `escala answers`, never from here, so that a new lesson is learnt without a change.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib.mjs";
import { board, faultsPlanned, hasBeenEdited } from "./hands.mjs";
import { number, running, until } from "./steps.mjs";

const CONTENT = join(ROOT, "dist/content");
const read = (name) => JSON.parse(readFileSync(join(CONTENT, name), "utf8"));

/** The command line, with its answer as JSON. */
export const escala = (...args) =>
  JSON.parse(
    execFileSync("cargo", ["run", "--quiet", "--package", "lessons", "--bin", "escala", "--", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 64 << 20,
    }),
  );

/** Every lesson of the course. */
export const lessons = () => read("course.json").chapters.flatMap((chapter) => chapter.lessons);

/** A lesson in one language, each step with the name of its kind and its task. */
export function lesson(slug, lang) {
  const compiled = read(`${slug}.${lang}.json`);
  const steps = compiled.steps.map((step) => {
    const [kind, task] = typeof step.kind === "string" ? [step.kind, {}] : Object.entries(step.kind)[0];
    return { ...step, kind: kind.toLowerCase(), task };
  });
  return { ...compiled, steps };
}

/** What this browser has kept of the lesson. */
export const kept = (page, slug) =>
  page.evaluate((slug) => JSON.parse(localStorage.getItem("escala.progress.1") ?? "{}").lessons?.[slug] ?? { done: [], answers: {} }, slug);

/** Puts answers there that somebody gave earlier; the page has to be loaded again to see them. */
export const keep = (page, slug, answers) =>
  page.evaluate(
    ([slug, answers]) => {
      const all = JSON.parse(localStorage.getItem("escala.progress.1") ?? '{"lessons":{}}');
      const mine = (all.lessons[slug] ??= { done: [], at: null, answers: {} });
      Object.assign(mine.answers, answers);
      localStorage.setItem("escala.progress.1", JSON.stringify(all));
    },
    [slug, answers],
  );

const written = (value, lang) => String(value).replace(".", lang === "pt" ? "," : ".");
const check = (page) => page.getByTestId("check").click();
const isDone = (page) => page.locator(".rail-here.rail-done").count();
const notYet = async (page, what) => assert.equal(await isDone(page), 0, `${what} must not do`);

async function typed(page, value, lang) {
  const field = page.getByTestId("number");
  await field.fill(written(value, lang));
  await field.press("Enter");
  await field.blur();
}

/** The text of inline runs, as the page shows it. */
const plain = (runs) =>
  runs.map((run) => (run === "Break" ? " " : typeof Object.values(run)[0] === "string" ? Object.values(run)[0] : plain(Object.values(run)[0].at?.(1)?.length && "Link" in run ? run.Link[1] : Object.values(run)[0]))).join("");

/** Each kind of step: tried wrongly first where that is possible, then done. */
const DO = {
  async read() {},

  async choose(page, { step, answer }) {
    const boxes = page.getByTestId("choose").locator("input");
    const options = step.task.options.map((o) => o.id);
    const wrong = options.findIndex((id) => !answer.options.includes(id));
    await boxes.nth(wrong).check();
    await check(page);
    await page.getByTestId("choose").locator(".verdict-no").first().waitFor();
    await notYet(page, `the option ${options[wrong]}`);
    if (answer.options.length > 1) await boxes.nth(wrong).uncheck();
    for (const id of answer.options) await boxes.nth(options.indexOf(id)).check();
    await check(page);
  },

  async predict(page, { step, answer, slug, lang }) {
    const { ask } = step.task;
    const say = async (first) => {
      if (ask.Curve) return first ? drawLevel(page, ask.Curve) : bend(page, ask.Curve, answer.curve, lang);
      if (ask.Number) return typed(page, first ? farFrom(answer.number, ask.Number.min, ask.Number.max) : answer.number, lang);
      const places = ask.Server.candidates;
      const place = first ? places.findIndex((id) => id !== answer.server) : places.indexOf(answer.server);
      await page.getByTestId("predict").getByRole("radio").nth(place).check();
    };
    const outcome = async () => (await kept(page, slug)).answers[step.id]?.Guess?.outcome;
    assert.equal(await page.getByTestId("play").count(), 0, "nothing runs before the prediction stands");
    await say(true);
    await page.getByTestId("commit").click();
    const first = await until("the run has answered", outcome, { timeout: 60_000 });
    assert.equal(first.mark.passed, false, "a prediction that is far off must not pass");
    if (ask.Curve) assert.equal(await page.getByTestId("curve-table").locator("tbody tr").count(), ask.Curve.over.values.length);
    await page.getByTestId("again").click();
    await say(false);
    await page.getByTestId("commit").click();
    await until("what the command line measured is what the page measures", async () => (await outcome())?.mark.passed, { timeout: 60_000 });
  },

  async estimate(page, { step, answer, lang }) {
    const [min, max] = step.task.range ?? [0, answer.number * 10];
    await typed(page, farFrom(answer.number, min, max), lang);
    await check(page);
    await page.getByTestId("estimate").locator(".verdict-no").waitFor();
    await notYet(page, "an estimate that is far off");
    await typed(page, answer.number, lang);
    await check(page);
  },

  async order(page, { step, answer }) {
    const words = (id) => plain(step.task.items.find((o) => o.id === id).text).trim();
    const shown = () =>
      page.getByTestId("item").evaluateAll((all) =>
        all.map((line) => {
          const text = line.querySelector(":scope > div").cloneNode(true);
          text.querySelector(".choice-note").remove();
          return text.textContent.trim();
        }),
      );
    const right = answer.order.map(words);
    assert.notDeepEqual(await shown(), right, "it is never shown in order");
    await check(page);
    await page.getByTestId("order").locator(".verdict-no").first().waitFor();
    await notYet(page, "the order that is shown first");
    for (let place = 0; place < right.length; place++) {
      for (let from = (await shown()).indexOf(right[place]); from > place; from--) {
        assert.ok(from >= 0, `${right[place]} is not among the items`);
        await page.locator(`#order-up-${from}`).click();
        await until("the line goes up", async () => (await shown())[from - 1] === right[place]);
      }
    }
    await check(page);
  },

  async diagnose(page, { step, answer }) {
    const nodes = step.task.culprits.map(([id]) => id);
    const causes = step.task.causes.map(([cause]) => cause);
    const cause = step.task.key[1];
    const pick = async (node, what) => {
      await page.locator("input[name=culprit]").nth(nodes.indexOf(node)).check();
      await page.locator("input[name=cause]").nth(causes.indexOf(what)).check();
      await check(page);
    };
    await running(page);
    assert.equal(await page.locator(".st-flap, .station.degraded, .station.down").count(), 0, "a station says what is to be found");
    await pick(nodes.find((id) => id !== answer.diagnosis.node), causes.find((c) => c !== cause));
    await page.getByTestId("findings").getByTestId("hottest").waitFor({ timeout: 60_000 });
    await page.getByTestId("diagnose").locator(".verdict-no").first().waitFor();
    await notYet(page, "another culprit");
    await pick(answer.diagnosis.node, cause);
  },

  async reflect(page) {
    const open = page.getByTestId("open-model");
    assert.ok(await open.isDisabled(), "the model answer waits for one's own words");
    await page.getByTestId("own-words").fill("It depends on what is asked, and on how often.");
    await open.click();
    await page.getByTestId("model").waitFor();
  },

  async puzzle(page, { step, answer, slug, again }) {
    if (!again) {
      await page.getByTestId("check-all").click();
      return notYet(page, "an empty grid");
    }
    await page.getByTestId("check-all").click();
    const cells = answer.puzzle.length;
    await until("every cell is right", async () => number(await page.getByTestId("tally").innerText()) === cells);
    assert.ok((await kept(page, slug)).done.includes(step.id));
  },

  async build(page, { step, again }) {
    const goals = page.getByTestId("goals").locator("tbody tr");
    const hidden = step.task.goals.filter((goal) => goal.hidden).length;
    if (!again) {
      assert.equal(await goals.count(), step.task.goals.length - hidden, "what is hidden is not shown before a check");
      assert.equal(await page.getByTestId("hidden-goals").count(), hidden ? 1 : 0, "that there is more is said");
    }
    await check(page);
    await until("the goals are measured", async () => (await goals.locator(".verdict").count()) === step.task.goals.length, { timeout: 90_000 });
    const missed = await goals.locator(".verdict-no").allInnerTexts();
    if (again) return assert.deepEqual(missed, [], "the solution reaches every goal");
    assert.notEqual(missed.length, 0, "the start board must not reach every goal");
    await page.getByTestId("findings").waitFor();
    await notYet(page, "the start board");
  },

  async do(page, { step, lang }) {
    const ticked = () => page.getByTestId("todo").evaluateAll((all) => all.map((e) => e.classList.contains("rail-done")));
    await running(page);
    assert.ok((await ticked()).some((done) => !done), "there is something left to do");
    await board.startOver(page);
    await hasBeenEdited(page, step.board.design, step.task.solution.design, lang);
    await faultsPlanned(page, step.board.design, step.task.solution.design, lang);
    await board.go(page);
    await until("all of it is done", async () => (await ticked()).every(Boolean), { timeout: 60_000 });
  },
};

/** A stroke of the mouse from end to end, level at the top of the chart. */
async function drawLevel(page, { over }) {
  const box = await page.getByTestId("curve-surface").boundingBox();
  const y = box.y + 2;
  await page.mouse.move(box.x + 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, y, { steps: 2 * over.values.length });
  await page.mouse.up();
  const shown = await page.getByTestId("curve-point").evaluateAll((all) => all.map((e) => Number(e.value)));
  assert.ok(shown.length === over.values.length && shown.every((v) => v >= 95), `a level stroke lies level: ${shown}`);
}

/** Every point by keys, from wherever it stands. */
async function bend(page, { over, min, max }, curve) {
  for (let i = 0; i < over.values.length; i++) {
    const point = page.getByTestId("curve-point").nth(i);
    await point.focus();
    const aim = Math.round((100 * (curve[i] - min)) / (max - min));
    await page.keyboard.press(aim > 50 ? "End" : "Home");
    for (let k = 0; k < (aim > 50 ? 100 - aim : aim); k++) await page.keyboard.press(aim > 50 ? "ArrowDown" : "ArrowUp");
    assert.equal(Number(await point.inputValue()), aim);
  }
}

/** A number that may be said and is wrong: the end of the range that is farther away. */
const farFrom = (right, min, max) => (right - min > max - right ? min : max);

/** Which steps need what somebody did earlier: a board that was built, a grid that was filled. */
export const needsWork = (step) => ["build", "puzzle"].includes(step.kind);

/** That earlier work, as the page keeps it. */
export function work(step, answer) {
  if (step.kind === "build") return { Board: { file: JSON.stringify(answer.board), gave_up: false } };
  const entries = answer.puzzle.map(({ algorithm, column, given }) => ({ key: { pass: "Facts", algorithm, column }, given, mark: null }));
  return { Lab: { puzzle: null, entries, hints: 0 } };
}

/** The worst value of each goal, as the page shows it. */
export const shownGoals = (page) => page.getByTestId("goals").locator("tbody td b").allInnerTexts();

/** What the runs of a check say of themselves, as the page shows it. */
export const shownDebrief = async (page) => ({
  hottest: await page.getByTestId("hottest").locator("tr").evaluateAll((rows) => rows.map((r) => [r.querySelector("th").firstChild.textContent, r.querySelector("b").textContent])),
  failures: await page.getByTestId("failures").locator("td:nth-child(2)").allInnerTexts(),
  cost: await page.getByTestId("cost-to-beat").allInnerTexts(),
});

/** Hands in what is answered so far, under this name; the file. */
export async function handIn(page, name) {
  await page.getByTestId("hand-in").click();
  await page.getByTestId("learner").fill(name);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-hand-in").click()]);
  return download.path();
}

/** Does the step that is open. `again`: with the earlier work kept. */
export async function doStep(page, it) {
  await page.locator(`[data-testid=step][data-kind=${it.step.kind}]`).waitFor();
  await DO[it.step.kind](page, it);
  const expected = it.step.kind !== "read" && (it.again || !needsWork(it.step));
  if (expected) await until(`"${it.step.id}" is done`, () => isDone(page), { timeout: 30_000 });
}
