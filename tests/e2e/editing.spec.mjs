// Editing beyond single stations: commands by name, menus on the board, the clipboard, notes, findings with their
// fixes, chaos; by mouse, finger and keys, in both languages.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import {
  body, dialog, fileMenu, freeSpot, lines, names, notice, openFile, press, running, savedBoard, shareLink, spot, station, until,
} from "./steps.mjs";

const menu = (page) => page.getByTestId("board-menu");
const item = (page, name) => menu(page).getByRole("menuitem", { name, exact: true });
const option = (page, name) => page.getByTestId("commands").getByRole("option").filter({ hasText: name });
const notes = (page) => page.getByTestId("note");
const count = (page, wanted) => until(`there are ${wanted} stations`, async () => (await names(page)).length === wanted);

/** A small board whose parts are known. */
const board = (more = {}) => ({
  format_version: 1,
  title: "Small",
  seed: 3,
  nodes: [
    { id: 1, kind: "client", name: "People", at: [0, 160], params: { rate: 40 } },
    { id: 2, kind: "load_balancer", name: "Door", at: [280, 160] },
    { id: 3, kind: "web_server", name: "s1", at: [560, 40] },
    { id: 4, kind: "web_server", name: "s2", at: [600, 240] },
    { id: 5, kind: "sql_leader", name: "Data", at: [900, 160] },
  ],
  links: [{ from: 1, to: 2 }, { from: 2, to: 3 }, { from: 2, to: 4 }, { from: 3, to: 5 }, { from: 4, to: 5 }],
  faults: [],
  ...more,
});

async function withBoard(page, more) {
  await running(page);
  await openFile(page, board(more));
  await until("the board is open", async () => (await names(page)).includes("Door"));
  await running(page);
}

journey("every command is found by its name in either language and done by keys", {}, async (page, { axe }) => {
  await withBoard(page);
  await page.keyboard.press("Control+k");
  const find = page.getByTestId("commands-find");
  await find.waitFor();
  await axe({ scope: "dialog[open]" });
  // a component, by its Portuguese name in an English page, without the accents
  await find.fill("adicionar balanceador");
  await find.fill("fila");
  await until("the queue is the first", async () => /queue/i.test(await page.getByTestId("commands").getByRole("option").first().innerText()));
  await page.keyboard.press("Enter");
  await count(page, 6);
  assert.equal(await dialog(page).count(), 0);
  // a station: it is selected and has the focus
  await page.keyboard.press("Control+k");
  await find.fill("s2");
  await until("the station is offered", async () => (await option(page, "Go to s2").count()) === 1);
  const active = await find.getAttribute("aria-activedescendant");
  assert.match(await page.locator(`[id="${active}"]`).innerText(), /Go to s2/);
  await page.keyboard.press("Enter");
  await until("s2 has the focus", async () => (await page.evaluate(() => document.activeElement?.dataset?.node)) === "4");
  // a lesson and a system, fetched for the list
  await page.keyboard.press("Control+k");
  await find.fill("open netflix cdn zzzz");
  await page.getByText("Nothing has that name.").waitFor();
  await find.fill("laboratorio");
  await until("the page is offered", async () => (await option(page, "Laboratory").count()) > 0);
  await page.keyboard.press("Enter");
  await until("the laboratory is open", async () => new URL(page.url()).hash === "#/lab");
});

journey("commands by finger", { lang: "pt", viewport: "phone" }, async (page) => {
  await running(page);
  const before = (await names(page)).length;
  await page.getByRole("button", { name: "Mais", exact: true }).tap();
  await page.locator(".menu:popover-open").getByRole("button", { name: "Comandos" }).tap();
  await page.getByTestId("commands-find").fill("adicionar cache");
  await option(page, "Adicionar: Cache").first().tap();
  await count(page, before + 1);
});

journey("the menu of a station: keys, a fault from within, duplicate, delete", {}, async (page, { axe }) => {
  await withBoard(page);
  await press(page, "s1");
  await page.keyboard.press("Shift+F10");
  await menu(page).waitFor();
  await axe({ scope: "[data-testid=board-menu]" });
  await until("the first row has the focus", async () => (await page.evaluate(() => document.activeElement?.role)) === "menuitem");
  await page.keyboard.press("End");
  await until("the last row has the focus", async () => /Delete/.test(await page.evaluate(() => document.activeElement.textContent)));
  await page.keyboard.press("Escape");
  await menu(page).waitFor({ state: "detached" });
  await until("the station has the focus again", async () => (await page.evaluate(() => document.activeElement?.dataset?.node)) === "3");

  const { x, y } = await spot(body(page, "s2"), 0.5, 0.25);
  await page.mouse.click(x, y, { button: "right" });
  await menu(page).getByRole("menuitem", { name: /Break/ }).click();
  await item(page, "Crash").click();
  await notice(page, "s2").waitFor();
  await until("it is down", async () => /Down\./.test(await station(page, "s2").getAttribute("aria-label")));

  await page.mouse.click(x, y, { button: "right" });
  await item(page, "Duplicate").click();
  await count(page, 6);
  await page.keyboard.press("Control+z");
  await count(page, 5);
});

