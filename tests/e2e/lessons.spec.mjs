// Every lesson of the course, in both languages, from its first step to its last: what is wrong does not do, what
// `escala answers` says does, and what the page marks is what `escala grade` marks.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { doStep, escala, handIn, keep, kept, lesson, lessons, needsWork, shownDebrief, shownGoals, work } from "./learner.mjs";
import { number, until } from "./steps.mjs";

/** The command line runs the file again and marks it as the page did. */
async function agrees(file, { slug, lang, steps, shown }) {
  const marks = escala("grade", slug, file, "--lang", lang, "--json");
  assert.equal(marks.learner?.split(" ")[0], "Ana");
  assert.ok(marks.passed && marks.score === 1, JSON.stringify(marks));
  const graded = steps.filter((s) => !["read", "do", "reflect"].includes(s.kind)).map((s) => s.id);
  assert.deepEqual(Object.keys(marks.steps).toSorted(), graded.toSorted());
  for (const [id, { values, told }] of Object.entries(shown)) {
    const { debrief } = marks.steps[id].build;
    assert.deepEqual(told.hottest.map(([name]) => name), debrief.hottest.map((h) => h.name), id);
    for (const [i, [, text]] of told.hottest.entries()) assert.ok(Math.abs(number(text, lang) - 100 * debrief.hottest[i].peak) < 0.6, `${id}: ${text}`);
    assert.deepEqual(told.failures.map((n) => number(n, lang)), debrief.failures.map((f) => f.count), id);
    assert.equal(told.cost.length, debrief.cost > 0 ? 1 : 0, id);
    const measured = marks.steps[id].build.goals.map((g) => g.measured);
    for (const [i, text] of values.entries()) {
      const [said, is] = [number(text, lang), measured[i]];
      // the page rounds, and writes long times in seconds
      const near = [is, is / 1000, is / 1e6].some((v) => Math.abs(said - v) <= Math.max(0.006 * Math.abs(v), 0.051));
      assert.ok(near, `${id}: the page shows ${text}, the command line measures ${is}`);
    }
  }
}

for (const { id, slug } of lessons()) {
  const { answers } = escala("answers", slug);
  forEach({ lang: LANGS }, ({ lang }) =>
    journey(`${id} is learnt from its first step to its last`, { lang, path: null, timeout: 240_000 }, async (page, { open }) => {
      const { steps } = lesson(slug, lang);
      await open(`#/lesson/${slug}`);
      for (const [place, step] of steps.entries()) {
        const here = await until("the step is open", async () => {
          const at = (await kept(page, slug)).at;
          return at === step.id && at;
        });
        await doStep(page, { step, answer: answers[here], slug, lang });
        if (place + 1 < steps.length) await page.getByTestId("next").click();
      }
      // what takes its time: the boards and grids of the solution, taken up where somebody left them
      const shown = {};
      const worked = steps.filter(needsWork);
      await keep(page, slug, Object.fromEntries(worked.map((step) => [step.id, work(step, answers[step.id])])));
      await page.reload();
      for (const step of worked.toSorted((a, b) => (a.kind === "build") - (b.kind === "build"))) {
        await open(`#/lesson/${slug}/${step.id}`);
        await doStep(page, { step, answer: answers[step.id], slug, lang, again: true });
        if (step.kind === "build") shown[step.id] = { values: await shownGoals(page), told: await shownDebrief(page) };
      }
      await agrees(await handIn(page, `Ana ${id}`), { slug, lang, steps, shown });
      await open(`#/lesson/${slug}/${steps.at(-1).id}`);
      await page.getByTestId("next").click();
      await page.getByTestId("course").waitFor();
      assert.deepEqual((await kept(page, slug)).done.toSorted(), steps.map((s) => s.id).toSorted());
      // the best marks are those of the solution, whatever was tried before
      const line = page.getByTestId("stop").filter({ hasText: id });
      assert.match(await line.innerText(), /100\s?%/);
    }),
  );
}
