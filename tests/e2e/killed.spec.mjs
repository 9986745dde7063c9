// A browser that is killed at any moment opens the board of at most a second before, whole.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { ready, siteUrl } from "./lib.mjs";
import { count, dice, say } from "./figures.mjs";
import { names, until } from "./steps.mjs";

const KILLS = count(1_000, 4);

/** A browser of its own with a profile, killed without a word. */
async function start(profile) {
  const program = process.env.ESCALA_CHROMIUM ?? "/usr/bin/chromium";
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(program, flags, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const address = await new Promise((done, fail) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const found = said.match(/DevTools listening on (ws:\S+)/);
      if (found) done(found[1]);
    });
    child.on("exit", () => fail(new Error(`the browser did not start: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const kill = async () => {
    const gone = new Promise((done) => child.once("exit", done));
    // the whole group: a browser is several processes
    process.kill(-child.pid, "SIGKILL");
    await gone;
  };
  return { context: browser.contexts()[0], kill };
}

test("a browser that is killed while a board is edited loses a second of edits at most", { timeout: 90_000 + KILLS * 30_000 }, async () => {
  const site = await siteUrl();
  const profile = mkdtempSync(join(tmpdir(), "escala-killed-"));
  const random = dice(7);
  // the edits that were on the screen, with their times
  let edits = [];
  let [killed, most] = [0, 0];
  try {
    for (let round = 0; round <= KILLS; round++) {
      const { context, kill } = await start(profile);
      const page = await context.newPage();
      await page.goto(site);
      await ready(page);
      await until("a whole board is there", async () => (await names(page)).length === 7);
      if (edits.length) {
        const due = edits.filter((edit) => edit.at <= killed - 1_000).at(-1);
        const number = async () => Number((await page.getByTestId("title").inputValue()).match(/^Board (\d+)$/)?.[1] ?? 0);
        // what only the second copy has comes a moment after the page
        const end = Date.now() + 5_000;
        let found = await number();
        while (found < (due?.number ?? 0) && Date.now() < end) found = await number();
        assert.ok(found >= (due?.number ?? 0), `round ${round}: Board ${found}, although Board ${due?.number} had been on the screen for a second`);
        const lost = edits.find((edit) => edit.number > found);
        if (lost) most = Math.max(most, killed - lost.at);
      }
      if (round === KILLS) {
        await kill();
        break;
      }
      const end = Date.now() + 1_100 + random(1_900);
      edits = [];
      for (let i = 1; Date.now() < end; i++) {
        const number = round * 1_000 + i;
        await page.getByTestId("title").fill(`Board ${number}`);
        await page.getByTestId("title").press("Enter");
        edits.push({ number, at: Date.now() });
      }
      killed = Date.now();
      await kill();
    }
    say(7, `${KILLS} kills, 0 unreadable boards, at most ${most} ms of edits lost`);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
