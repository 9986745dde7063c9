// Earlier versions of a board: kept by themselves, there after everything was cleared, and all boards in one file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { forEach, journey, LANGS, ready } from "./lib.mjs";
import { count, say } from "./figures.mjs";
import { dialog, fileMenu, names, running, saved, until } from "./steps.mjs";

const T = {
  en: { all: "Export all to a file", open: "Open" },
  pt: { all: "Exportar todos em arquivo", open: "Abrir" },
};
const EDITS = count(100, 23);

forEach({ lang: LANGS }, ({ lang }) =>
  journey("earlier versions of a board come back", { lang, timeout: 90_000 + EDITS * 3_000 }, async (page, { axe }) => {
    const t = T[lang];
    // the second language only looks at the dialog
    const edits = lang === "en" ? EDITS : 2;
    await running(page);
    await page.evaluate(() => {
      const now = Date.now;
      window.later = 0;
      Date.now = () => now() + window.later;
    });
    const select = async () => {
      await page.locator("[data-node]").first().focus();
      await page.keyboard.press("Control+a");
    };
    for (let i = 0; i < edits; i++) {
      // an edit that leaves the title
      await select();
      await page.keyboard.press("Alt+ArrowDown");
      await saved(page);
      await page.evaluate(() => (window.later += 61_000));
    }
    await select();
    await page.keyboard.press("Delete");
    await until("all is cleared", async () => (await names(page)).length === 0);
    await saved(page);
    await page.reload();
    await ready(page);
    assert.equal((await names(page)).length, 0, "the empty board is what was saved");

    await fileMenu(page, "keptBoards");
    const list = dialog(page).getByTestId("versions").getByRole("listitem");
    await list.first().waitFor();
    assert.equal(await list.count(), Math.min(20, edits));
    await axe({ scope: "dialog[open]" });
    const [download] = await Promise.all([page.waitForEvent("download"), dialog(page).getByRole("button", { name: t.all }).click()]);
    const file = JSON.parse(readFileSync(await download.path(), "utf8"));
    const sizes = file.boards.map((b) => b.board.nodes.length);
    assert.equal(sizes[0], 0, "the board of now is the first");
    assert.equal(sizes.filter((n) => n === 7).length, Math.min(20, edits));
    await list.first().getByRole("button", { name: t.open, exact: true }).click();
    await until("the version is back", async () => (await names(page)).length === 7);
    if (lang === "en") say(8, `${edits} edits a minute apart, ${Math.min(20, edits)} versions, all back after a clear, ${file.boards.length} boards in one file`);
  }),
);
