// The simulation breaks in the middle of whatever it does: another worker has its place at once, and the board is as it was.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import { count, dice, say } from "./figures.mjs";
import { running, saved, savedBoard, setTraffic, until } from "./steps.mjs";

const BREAKS = count(100, 3);

/** Every worker of the page with the times at which it was made, spoke first and died. */
function watchWorkers() {
  const Real = window.Worker;
  window.made = [];
  window.Worker = class extends Real {
    constructor(...words) {
      super(...words);
      const life = { made: performance.now() };
      window.made.push(life);
      this.addEventListener("error", () => (life.dead ??= performance.now()));
      this.addEventListener("message", (event) => {
        if (typeof event.data === "string") life.dead ??= performance.now();
        else if (life.dead !== undefined) life.after = true;
        else life.first ??= performance.now();
      });
    }
  };
}

const OPTIONS = { path: null, allow: [/console warning: simulation: /], timeout: 60_000 + BREAKS * 30_000 };
journey("a simulation that breaks anywhere is replaced at once", OPTIONS, async (page, { open }) => {
  const random = dice(9);
  await page.addInitScript(watchWorkers);
  let [replaced, spoke] = [[], []];
  let board;
  for (let n = 0; n < BREAKS; n++) {
    // three within a minute are given up by design
    if (n % 2 === 0) {
      await page.goto("about:blank");
      await open("#/");
      await running(page);
      await setTraffic(page, 100 + random(4_000));
      await saved(page);
      board = (await savedBoard(page)).text;
    }
    const before = await page.evaluate(() => window.made.length);
    const worker = await until("a worker runs", async () => page.workers().at(-1));
    // what the program calls of the browser fails after so many calls: the program is cut off where it stands
    await worker
      .evaluate(
        ([what, after]) => {
          const place = what === "now" ? performance : self;
          const real = place[what].bind(place);
          let left = after;
          place[what] = (...words) => {
            if (left-- > 0) return real(...words);
            throw new Error("broken on purpose");
          };
        },
        [["now", "setTimeout"][random(2)], random(120)],
      )
      .catch(() => {});
    const [old, next] = await until("another worker speaks", () => page.evaluate((at) => window.made[at]?.first && [window.made[at - 1], window.made[at]], before));
    assert.ok(old.dead !== undefined && !old.after, "the broken one is never heard again");
    replaced.push(next.made - old.dead);
    spoke.push(next.first - old.dead);
    assert.ok(next.made - old.dead <= 300, `replaced after ${next.made - old.dead} ms`);
    await running(page);
    assert.equal((await savedBoard(page)).text, board, "the board is as it was");
  }
  spoke = spoke.sort((a, b) => a - b);
  const ms = (value) => `${value.toFixed(0)} ms`;
  say(9, `${BREAKS} breaks, replaced after ${ms(Math.max(...replaced))} at most, the new one spoke after ${ms(spoke[spoke.length >> 1])} (median), ${ms(spoke.at(-1))} at most; every board intact`);
});
