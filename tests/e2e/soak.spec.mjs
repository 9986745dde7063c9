// A board that is worked on for a long time: the page does not grow, stays fluent and complains of nothing.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import { count, SOAKING, say } from "./figures.mjs";
import { running, saved, setTraffic, until } from "./steps.mjs";

const MB = 1024 * 1024;
const SECONDS = count(24 * 3600, 20);

journey("edits on a running board leave nothing behind", { timeout: 120_000 + SECONDS * 1_100 }, async (page, { context, wrong }) => {
  await running(page);
  const cdp = await context.newCDPSession(page);
  const used = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Runtime.getHeapUsage")).usedSize;
  };
  const edit = async (i) => {
    await setTraffic(page, 100 + (i % 5) * 60);
    await page.getByTestId("title").fill(`Board ${i}`);
    await page.getByTestId("title").press("Enter");
  };
  for (let i = 0; i < 5; i++) await edit(i);
  // the charts hold ten minutes, and histories have their ends: growing up to there is no leak
  if (SECONDS > 1_500) await page.waitForTimeout(600_000);
  await page.evaluate(() => {
    window.frames_ms = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_ms.push(now - last);
      if (window.frames_ms.length > 20_000) window.frames_ms.splice(0, 10_000);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const before = await used();
  const end = Date.now() + SECONDS * 1_000;
  let edits = 0;
  while (Date.now() < end) {
    const next = Date.now() + (SOAKING ? 1_000 : 0);
    await edit(edits++);
    await page.waitForTimeout(Math.max(0, next - Date.now()));
  }
  await saved(page);
  await running(page);
  const frames = (await until("frames were drawn", () => page.evaluate(() => window.frames_ms))).sort((a, b) => a - b);
  const fps = 1_000 / frames[Math.floor(frames.length * 0.95)];
  await page.evaluate(() => (window.frames_ms.length = 0));
  const grown = ((await used()) - before) / MB;
  // before it is judged: a run of hours must not keep its figures to itself
  say(19, `${SECONDS} s, ${edits} edits, heap ${grown >= 0 ? "+" : ""}${grown.toFixed(2)} MB, 95 of 100 frames at ${fps.toFixed(0)} a second or faster, ${wrong.length} errors`);
  assert.ok(edits >= (SOAKING ? SECONDS / 3 : 10), `${edits} edits`);
  assert.ok(grown < 5, `${grown.toFixed(1)} MB more after ${edits} edits`);
  // a machine of two cores that others use, without a graphics card, says nothing about fluency but this
  assert.ok(fps >= 5, `${fps.toFixed(1)} frames a second, 5 in 100 are slower`);
});
