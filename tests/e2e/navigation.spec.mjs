// From everywhere to everywhere, fast and slow, forth and back; every step of every lesson; and a board under
// random hands.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { clock, names, press, running, savedBoard, until } from "./steps.mjs";

const course = async (site) => {
  const list = await (await fetch(new URL("content/course.json", site))).json();
  return list.chapters.flatMap((chapter) => chapter.lessons);
};
const go = (page, hash) => page.evaluate((hash) => (location.hash = hash), hash);
const SHOWN = { "#/": "[data-testid=board]", "#/lessons": "[data-testid=course]", "#/lab": "[data-testid=lab-page]", "#/trust": "[data-testid=trust]", "#/systems": "[data-testid=gallery]", "#/boards": "[data-testid=boards]", "#/glossary": "[data-testid=glossary]", "#/progress": "[data-testid=progress]", "#/review": "[data-testid=review]", "#/lesson/load-balancer/print": "[data-testid=print]", "#/practice/diagnosis/easy/7": "[data-testid=practice]", "#/practice/grid/easy/7": "[data-testid=practice] [data-testid=lab]", "#/what-if": "[data-testid=whatif]", "#/compare": "[data-testid=compare]", "#/estimate": "[data-testid=estimate-page]" };
const shown = (hash) => SHOWN[hash] ?? (hash.startsWith("#/lab") ? SHOWN["#/lab"] : "[data-testid=lesson]");

journey("every page is left for every other, at once and when it is complete", { timeout: 240_000 }, async (page, { site }) => {
  const lessons = await course(site);
  const build = lessons.flatMap((lesson) => lesson.steps.filter((s) => s.kind === "build").map((s) => `#/lesson/${lesson.slug}/${s.id}`));
  const places = ["#/", "#/lessons", "#/lab", "#/lab/easy-7", "#/trust", "#/systems", "#/boards", "#/glossary", "#/practice/diagnosis/easy/7", "#/what-if", "#/compare", "#/estimate", `#/lesson/${lessons[0].slug}`, ...build.slice(0, 1), `#/lesson/${lessons.at(-1).slug}`];
  for (const from of places) {
    for (const to of places) {
      if (from === to) continue;
      await go(page, from);
      // half of the time the page is left before it is complete
      if (places.indexOf(to) % 2) await page.locator(shown(from)).first().waitFor();
      await go(page, to);
      await page.locator(shown(to)).first().waitFor();
    }
  }
  // pages that are all text are left for one with a run, and for the next of them
  for (const to of ["#/progress", "#/", "#/review", "#/practice/grid/easy/7", "#/lesson/load-balancer/print", "#/"]) {
    await go(page, to);
    await page.locator(shown(to)).first().waitFor();
  }
  for (let i = 0; i < 12; i++) await page.evaluate(() => history.back());
  for (let i = 0; i < 6; i++) await page.evaluate(() => history.forward());
  await go(page, "#/");
  await running(page);
});

journey("the sandbox rests while another page is shown, and goes on where it was", {}, async (page) => {
  await running(page);
  const before = await clock(page);
  await press(page, "Web 1");
  await go(page, "#/lessons");
  await page.locator(SHOWN["#/lessons"]).waitFor();
  const left = await page.evaluate(() => performance.now());
  await page.waitForTimeout(5_000);
  await go(page, "#/");
  await page.locator(SHOWN["#/"]).waitFor();
  const [now, away] = [await clock(page), ((await page.evaluate(() => performance.now())) - left) / 1000];
  assert.ok(now >= 10, "it began anew");
  assert.ok(now - before < away - 1, `the clock went on by ${now - before} s while nobody looked for ${away} s`);
  await running(page);
  assert.ok((await names(page)).length === 7);
});

forEach({ lang: LANGS }, (situation) =>
  journey("every step of every lesson opens", { ...situation, path: "#/lessons", timeout: 180_000 }, async (page, { site }) => {
    for (const lesson of await course(site)) {
      for (const step of lesson.steps) {
        await go(page, `#/lesson/${lesson.slug}/${step.id}`);
        const title = step.title[situation.lang];
        await until(`"${title}" is shown`, async () => (await page.getByTestId("lesson").locator("h1, h2").allInnerTexts()).includes(title));
        assert.ok((await page.title()).startsWith(`${title} - `), await page.title());
      }
    }
  }),
);

/** Numbers that look random and are the same every time. */
function dice(seed) {
  let x = seed;
  return (n) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return Math.floor((x / 2 ** 32) * n);
  };
}

forEach({ seed: [1, 2] }, ({ seed }) =>
  journey(`a board under random hands keeps its word (${seed})`, { timeout: 120_000 }, async (page) => {
    await running(page);
    const first = (await savedBoard(page)).board;
    const roll = dice(seed);
    const board = await page.getByTestId("board").boundingBox();
    const place = () => [board.x + 20 + roll(board.width - 40), board.y + 20 + roll(board.height - 90)];
    const keys = ["u", "b", "l", "w", "c", "d", "Delete", "Control+d", "Control+z", "Control+Shift+z", "Control+a", "Escape", "Space", ".", "+", "-", "0", "Alt+ArrowRight", "Enter", "Tab", "Control+c", "Control+v", "Control+x", "m", "ArrowDown"];
    for (let i = 0; i < 120; i++) {
      switch (roll(4)) {
        case 0: {
          const [x, y] = place();
          const [tx, ty] = place();
          await page.mouse.move(x, y);
          await page.mouse.down();
          await page.mouse.move(tx, ty, { steps: 3 });
          if (roll(5) === 0) await page.keyboard.press("Escape");
          await page.mouse.up();
          break;
        }
        case 1:
          await page.mouse.click(...place());
          break;
        default:
          await page.keyboard.press(keys[roll(keys.length)]);
      }
    }
    await page.keyboard.press("Escape");
    await page.locator(".top-end").getByTestId("form-board").click();
    if ((await page.getByTestId("play").getAttribute("aria-label")) === "Run") await page.getByTestId("play").click();
    const undo = page.getByRole("button", { name: /^Undo/ });
    for (let i = 0; (await undo.isEnabled()) && i < 250; i++) await undo.click();
    assert.deepEqual((await savedBoard(page)).board, first, "everything can be taken back");
    await running(page);
  }),
);

const OTHER = { en: "This lesson is of another version", pt: "Esta lição é de outra versão" };
forEach({ lang: LANGS }, (situation) =>
  journey("a lesson that was compiled for another page says so", { ...situation, path: "#/lessons" }, async (page, { site }) => {
    const [lesson] = await course(site);
    await page.route(`**/${lesson.slug}.*.bin`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      body[5] = body[5] === 0x30 ? 0x31 : 0x30; // a digit of the fingerprint
      await route.fulfill({ response: answer, body });
    });
    await go(page, `#/lesson/${lesson.slug}`);
    await page.getByText(OTHER[situation.lang], { exact: true }).waitFor();
  }),
);
