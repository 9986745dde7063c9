// The storage may be full at any write: the save before stays, the page says so at once, and offers a file.
import assert from "node:assert/strict";
import { journey, ready } from "./lib.mjs";
import { count, dice, say } from "./figures.mjs";
import { notice, running, saved, until } from "./steps.mjs";

const POINTS = count(100, 4);
const FULL = "storage is full";

journey("a storage that is full at any write loses nothing", { timeout: 60_000 + POINTS * 8_000 }, async (page) => {
  await running(page);
  await page.evaluate(() => {
    const write = Storage.prototype.setItem;
    window.left = Infinity;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("escala/") && window.left-- <= 0) {
        window.failed ??= performance.now();
        throw new DOMException("no room", "QuotaExceededError");
      }
      write.call(this, key, value);
    };
    new MutationObserver(() => {
      if (document.querySelector("[data-testid=notices]")?.textContent.includes("storage is full")) window.told ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const rename = async (title) => {
    await page.getByTestId("title").fill(title);
    await page.getByTestId("title").press("Enter");
  };
  /** The titles of the newest whole save in the two slots. */
  const kept = () =>
    page.evaluate(() => {
      const slots = ["a", "b"].map((slot) => localStorage.getItem(`escala/sandbox/${slot}`) ?? "");
      const newest = slots.sort((x, y) => Number(y.split(" ")[1] ?? 0) - Number(x.split(" ")[1] ?? 0))[0];
      return newest.match(/"title": "([^"]*)"/)?.[1];
    });
  const random = dice(5);
  let slowest = 0;
  for (let point = 0; point < POINTS; point++) {
    await page.evaluate((left) => Object.assign(window, { left, failed: undefined, told: undefined }), random(4));
    let good = point ? await kept() : undefined;
    for (let edit = 0; ; edit++) {
      await rename(`Board ${point} ${edit}`);
      const state = await until("the save has ended", async () => /^(saved|not saved)$/.exec((await page.getByTestId("save-state").textContent()).trim())?.[0]);
      if (state === "not saved") break;
      good = `Board ${point} ${edit}`;
      assert.ok(edit < 6, "the write that was to fail did not");
    }
    if (good !== undefined) assert.equal(await kept(), good, "the save before is whole");
    await notice(page, FULL).first().waitFor({ timeout: 3_000 });
    const took = await until("the time is known", () => page.evaluate(() => window.told - window.failed || 0.01));
    slowest = Math.max(slowest, took);
    assert.ok(took <= 1_000, `it was said after ${took} ms`);
    const [download] = await Promise.all([page.waitForEvent("download"), notice(page, FULL).first().getByRole("button", { name: "Save to a file" }).click()]);
    assert.match(download.suggestedFilename(), /^board-\d+-\d+\.board\.json$/);
    await until("it is said once", async () => (await notice(page, FULL).count()) === 0);
    await page.evaluate(() => (window.left = Infinity));
    await rename(`Board ${point} whole`);
    await saved(page);
    assert.equal(await kept(), `Board ${point} whole`);
  }
  await page.reload();
  await ready(page);
  assert.equal(await page.getByTestId("title").inputValue(), `Board ${POINTS - 1} whole`);
  say(5, `${POINTS} writes failed, 0 boards lost, said after ${slowest.toFixed(0)} ms at most, a file each time`);
});
