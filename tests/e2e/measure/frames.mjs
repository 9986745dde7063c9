// Frames of the large board: at rest, while panning, while a station is dragged.
import { visitor, ready, theBrowser } from "../site.mjs";
import { openFile, running, until } from "../steps.mjs";
import { largeBoard } from "./board.mjs";
import { table } from "./statistics.mjs";
import { traced } from "./trace.mjs";

const TARGET_MS = 16.7;
const SECONDS = 5;

/** A page with the large board running on it. */
export async function largePage() {
  const visit = await visitor({});
  // two hundred stations on a busy machine take their time
  visit.context.setDefaultTimeout(60_000);
  await visit.page.goto(visit.site);
  await ready(visit.page);
  await openFile(visit.page, largeBoard());
  await until("the large board is there", async () => (await visit.page.locator("[data-node]").count()) === 200, { timeout: 60_000 });
  await running(visit.page);
  return visit;
}

/** How many shapes the canvas of moving requests draws at once: counted at the canvas, for two seconds. */
async function moving(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const own = CanvasRenderingContext2D.prototype;
        // a circle, a diamond, a picture: one call each; whatever draws none of them would be counted as nothing
        const calls = ["arc", "closePath", "drawImage"];
        const before = calls.map((name) => own[name]);
        let [count, most] = [0, 0];
        calls.forEach((name, i) => {
          own[name] = function (...args) {
            if (this.canvas.classList.contains("tokens")) count += 1;
            return before[i].apply(this, args);
          };
        });
        const end = performance.now() + 2_000;
        const beat = () => {
          most = Math.max(most, count);
          count = 0;
          if (performance.now() < end) return requestAnimationFrame(beat);
          calls.forEach((name, i) => (own[name] = before[i]));
          return done(most);
        };
        requestAnimationFrame(beat);
      }),
  );
}

/** Moves the pressed mouse around a circle for some seconds, once a frame: so browsers hand moves on. */
async function around(page, { x, y }, seconds) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  const [start, end] = [Date.now(), Date.now() + seconds * 1000];
  while (Date.now() < end) {
    const turn = (Date.now() - start) / 300;
    await page.mouse.move(x + 60 * Math.sin(turn), y + 60 - 60 * Math.cos(turn));
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
}

const zoom = (page) =>
  page.evaluate(() => Number(document.querySelector(".board-nodes > g").getAttribute("transform").match(/scale\(([\d.]+)/)[1]));

export async function frames() {
  const { context, page, wrong } = await largePage();
  const browser = await theBrowser();
  // the queues and the number of moving requests settle
  await page.waitForTimeout(4_000);
  const tokens = await moving(page);
  const middle = async (locator) => {
    const box = await locator.boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const free = async () => {
    const box = await page.getByTestId("board").boundingBox();
    return { x: box.x + 30, y: box.y + 60 };
  };
  const at = {};
  const seconds = (n) => page.waitForTimeout(n * 1000);
  at["whole board, at rest"] = await traced(browser, page, () => seconds(SECONDS));
  const spot = await free();
  at["whole board, panning"] = await traced(browser, page, () => around(page, spot, SECONDS));
  const station = page.locator("[data-node] .st-body").nth(60);
  const on = await middle(station);
  at["whole board, dragging a station"] = await traced(browser, page, () => around(page, on, SECONDS));
  // near enough for squares, beads and words
  const board = await page.getByTestId("board").boundingBox();
  await page.mouse.move(board.x + board.width / 2, board.y + board.height / 2);
  await page.keyboard.down("Control");
  for (let i = 0; i < 60 && (await zoom(page)) < 0.6; i++) await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  at["near, at rest"] = await traced(browser, page, () => seconds(SECONDS));
  at["near, panning"] = await traced(browser, page, () => around(page, { x: board.x + 30, y: board.y + 60 }, SECONDS));
  await context.close();
  return { tokens, at, complaints: wrong };
}

export function sayFrames({ tokens, at, complaints }) {
  const rows = [["ms of the page's thread per frame", "p50", "p95", "max", "longest task", "of a second", "frames/s", "apart p95", `p95 <= ${TARGET_MS}`]];
  for (const [name, m] of Object.entries(at)) {
    rows.push([name, m.work_ms.p50, m.work_ms.p95, m.work_ms.max, m.longest_task_ms, `${Math.round(m.per_second_ms)} ms`, m.per_second, m.apart_ms.p95, m.work_ms.p95 <= TARGET_MS ? "met" : "NOT met"]);
  }
  const list = (parts) => Object.entries(parts).map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(", ");
  const detail = Object.entries(at).map(
    ([name, m]) => `${name}: ${list(m.parts_ms_per_frame)}\n  the slowest tenth: ${list(m.parts_ms_per_slow_frame)}\n  other threads: ${list(m.other_threads_ms_per_frame)}`,
  );
  return [`200 stations, 400 links, ${tokens} moving requests drawn at once; CPU time, so other programs do not count`, table(rows), ...detail, ...complaints].join("\n");
}
