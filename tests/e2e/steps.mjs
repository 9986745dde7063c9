// Steps that several journeys share: the words of the page, what a learner reads off it, and how a hand does things.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** What journeys press and read, in both languages. */
export const WORDS = {
  en: {
    file: "File",
    openFile: "Open a file",
    saveFile: "Save to a file",
    emptyBoard: "Empty board",
    keptBoards: "Kept boards",
    share: "Share",
    shareLink: "Link to this board",
    copy: "Copy",
    close: "Close",
    undo: /^Undo/,
    redo: /^Redo/,
    run: "Run",
    pause: "Pause",
    stepEvent: "One event",
    traffic: "Traffic",
    settings: "Settings",
    faults: "Faults",
    name: "Name",
    notOpened: "This could not be opened",
    partlyOpened: "Opened in part",
  },
  pt: {
    file: "Arquivo",
    openFile: "Abrir um arquivo",
    saveFile: "Salvar em arquivo",
    emptyBoard: "Quadro vazio",
    keptBoards: "Quadros guardados",
    share: "Compartilhar",
    shareLink: "Link deste quadro",
    copy: "Copiar",
    close: "Fechar",
    undo: /^Desfazer/,
    redo: /^Refazer/,
    run: "Rodar",
    pause: "Pausar",
    stepEvent: "Um evento",
    traffic: "Tráfego",
    settings: "Ajustes",
    faults: "Falhas",
    name: "Nome",
    notOpened: "Não foi possível abrir",
    partlyOpened: "Aberto em parte",
  },
};

/** The words of the language that the page is in now. */
export async function words(page) {
  return WORDS[(await page.locator("html").getAttribute("lang")).slice(0, 2)];
}

/** Asks again and again until the answer is truthy, and returns it; else fails with what was awaited and last seen. */
export async function until(what, probe, { timeout = 20_000, every = 80 } = {}) {
  const end = Date.now() + timeout;
  let seen;
  for (;;) {
    seen = await probe();
    if (seen) return seen;
    if (Date.now() > end) assert.fail(`in ${timeout / 1000} s it did not happen that ${what} (last seen: ${JSON.stringify(seen)})`);
    await new Promise((done) => setTimeout(done, every));
  }
}

/** A number as the page writes it: 1,214.5 in English, 1.214,5 in Portuguese. */
export function number(text, lang = "en") {
  const [group, point] = lang === "en" ? [",", "."] : [".", ","];
  const found = text.replaceAll("\u2212", "-").match(/-?\d[\d.,]*/);
  assert.ok(found, `no number in "${text}"`);
  return Number(found[0].replaceAll(group, "").replace(point, "."));
}

const langOf = async (page) => (await page.locator("html").getAttribute("lang")).slice(0, 2);

/** The simulated seconds that the page shows. */
export async function clock(page) {
  // phones have the clock on the play button
  const at = (await page.getByTestId("clock").isVisible()) ? page.getByTestId("clock") : page.getByTestId("play");
  return number(await at.innerText(), await langOf(page));
}

/** Waits until the board is warm and the clock runs. */
export async function running(page) {
  await page.waitForFunction(() => {
    const board = document.querySelector("[data-testid=board]");
    return board && !board.classList.contains("loading");
  });
  const before = await clock(page);
  await until("the clock advances", async () => (await clock(page)) > before);
}

/** The share of requests that missed their deadline, in per cent; null while nothing finishes. */
export async function missed(page) {
  const text = await page.getByTestId("on-time").locator("b").innerText();
  return text.includes("%") ? number(text, await langOf(page)) : null;
}

/** The requests per second that the ruler stands at. */
export async function traffic(page) {
  return number(await page.getByTestId("traffic-value").innerText(), await langOf(page));
}

/** A station by its name on the board. */
export const station = (page, name) => page.getByTestId("board").getByRole("group", { name: new RegExp(`^${name}, `) });

/** Names of all stations, in the order of the page. */
export const names = (page) => page.locator("[data-node] .st-name").allTextContents();

/** A connection by the names of its ends. */
export const line = (page, from, to) =>
  page.getByTestId("board").getByRole("img", { name: new RegExp(`^${from} (calls|chama) ${to}, `) });

/** How many connections there are. */
export const lines = (page) => page.locator("[data-link]").count();

