// The main screens look as they did: each is reduced to block means of grey and held against tests/e2e/snapshots, light
// and dark, in three sizes, with the run paused at one instant of one seed. `cargo xtask snapshots` renews the
// references after a change that was meant; look at them before they are committed.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forEach, journey, ROOT, SCREENSHOTS, THEMES, theBrowser, VIEWPORTS } from "./lib.mjs";
import { decode, difference, encode, reduced } from "./grey.mjs";
import { clock, until } from "./steps.mjs";
import { press } from "./reach.mjs";

const RENEW = process.env.ESCALA_RENEW === "1";
/** Another version of the browser draws letters a little otherwise: a block may differ by so many of 256 levels of
    grey, and so large a share of all blocks by more. A line of text that wraps elsewhere is within it; a panel that is
    wider by a finger is not. */
const LEVEL = 14;
const SHARE = 0.012;

/** Where each screen is, and what is there once it is complete; those with a run are brought to its beginning. */
const SCREENS = {
  sandbox: { where: "#/", shows: "[data-testid=board]", runs: true },
  list: { where: "#/", shows: "[data-testid=row]", runs: true, listed: true },
  lesson: { where: "#/lesson/load-balancer/tune", shows: "[data-testid=live] [data-testid=board]", runs: true },
  laboratory: { where: "#/lab", shows: "[data-testid=lab-page] h1" },
  lessons: { where: "#/lessons", shows: "[data-testid=stop]" },
  "what-if": { where: "#/what-if", shows: "[data-testid=whatif]" },
};

/** The run stands at the instant at which every run of this board and seed begins to be shown. */
async function still(page) {
  const play = page.getByTestId("play");
  await page.waitForFunction(() => !document.querySelector("[data-testid=board].loading"));
  if ((await play.getAttribute("aria-label")) !== "Run") await play.click();
  await until("it is paused", async () => (await play.getAttribute("aria-label")) === "Run");
  // hidden on a phone, where the menu of commands has it
  await page.locator(".tp-restart").evaluate((button) => button.click());
  await until("it stands at the beginning", async () => (await clock(page)) === 10);
}

/** The open screen as it is now, reduced. */
async function picture(page, helper) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    document.activeElement?.blur();
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  });
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  return { png, small: await reduced(helper, png) };
}

forEach({ viewport: Object.keys(VIEWPORTS) }, ({ viewport }) =>
  journey("the main screens look as they did", { viewport, reducedMotion: "reduce", timeout: 150_000, path: "#/lessons" }, async (page) => {
    const helper = await (await theBrowser()).newPage();
    const wrong = [];
    for (const [screen, { where, shows, runs, listed }] of Object.entries(SCREENS)) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.evaluate((hash) => (location.hash = hash), where);
      if (listed) await press(page, "l");
      await page.locator(shows).first().waitFor();
      if (runs) await still(page);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme });
        const name = `${screen}-${viewport}-${theme}`;
        const file = join(ROOT, "tests/e2e/snapshots", `${name}.png`);
        let now = await picture(page, helper);
        if (RENEW) {
          writeFileSync(file, encode(now.small));
          continue;
        }
        const kept = decode(readFileSync(file));
        let { share, box } = difference(kept, now.small, LEVEL);
        // a slow machine may still be at it: what does not come right is wrong
        for (let i = 0; share > SHARE && i < 3; i++) {
          await page.waitForTimeout(500);
          now = await picture(page, helper);
          ({ share, box } = difference(kept, now.small, LEVEL));
        }
        if (share > SHARE) {
          writeFileSync(join(SCREENSHOTS, `failed-${name}.png`), now.png);
          wrong.push(`${name}: ${(100 * share).toFixed(1)} % differs, between (${box.slice(0, 2)}) and (${box.slice(2)})`);
        }
        if (screen === "sandbox" && theme === "light") {
          // the measure itself can fail: a panel that moves by a finger is seen
          await page.getByTestId("transport").evaluate((panel) => (panel.style.transform = "translateY(-44px)"));
          const moved = difference(kept, (await picture(page, helper)).small, LEVEL);
          await page.getByTestId("transport").evaluate((panel) => (panel.style.transform = ""));
          assert.ok(moved.share > SHARE, `a moved panel is ${(100 * moved.share).toFixed(2)} % and is not seen`);
        }
      }
      if (listed) await press(page, "l");
    }
    await helper.close();
    assert.deepEqual(wrong, [], "screens have changed; if it was meant: cargo xtask snapshots");
  }),
);
