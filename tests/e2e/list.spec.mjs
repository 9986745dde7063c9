// The board as a list: all that the canvas can do, by keys alone, read by a screen reader, on a phone.
import assert from "node:assert/strict";
import { forEach, journey, LANGS, THEMES } from "./lib.mjs";
import { clock, dialog, names, running, savedBoard, until } from "./steps.mjs";
import { focused, press, small, sticksOut, tabTo } from "./reach.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true };
const TEXT = {
  en: {
    balancer: "Load balancer", web: "Web server", orders: "Orders", slots: "Slots", crash: "Crash", heal: "Heal", region: "Region",
    well: "well", down: "down", run: "Run", pause: "Pause", settings: "Settings", close: "Close", more: "More", to: /to Orders/,
  },
  pt: {
    balancer: "Load balancer", web: "Servidor web", orders: "Pedidos", slots: "Slots", crash: "Queda", heal: "Curar", region: "Região",
    well: "bem", down: "fora do ar", run: "Rodar", pause: "Pausar", settings: "Ajustes", close: "Fechar", more: "Mais", to: /para Pedidos/,
  },
};

const rows = (page) => page.getByTestId("row");
const row = (page, name) => rows(page).filter({ has: page.getByRole("rowheader", { name, exact: true }) });
const rowNames = (page) => page.getByRole("rowheader").allTextContents();
const state = (page, name) => row(page, name).getByTestId("state");
/** The name of the row that has the focus. */
const atRow = async (page) => {
  const now = await focused(page);
  return now?.row ? page.locator(`[data-row="${now.row}"]`).getByRole("rowheader").innerText() : null;
};
const isAt = async (page, name) => {
  let now;
  const there = async () => (now = await atRow(page)) === name;
  await until(`the row of ${name} has the focus`, there).catch(async (e) => assert.fail(`${e.message}; it is at ${now}, ${JSON.stringify(await focused(page))}`));
};

/** Opens the list by its key. */
async function openList(page) {
  await running(page);
  await press(page, "l");
  await page.getByTestId("list").waitFor();
}

/** Goes to a row by its name. */
async function goTo(page, name) {
  await press(page, "/");
  await answer(page, name);
  await isAt(page, name);
}

/** Types into the open question and takes the first answer. */
async function answer(page, text) {
  await dialog(page).getByRole("combobox").waitFor();
  await until("the question has the focus", async () => (await focused(page))?.tag === "input");
  await page.keyboard.type(text);
  await until("an answer fits", async () => (await dialog(page).getByRole("option").first().textContent())?.includes(text));
  await press(page, "Enter");
  await dialog(page).waitFor({ state: "detached" });
}

