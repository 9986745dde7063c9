// A page that is worked on for a while does not grow; a browser that is killed keeps what it had saved.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { journey, ready, siteUrl } from "./lib.mjs";
import { names, running, saved, setTraffic, until } from "./steps.mjs";

const MB = 1024 * 1024;

journey("twenty seconds of edits on a running board leave nothing behind", { timeout: 120_000 }, async (page, { context }) => {
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
  const before = await used();
  const end = Date.now() + 20_000;
  let count = 0;
  while (Date.now() < end) await edit(count++);
  await saved(page);
  await running(page);
  const grown = ((await used()) - before) / MB;
  assert.ok(count >= 10, `${count} edits`);
  assert.ok(grown < 5, `${grown.toFixed(1)} MB more after ${count} edits`);
});

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

test("a browser that is killed while boards are saved opens one of them again, whole", { timeout: 150_000 }, async () => {
  const site = await siteUrl();
  const profile = mkdtempSync(join(tmpdir(), "escala-killed-"));
  try {
    let least = 0;
    for (let round = 0; round < 4; round++) {
      const { context, kill } = await start(profile);
      const page = await context.newPage();
      await page.goto(site);
      await ready(page);
      await until("a whole board is there", async () => (await names(page)).length === 7);
      const title = await page.getByTestId("title").inputValue();
      const found = Number(title.match(/^Board (\d+)$/)?.[1] ?? 0);
      assert.ok(found >= least, `"${title}", although Board ${least} had been on the disk`);
      // what the browser has had time to write down must be there the next time
      await page.getByTestId("title").fill(`Board ${round * 100 + 1}`);
      await page.getByTestId("title").press("Enter");
      await saved(page);
      await page.waitForTimeout(6_000);
      least = round * 100 + 1;
      const until_ms = Date.now() + 300 + round * 170;
      for (let i = 2; Date.now() < until_ms; i++) {
        await page.getByTestId("title").fill(`Board ${round * 100 + i}`);
        await page.getByTestId("title").press("Enter");
      }
      await kill();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