/** The notice that is shown with these words. */
export const notice = (page, text) => page.getByTestId("notices").locator(".notice").filter({ hasText: text });

/** The open dialog. */
export const dialog = (page) => page.locator("dialog[open]");

/** Presses an entry of the menu of files. */
export async function fileMenu(page, entry) {
  const t = await words(page);
  await page.getByRole("button", { name: t.file, exact: true }).click();
  await page.locator(".menu:popover-open").getByRole("button", { name: t[entry], exact: true }).click();
}

/** The board as the learner would save it. */
export async function savedBoard(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), fileMenu(page, "saveFile")]);
  const text = readFileSync(await download.path(), "utf8");
  return { name: download.suggestedFilename(), text, board: JSON.parse(text) };
}

/** Gives the page a file as the file field would: text, bytes, JSON, or `{ bytes: n }` brackets. */
export async function openFile(page, content, name = "some.board.json") {
  const text = () => (typeof content === "string" ? content : JSON.stringify(content));
  const made = content.bytes ? content : Buffer.isBuffer(content) ? { list: [...content] } : { text: text() };
  // made in the page: a large file would take seconds on its way from here
  await page.getByTestId("open-file").evaluate((field, [{ bytes, list, text }, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([bytes ? "[".repeat(bytes) : (text ?? new Uint8Array(list))], name, { type: "application/json" }));
    field.files = data.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }, [made, name]);
}

/** The link that the share dialog shows; the dialog is closed again. */
export async function shareLink(page) {
  const t = await words(page);
  await page.getByRole("button", { name: t.share, exact: true }).click();
  const field = dialog(page).getByRole("textbox", { name: t.shareLink });
  const link = await until("the link is made", async () => {
    const value = await field.inputValue();
    return value.startsWith("http") && value;
  });
  await dialog(page).getByRole("button", { name: t.close }).click();
  await dialog(page).waitFor({ state: "detached" });
  return link;
}

/** Waits until the page says that the board is saved. */
export async function saved(page) {
  await until("the board is saved", async () => /^(saved|salvo)$/i.test((await page.getByTestId("save-state").textContent()).trim()));
}

/** Drags with the mouse, by way of some points in between, as a hand does. */
export async function drag(page, from, to, steps = 8) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps });
  await page.mouse.up();
}

/** The middle of an element, or the place at these fractions of its box. */
export async function spot(locator, fx = 0.5, fy = 0.5) {
  const box = await locator.boundingBox();
  assert.ok(box, `${locator} is not to be seen`);
  return { x: box.x + box.width * fx, y: box.y + box.height * fy };
}

/** The place of a station's body; its box on the screen would count what hangs under it, too. */
export const body = (page, name) => station(page, name).locator(".st-body");

/** Presses a station: selects it. */
export async function press(page, name) {
  const { x, y } = await spot(body(page, name), 0.5, 0.25);
  await page.mouse.click(x, y);
}

/** Where a wire out of a station begins. */
export const outPort = (page, name) => spot(station(page, name).locator(".st-port circle"));

/** A place of the board on which nothing lies. */
export async function freeSpot(page, fx = 0.5, fy = 0.12) {
  return spot(page.getByTestId("board"), fx, fy);
}

/** Drags the knob of the traffic ruler to a rate. */
export async function setTraffic(page, rate) {
  const scale = await page.getByTestId("traffic").locator(".checked-in").boundingBox();
  // the ruler shows 10 to 100,000, each decade as long as the others
  const knob = (value) => ({ x: scale.x + ((Math.log10(value) - 1) / 4) * scale.width, y: scale.y + scale.height / 2 });
  await drag(page, knob(await traffic(page)), knob(rate), 5);
  const now = await traffic(page);
  assert.ok(now > rate * 0.8 && now < rate * 1.25, `the ruler stands at ${now}, not near ${rate}`);
}

/** How many pixels of a canvas are not fully transparent and not all alike. */
export async function inked(locator) {
  return locator.evaluate((canvas) => {
    // read from a copy, because browsers advise against reading often from a canvas that is drawn on often
    const [width, height] = [canvas.width || 1, canvas.height || 1];
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (canvas.width && canvas.height) copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const colours = new Set();
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 0) continue;
      count += 1;
      colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    }
    return colours.size > 1 ? count : 0;
  });
}