forEach({ lang: LANGS }, ({ lang }) =>
  journey("a system is built, wired, set, run, broken, read and taken back by keys alone", { lang, timeout: 180_000 }, async (page) => {
    const t = TEXT[lang];
    await openList(page);
    const before = await rowNames(page);
    assert.deepEqual(before, lang === "en" ? ["Users", "Load balancer", "Web 1", "Web 2", "Web 3", "Cache", "Orders"] : ["Usuários", "Load balancer", "Web 1", "Web 2", "Web 3", "Cache", "Pedidos"]);

    // the skip link, the tools, then one stop for the whole table; arrows between its rows
    await page.locator("#content").focus();
    await tabTo(page, (f) => f.row !== undefined, 12);
    await press(page, "ArrowDown");
    await isAt(page, before[1]);
    await press(page, "End");
    await isAt(page, t.orders);
    await press(page, "Home", "ArrowUp");
    await isAt(page, before[0]);

    // add after the balancer, already connected
    await goTo(page, t.balancer);
    await press(page, "a");
    await answer(page, t.web);
    await isAt(page, t.web);
    const added = row(page, t.web);
    assert.equal(await added.locator("[data-row]").getAttribute("aria-expanded"), "true", "what was added is open");
    await until("the balancer sends to it", async () => (await row(page, t.balancer).textContent()).includes(t.web));

    // wire it to the database
    await press(page, "c");
    await answer(page, t.orders);
    await added.getByTestId("connections").getByRole("button", { name: t.to }).first().waitFor();
    await isAt(page, t.web);

    // set its slots
    await tabTo(page, (f) => f.tag === "input" && f.name === t.slots);
    await press(page, "Control+a");
    await page.keyboard.type("3");
    await press(page, "Enter", "Escape");
    await isAt(page, t.web);
    assert.equal(await added.locator("[data-row]").getAttribute("aria-expanded"), "false", "Escape closed it");
    const saved = (await savedBoard(page)).board;
    const node = saved.nodes.find((n) => n.name === t.web);
    assert.equal(node.params.slots, 3);
    assert.ok(saved.links.some((l) => l.to === node.id), "the balancer calls it");
    assert.ok(saved.links.some((l) => l.from === node.id), "it calls the database");

    // run, pause, one event
    await added.locator("[data-row]").focus();
    await press(page, "Space");
    await page.getByRole("button", { name: t.run, exact: true }).waitFor();
    const still = await clock(page);
    await until("events move the clock", async () => {
      await press(page, ".");
      return (await clock(page)) > still;
    });
    await press(page, "Space");
    await page.getByRole("button", { name: t.pause, exact: true }).waitFor();
    await until("it is at work", async () => (await state(page, t.web).textContent()) === t.well);

    // break it, and read what happens
    await press(page, "f");
    await until("its faults are open", async () => (await focused(page))?.tag === "summary");
    await tabTo(page, (f) => f.tag === "button" && f.name === t.crash, 20);
    await press(page, "Enter");
    await until("the row says that it is down", async () => (await state(page, t.web).textContent()) === t.down);
    assert.equal((await focused(page)).name, t.crash, "new numbers leave the focus where it is");
    await until("it is told", async () => (await page.getByTestId("happening").textContent()).includes(t.web));
    await until("it is read aloud", async () => (await page.getByTestId("spoken").textContent()).includes(t.web));
    await press(page, "w");
    await until("the reasons have the focus", async () => (await focused(page))?.tag === "h3");
    await until("reasons are given", async () => /\/s/.test(await added.getByTestId("why").textContent()));
    await press(page, "f");
    await tabTo(page, (f) => f.tag === "button" && f.name === t.heal, 40);
    await press(page, "Enter");
    await until("it is back", async () => (await state(page, t.web).textContent()) === t.well);

    // take everything back; the focus stays in the list when its row goes
    await press(page, "Escape");
    await isAt(page, t.web);
    await press(page, "Control+z", "Control+z", "Control+z");
    await until("all is as it was", async () => (await rowNames(page)).join() === before.join());
    await until("the focus is on a row that is there", async () => before.includes(await atRow(page)));

    // remove, and back
    await goTo(page, "Cache");
    await press(page, "Delete");
    await row(page, "Cache").waitFor({ state: "detached" });
    await isAt(page, t.orders);
    await press(page, "Control+z");
    await row(page, "Cache").waitFor();

    // to the board and back: the focus is never lost
    await press(page, "l");
    await page.getByTestId("board").waitFor();
    await until("a station of the board has the focus", async () => (await focused(page))?.node !== undefined);
    assert.equal((await names(page)).length, before.length);
    await press(page, "l");
    await until("a row has the focus", async () => (await focused(page))?.row !== undefined);
  }),
);

