// Boards saved by name: kept, found, renamed, copied, deleted and taken back; as files; and when the browser refuses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { forEach, journey, LANGS, ready } from "./lib.mjs";
import { dialog, fileMenu, names, notice, openFile, press, running, savedBoard, station, until } from "./steps.mjs";

const T = {
  en: { saveAs: "Save as", name: "Name", save: "Save", both: "Keep both", replace: "Replace it", mine: "My boards", open: "Open a copy", rename: "Rename", copy: "Duplicate", del: "Delete", undo: "Undo", all: "Export all to a file", none: "No board is saved yet", file: "File", oldest: "Oldest first" },
  pt: { saveAs: "Salvar como", name: "Nome", save: "Salvar", both: "Ficar com os dois", replace: "Substituir", mine: "Meus quadros", open: "Abrir uma cópia", rename: "Renomear", copy: "Duplicar", del: "Excluir", undo: "Desfazer", all: "Exportar todos em arquivo", none: "Ainda não há quadros salvos", file: "Arquivo", oldest: "Mais antigos" },
};
const cards = (page) => page.getByTestId("saved-board");
const card = (page, title) => cards(page).filter({ has: page.getByText(title, { exact: true }) });
const titles = (page) => page.locator("[data-testid=saved-board] > b").allInnerTexts();
const act = (page, what, title) => page.getByRole("button", { name: `${what}: ${title}`, exact: true });
const go = (page, hash) => page.evaluate((h) => (location.hash = h), hash);

async function saveAs(page, t, name, how = "save") {
  await page.getByRole("button", { name: t.file, exact: true }).click();
  await page.locator(".menu:popover-open").getByRole("button", { name: t.saveAs, exact: true }).click();
  await dialog(page).getByRole("textbox", { name: t.name }).fill(name);
  await dialog(page).getByRole("button", { name: t[how], exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
}
/** Gives the import field of the page a file. */
async function importFile(page, text, name = "x.boards.json") {
  await page.getByTestId("import-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

forEach({ lang: LANGS }, ({ lang }) =>
  journey("boards are saved by name, renamed, copied, deleted and taken back", { lang, timeout: 120_000 }, async (page, { open, axe }) => {
    const t = T[lang];
    await running(page);
    await go(page, "#/boards");
    await page.getByRole("heading", { name: t.none }).waitFor();
    await axe();
    await go(page, "#/");
    await saveAs(page, t, "Alpha");
    await press(page, "Web 3");
    await page.keyboard.press("Delete");
    await station(page, "Web 3").waitFor({ state: "detached" });
    await page.keyboard.press("Control+s");
    await dialog(page).getByRole("textbox", { name: t.name }).fill("Beta");
    await page.keyboard.press("Enter");
    await notice(page, "Beta").waitFor();
    // a name that is taken: both, or one in place of the other
    await saveAs(page, t, "Beta", "both");
    await saveAs(page, t, "Alpha", "replace");

    await open("#/boards");
    await until("three boards are there", async () => (await cards(page).count()) === 3);
    assert.deepEqual((await titles(page)).sort(), ["Alpha", "Beta", "Beta 2"]);
    assert.equal((await titles(page))[0], "Alpha", "the newest is the first");
    await page.getByRole("button", { name: t.oldest }).click();
    await until("the oldest is the first", async () => (await titles(page)).at(-1) === "Alpha");
    await axe();

    await act(page, t.rename, "Beta 2").click();
    await page.getByRole("textbox", { name: t.name }).fill("<b>Gama</b>");
    await page.getByRole("textbox", { name: t.name }).press("Enter");
    await card(page, "<b>Gama</b>").waitFor();
    await act(page, t.copy, "Beta").click();
    await card(page, "Beta 2").waitFor();
    await act(page, t.del, "Beta").click();
    await card(page, "Beta").waitFor({ state: "detached" });
    await page.getByTestId("notices").getByRole("button", { name: t.undo }).click();
    await card(page, "Beta").waitFor();

    // opened as a copy: what is changed then changes no saved board
    await act(page, t.open, "Beta").click();
    await until("the copy is on the board", async () => (await page.getByTestId("title").inputValue()) === "Beta");
    assert.equal((await names(page)).length, 6);
    await press(page, "Web 2");
    await page.keyboard.press("Delete");
    await station(page, "Web 2").waitFor({ state: "detached" });
    await go(page, "#/boards");
    await act(page, t.open, "Beta").click();
    await until("it opens as it was saved", async () => (await names(page)).length === 6);
  }),
);

journey("all boards travel in one file, and what is newer is left alone", { timeout: 120_000 }, async (page, { open }) => {
  const t = T.en;
  await running(page);
  await saveAs(page, t, "One");
  await saveAs(page, t, "Two", "save");
  const text = (await savedBoard(page)).text;
  await go(page, "#/boards");
  await until("both are there", async () => (await cards(page).count()) === 2);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: t.all }).click()]);
  assert.equal(download.suggestedFilename(), "escala.boards.json");
  const file = readFileSync(await download.path(), "utf8");
  const bundle = JSON.parse(file);
  assert.deepEqual(bundle.boards.map((b) => b.board.title).sort(), ["One", "Two"]);

  await importFile(page, file);
  await notice(page, "are here already").waitFor();
  assert.equal(await cards(page).count(), 2, "the same boards are not added twice");
  for (const title of ["One", "Two"]) {
    await act(page, t.del, title).click();
    await card(page, title).waitFor({ state: "detached" });
  }
  // one of the file is of the future, one is no board
  bundle.boards.push({ board: { ...bundle.boards[0].board, format_version: 9 } }, { board: "nothing" });
  await importFile(page, JSON.stringify(bundle));
  await dialog(page).getByText("Board 3 of the file: ").waitFor();
  assert.match(await dialog(page).innerText(), /format version 9[\s\S]*Board 4 of the file/);
  await page.keyboard.press("Escape");
  await until("the others are there", async () => (await cards(page).count()) === 2);
  await importFile(page, JSON.stringify({ ...bundle, format_version: 2 }));
  await dialog(page).getByText("format version 2").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await cards(page).count(), 2);

  // a file with many is opened in the sandbox, too; a single board is imported, too
  await go(page, "#/");
  await openFile(page, { format_version: 1, boards: [{ board: { ...JSON.parse(text), title: "Three" } }] });
  await notice(page, "1 board was added").getByRole("button", { name: "Show" }).click();
  await card(page, "Three").waitFor();
  await importFile(page, JSON.stringify({ ...JSON.parse(text), title: "Four" }), "four.board.json");
  await card(page, "Four").waitFor();
  await open("#/boards");
  await until("all are still there", async () => (await cards(page).count()) === 4);
});