journey("the menu of the empty board, of several, and of a line", { lang: "pt" }, async (page) => {
  await withBoard(page);
  const free = await freeSpot(page, 0.3, 0.1);
  await page.mouse.click(free.x, free.y, { button: "right" });
  await item(page, "Selecionar tudo").click();
  const many = await spot(body(page, "s1"), 0.5, 0.25);
  await page.mouse.click(many.x, many.y, { button: "right" });
  await menu(page).getByRole("menuitem", { name: "Alinhar" }).click();
  await menu(page).getByRole("menuitem", { name: "Alinhar em cima" }).click();
  const tops = async () => (await savedBoard(page)).board.nodes.map((n) => n.at[1]);
  assert.equal(new Set(await tops()).size, 1, "all stand at the same height");
  await page.getByRole("button", { name: /^Desfazer: alinhar/ }).click();
  assert.ok(new Set(await tops()).size > 1);

  await page.mouse.click(free.x, free.y);
  await page.mouse.click(free.x, free.y, { button: "right" });
  await item(page, "Adicionar um componente aqui").click();
  await page.getByTestId("board-pick").getByRole("textbox").fill("cache");
  await page.keyboard.press("Enter");
  await count(page, 6);
});

journey("a long press opens the menu", { viewport: "phone" }, async (page) => {
  await withBoard(page);
  const { x, y } = await spot(body(page, "Door"), 0.5, 0.3);
  const client = await page.context().newCDPSession(page);
  await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await menu(page).waitFor();
  await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  const box = await item(page, "Delete").boundingBox();
  assert.ok(box.height >= 44, "large enough for a finger");
  await item(page, "Delete").tap();
  await count(page, 4);
});

journey("stations are carried to another tab as text, and hostile text does no harm", {}, async (page, { context, site }) => {
  await withBoard(page);
  await press(page, "s1");
  const door = await spot(body(page, "Data"), 0.5, 0.25);
  await page.keyboard.down("Shift");
  await page.mouse.click(door.x, door.y);
  await page.keyboard.up("Shift");
  // the browser's own copy event says what would go to the clipboard
  const copied = await page.evaluate(() => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
    return { text: data.getData("text/plain"), taken: event.defaultPrevented };
  });
  assert.ok(copied.taken);
  const part = JSON.parse(copied.text);
  assert.equal(part.format_version, 1);
  assert.deepEqual(part.nodes.map((n) => n.name), ["s1", "Data"]);
  assert.deepEqual(part.links.map((l) => [l.from, l.to]), [[3, 5]]);

  const other = await context.newPage();
  await other.goto(new URL("#/", site).href);
  await running(other);
  const [before, wires] = [(await names(other)).length, await lines(other)];
  const paste = (text) =>
    other.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  await paste(copied.text);
  await count(other, before + 2);
  assert.equal(await lines(other), wires + 1);
  for (const text of ["hello", "[".repeat(100_000), '{"format_version":1,"nodes":[{"kind":"<script>","id":-1}]}', "{}"]) {
    await paste(text);
    await notice(other, "no part of a board").waitFor();
  }
  assert.equal((await names(other)).length, before + 2);
  await other.keyboard.press("Control+z");
  await count(other, before);
});

journey("a region is copied with all that stands in it", {}, async (page) => {
  const places = [{ id: 20, what: "region", name: "east", lat: 39, lon: -77.5, at: [520, 0], size: [560, 400] }];
  const nodes = board().nodes.map((n) => (n.id > 2 ? { ...n, place: 20 } : n));
  await withBoard(page, { places, nodes });
  await page.getByRole("button", { name: /^Region east/ }).click();
  await page.keyboard.press("Control+d");
  await count(page, 8);
  const saved = (await savedBoard(page)).board;
  assert.equal(saved.places.length, 2);
  const copy = saved.places.find((p) => p.id !== 20);
  assert.equal(saved.nodes.filter((n) => n.place === copy.id).length, 3);
  assert.equal(saved.links.length, 7, "the wires among them are copied");
});