journey("the rest of the editor is there too: copy, rename, move, traffic, regions", { timeout: 120_000 }, async (page) => {
  await openList(page);
  await goTo(page, "Web 3");
  await press(page, "Control+d");
  await isAt(page, "Web 4");
  await press(page, "F2");
  await until("the name has the focus", async () => (await focused(page))?.tag === "input");
  await press(page, "Control+a");
  await page.keyboard.type("Web blue");
  await press(page, "Enter", "Escape");
  await isAt(page, "Web blue");
  const at = async () => (await savedBoard(page)).board.nodes.find((n) => n.name === "Web blue").at;
  const from = await at();
  await row(page, "Web blue").locator("[data-row]").focus();
  await press(page, "Shift+ArrowRight", "Shift+ArrowDown");
  await isAt(page, "Web blue");
  assert.deepEqual(await at(), [from[0] + 8, from[1] + 8]);

  const rate = () => page.getByTestId("traffic-value").innerText();
  const slow = await rate();
  await row(page, "Web blue").locator("[data-row]").focus();
  await press(page, "]");
  await until("there is more traffic", async () => (await rate()) !== slow);
  await press(page, "[");
  await until("there is less again", async () => (await rate()) === slow);

  await press(page, "a");
  await answer(page, "Region");
  const places = page.getByTestId("row").filter({ has: page.getByTestId("detail").locator(".ins-name") });
  await places.waitFor();
  await until("its row has the focus", async () => (await focused(page))?.row !== undefined);
  const region = await atRow(page);
  await goTo(page, "Web 1");
  await press(page, "Enter");
  await row(page, "Web 1").getByRole("combobox").filter({ hasText: region }).selectOption({ label: region });
  const standing = (await savedBoard(page)).board;
  assert.equal(standing.nodes.find((n) => n.name === "Web 1").place, standing.places.find((p) => p.name === region).id);

  // a connection is set and removed where it is listed
  const connections = row(page, "Web 1").getByTestId("connections");
  await connections.getByRole("button", { name: /^from Load balancer/ }).click();
  await connections.getByRole("textbox").first().waitFor();
  await connections.getByRole("button", { name: "Remove the connection from Web 1 to Cache" }).focus();
  await press(page, "Enter");
  await connections.getByRole("button", { name: "to Cache" }).waitFor({ state: "detached" });
  await until("the focus did not fall off the page", async () => (await focused(page))?.row !== undefined);

  // a note is a row as well
  const note = page.getByTestId("note-row").getByRole("textbox", { name: "Note 1" });
  await page.getByTestId("list-note").press("Enter");
  await note.waitFor();
  await until("it can be written in", () => note.evaluate((e) => e === document.activeElement));
  await page.keyboard.type("why two?");
  assert.deepEqual((await savedBoard(page)).board.notes.map((n) => n.text), ["why two?"]);
  await page.getByRole("button", { name: "Remove note 1" }).press("Enter");
  await note.waitFor({ state: "detached" });
  await until("the focus is kept", async () => (await page.evaluate(() => document.activeElement.dataset.testid)) === "list-note");
});

journey("numbers change without moving the focus, and the choice of the list is kept", {}, async (page) => {
  await openList(page);
  await goTo(page, "Cache");
  const cell = () => row(page, "Cache").getByRole("gridcell").nth(2).textContent();
  const first = await cell();
  await until("its arrivals change", async () => (await cell()) !== first);
  assert.equal(await atRow(page), "Cache");
  await page.reload();
  await page.getByTestId("list").waitFor();
  await page.locator(".top-end").getByTestId("form-board").click();
  await page.getByTestId("board").waitFor();
});

journey("an empty board says what to do first", {}, async (page) => {
  await openList(page);
  for (const name of await rowNames(page)) {
    await goTo(page, name);
    await press(page, "Delete");
    await row(page, name).waitFor({ state: "detached" });
  }
  await page.getByText("Nothing is on the board yet").waitFor();
  await until("the way to add has the focus", async () => /Add a component/.test((await focused(page))?.name));
  await press(page, "Enter");
  await answer(page, "Users");
  await isAt(page, "Users");
});

journey("on a phone the rows are cards with room for a finger", { ...PHONE, lang: "pt" }, async (page) => {
  const t = TEXT.pt;
  await running(page);
  await page.locator(".top-more").tap();
  await page.locator(".menu:popover-open").getByTestId("form-list").tap();
  await page.getByTestId("list").waitFor();
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await small(page), []);
  await row(page, "Web 1").locator("[data-row]").tap();
  await row(page, "Web 1").getByTestId("detail").waitFor();
  for (const summary of await row(page, "Web 1").locator("summary").all()) await summary.tap();
  assert.deepEqual(await sticksOut(page), [], "an open card");
  assert.deepEqual(await small(page), [], "an open card");
  await page.getByTestId("list-go-to").tap();
  await dialog(page).getByRole("option").first().waitFor();
  assert.deepEqual(await small(page), [], "the names");
  await dialog(page).getByRole("option", { name: t.orders }).tap();
  await isAt(page, t.orders);
  // the button of the palette asks what to add
  await page.getByTestId("transport").getByRole("button", { name: "Adicionar", exact: true }).tap();
  await dialog(page).getByRole("option").first().waitFor();
});

forEach({ which: [0, 1], size: ["1440", "390"] }, ({ which, size }) =>
  journey(`axe finds nothing in the list at ${size}`, { theme: THEMES[which], lang: LANGS[1 - which], timeout: 120_000, ...(size === "390" ? PHONE : {}) }, async (page, { axe }) => {
    await openList(page);
    await axe();
    await row(page, "Web 1").locator("[data-row]").click();
    for (const summary of await row(page, "Web 1").locator("summary").all()) await summary.click();
    await axe();
    await row(page, "Web 1").locator("[data-row]").press("c");
    await dialog(page).getByRole("combobox").waitFor();
    await axe();
  }),
);
