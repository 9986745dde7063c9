// Two to five tabs in any order of edits, reloads, takeovers and shared links: every board is on some tab's screen or
// in the storage, at every moment.
import assert from "node:assert/strict";
import { journey, ready } from "./lib.mjs";
import { count, dice, say } from "./figures.mjs";
import { notice, shareLink, until } from "./steps.mjs";

const ROUNDS = count(1_000, 1);
const MOVES = 8;

/** Every title in the storage: the two slots, the shelf, the versions. */
const stored = (page) =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => /^escala\/(sandbox|shelf|past)\//.test(key))
      .flatMap((key) => localStorage.getItem(key).match(/"title": "([^"]*)"/)?.[1] ?? []),
  );

journey("no tab writes over another one, whatever they do", { timeout: 60_000 + ROUNDS * 60_000, allow: [/404/] }, async (first, { context, site }) => {
  const random = dice(6);
  const pages = [first];
  for (let i = 1; i < 5; i++) pages.push(await context.newPage());
  const link = await shareLink(first);
  const open = async (page, where = "#/") => {
    await page.goto("about:blank");
    await page.goto(new URL(where, site).href);
    await ready(page);
  };
  const settled = (page) => until("the save has ended", async () => /^(|saved|saved aside)$/.test((await page.getByTestId("save-state").textContent()).trim()));
  let edits = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const tabs = pages.slice(0, 2 + random(4));
    for (const page of pages) await page.goto("about:blank");
    await first.goto(new URL("offline.js", site).href);
    await first.evaluate(async () => {
      localStorage.clear();
      for (const { name } of await indexedDB.databases()) await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
    });
    for (const page of tabs) await open(page);
    const titles = [];
    for (let move = 0; move < MOVES; move++) {
      const page = tabs[random(tabs.length)];
      const what = random(10);
      // as the hand of whoever does it
      await page.bringToFront();
      if (what === 0) {
        await page.reload();
        await ready(page);
      } else if (what === 1) {
        await open(page, link.slice(link.indexOf("#")));
      } else if (what <= 3 && (await notice(page, "Another tab").count())) {
        await notice(page, "Another tab").getByRole("button", { name: "Save this one" }).click();
      } else {
        const title = `Round ${round} move ${move}`;
        await page.getByTestId("title").fill(title);
        await page.getByTestId("title").press("Enter");
        titles.push(title);
        edits += 1;
      }
      // half of the time the next move comes before the save
      if (random(2)) await settled(page);
    }
    for (const page of tabs) await settled(page);
    // what stands on a screen is saved, and a title that its own tab has replaced may be gone
    for (const page of tabs) {
      const title = await page.getByTestId("title").inputValue();
      if (!titles.includes(title)) continue;
      await until(`${title} is kept (round ${round})`, async () => (await stored(page)).includes(title), { timeout: 5_000 });
    }
  }
  // what was put aside is kept a second time, and comes back when the storage had not written it down
  const [one, two] = pages;
  for (const page of pages.slice(2)) await page.goto("about:blank");
  for (const page of [one, two]) await open(page);
  for (const [page, title] of [[one, "Of the first"], [two, "Of the second"], [one, "Put aside"]]) {
    await page.bringToFront();
    await page.getByTestId("title").fill(title);
    await page.getByTestId("title").press("Enter");
    await settled(page);
  }
  const losers = [];
  for (const page of [one, two]) if ((await page.getByTestId("save-state").textContent()).trim() === "saved aside") losers.push(page);
  assert.equal(losers.length, 1, "one of the two saves aside");
  const lost = await losers[0].getByTestId("title").inputValue();
  const copies = () =>
    losers[0].evaluate(
      () =>
        new Promise((done) => {
          const asked = indexedDB.open("escala-last", 1);
          asked.onsuccess = () => (asked.result.transaction("boards").objectStore("boards").getAll().onsuccess = (e) => (asked.result.close(), done(e.target.result)));
        }),
    );
  await until("the copy is there", async () => (await copies()).some((text) => text.includes(`"title": "${lost}"`)));
  await losers[0].goto(new URL("offline.js", site).href);
  await losers[0].evaluate(() => Object.keys(localStorage).filter((key) => /shelf.tab-/.test(key)).forEach((key) => localStorage.removeItem(key)));
  await open(losers[0]);
  await until("it is back on the shelf", async () => (await stored(losers[0])).includes(lost));
  say(6, `${ROUNDS} interleavings of 2 to 5 tabs, ${edits} edits, every board of every screen kept`);
});