journey("a note is written, moved by keys, saved, shared and undone", {}, async (page, { context, axe }) => {
  await withBoard(page);
  await page.getByTestId("add-note").click();
  const text = notes(page).getByRole("textbox");
  await until("one can write at once", async () => text.evaluate((e) => e === document.activeElement));
  await page.keyboard.type("Peak at 8 pm\n<b>not bold</b>");
  await page.keyboard.press("Escape");
  const grip = notes(page).getByRole("button");
  await until("the edge has the focus", async () => grip.evaluate((e) => e === document.activeElement));
  await axe({ scope: ".board-notes" });
  const left = async () => (await savedBoard(page)).board.notes[0];
  const before = await left();
  await grip.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Alt+ArrowDown");
  const after = await left();
  assert.equal(after.text, "Peak at 8 pm\n<b>not bold</b>");
  assert.deepEqual([after.at[0] - before.at[0], after.size[1] - before.size[1]], [8, 8]);
  const link = await shareLink(page);
  assert.match(link, /#\/b\/3\./);
  const other = await context.newPage();
  await other.goto(link);
  await running(other);
  await until("the note came along", async () => (await notes(other).getByRole("textbox").inputValue()) === after.text);
  await grip.focus();
  await page.keyboard.press("Delete");
  await notes(page).waitFor({ state: "detached" });
  assert.doesNotMatch(await shareLink(page), /#\/b\/3\./, "older pages open what has no notes");
  await page.getByRole("button", { name: /^Undo: remove a note/ }).click();
  await notes(page).waitFor();
});

journey("what stands out is said and put right in one step", {}, async (page, { axe }) => {
  await withBoard(page, {
    nodes: [
      { id: 1, kind: "client", name: "People", at: [0, 0], params: { rate: 20 } },
      { id: 2, kind: "web_server", name: "App", at: [280, 0] },
      { id: 3, kind: "queue", name: "Jobs", at: [560, 0] },
      { id: 4, kind: "load_balancer", name: "Door", at: [280, 300] },
    ],
    links: [{ from: 1, to: 2 }, { from: 2, to: 3 }],
  });
  await station(page, "Jobs").getByTestId("badge").waitFor();
  await press(page, "Jobs");
  const issues = page.getByTestId("inspector").getByTestId("issues");
  await issues.getByText("Jobs takes messages and nobody handles them.").waitFor();
  await axe({ scope: "[data-testid=inspector]" });
  await issues.getByRole("button", { name: "Add behind it: Worker" }).click();
  await count(page, 5);
  await until("it is put right", async () => (await issues.getByText("nobody handles them").count()) === 0);
  await page.getByRole("button", { name: /^Undo: put right/ }).click();
  await count(page, 4);
  await press(page, "Jobs");
  await issues.getByText("Jobs takes messages and nobody handles them.").waitFor();
});

journey("chaos: now, planned, a surprise that is the same again, and all healed", { lang: "pt" }, async (page, { axe }) => {
  await withBoard(page);
  await page.getByTestId("chaos-open").click();
  const chaos = page.getByTestId("chaos");
  await chaos.waitFor();
  await axe({ scope: "dialog[open]" });
  await page.getByTestId("chaos-who").selectOption({ label: "s1" });
  await page.getByTestId("chaos-what").selectOption("slow");
  await page.getByTestId("chaos-go").click();
  await until("it is broken", async () => /s1/.test(await page.getByTestId("chaos-now").innerText()));
  await page.getByTestId("heal-all").click();
  await until("it is healed", async () => (await page.getByTestId("chaos-now").innerText()) === "");
  const planned = async () => (await page.getByTestId("chaos-planned").innerText()).trim();
  await page.getByTestId("chaos-surprise").click();
  await until("something is planned", planned);
  await chaos.getByRole("button", { name: "Remover todas" }).click();
  await until("nothing is planned", async () => (await planned()) === "");
});

journey("a notice makes room for the next of its kind and leaves with its page", {}, async (page) => {
  await running(page);
  await fileMenu(page, "emptyBoard");
  await notice(page, "Opened: Empty board").waitFor();
  await openFile(page, board());
  await notice(page, "Opened: Small").waitFor();
  assert.equal(await notice(page, "Opened").count(), 1, "the one before made room");
  const since = Date.now();
  await notice(page, "Opened: Small").hover();
  await until("it is older than the page that is entered next", async () => Date.now() - since > 1_200);
  await page.getByRole("link", { name: "Laboratory" }).first().click();
  await until("it has left", async () => (await notice(page, "Opened").count()) === 0);
});