journey("two tabs change the same saved board, and neither writes over the other", {}, async (first, { context, site }) => {
  const t = T.en;
  await running(first);
  await saveAs(first, t, "Shared");
  await go(first, "#/boards");
  const second = await context.newPage();
  await second.goto(new URL("#/boards", site).href);
  await ready(second);
  await card(second, "Shared").waitFor();
  await card(first, "Shared").waitFor();
  // the second tab has the name open while the first changes it
  await act(second, t.rename, "Shared").click();
  await act(first, t.rename, "Shared").click();
  await first.getByRole("textbox", { name: t.name }).fill("Of the first");
  await first.getByRole("textbox", { name: t.name }).press("Enter");
  await card(first, "Of the first").waitFor();
  await second.getByRole("textbox", { name: t.name }).fill("Of the second");
  await second.getByRole("textbox", { name: t.name }).press("Enter");
  await notice(second, "Another tab has changed this board").waitFor();
  await card(second, "Of the first").waitFor();
});

const REFUSALS = {
  quota: ["the browser's storage is full", () => {
    IDBObjectStore.prototype.put = function () {
      throw new DOMException("no room", "QuotaExceededError");
    };
  }],
  forbidden: ["keeps no boards for this page", () => {
    Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("forbidden", "SecurityError"); } });
  }],
  newer: ["A newer Escala has saved boards", () => {
    const open = IDBFactory.prototype.open;
    window.__later = new Promise((done) => {
      const request = open.call(indexedDB, "escala", 7);
      request.onsuccess = () => (request.result.close(), done());
    });
  }],
};
forEach({ why: Object.keys(REFUSALS) }, ({ why }) =>
  journey(`a browser that refuses to save (${why}) is told, with a way out, and nothing is lost`, {}, async (page) => {
    const t = T.en;
    await running(page);
    const [sentence, sabotage] = REFUSALS[why];
    await page.evaluate(sabotage);
    await page.evaluate(() => window.__later);
    await page.getByRole("button", { name: t.file, exact: true }).click();
    await page.locator(".menu:popover-open").getByRole("button", { name: t.saveAs, exact: true }).click();
    await dialog(page).getByRole("textbox", { name: t.name }).fill("Precious");
    await dialog(page).getByRole("button", { name: t.save, exact: true }).click();
    await notice(page, new RegExp(sentence, "i")).waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), notice(page, new RegExp(sentence, "i")).getByRole("button", { name: "Save to a file" }).click()]);
    assert.equal(download.suggestedFilename(), "precious.board.json");
    assert.equal(JSON.parse(readFileSync(await download.path(), "utf8")).nodes.length, 7);
    if (why !== "quota") {
      await go(page, "#/boards");
      await page.getByRole("alert").filter({ hasText: new RegExp(sentence, "i") }).waitFor();
    }
  }),
);

journey("boards of the course open as copies", { path: "#/boards" }, async (page) => {
  const lesson = page.getByTestId("lesson-boards").first();
  await lesson.locator("summary").click();
  await lesson.getByRole("listitem").first().getByRole("button").click();
  await running(page);
  assert.ok((await names(page)).length >= 2);
  await notice(page, "Opened: ").getByRole("button", { name: "Back to mine" }).click();
  await until("the own board is back", async () => (await names(page)).length === 7);
});
