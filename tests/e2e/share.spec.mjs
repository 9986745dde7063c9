// A board in a link: opened elsewhere as a copy, and hostile links that must do nothing.
import assert from "node:assert/strict";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { forEach, journey, LANGS, ready, visitor } from "./lib.mjs";
import { dialog, fileMenu, names, notice, openFile, press, running, savedBoard, saved, shareLink, station, until, WORDS, words } from "./steps.mjs";

const BOARD = {
  format_version: 1,
  title: "Fila do pão, 5ª série",
  seed: 4711,
  nodes: [
    { id: 1, kind: "client", name: "Clientes", at: [0, 80], params: { rate: 80 } },
    { id: 2, kind: "load_balancer", name: "Porta", at: [240, 64], params: { algorithm: "two_choices" } },
    { id: 3, kind: "web_server", name: "Caixa 1", at: [480, 0], params: { slots: 3 } },
    { id: 4, kind: "web_server", name: "Caixa 2", at: [480, 128] },
  ],
  links: [{ from: 1, to: 2 }, { from: 2, to: 3 }, { from: 2, to: 4, params: { latency_ms: 12.5 } }],
  faults: [{ node: 3, what: "slow", factor: 4, from_s: 100, until_s: 130 }],
};

/** The bytes in a link, and a link of bytes. */
const unpack = (link) => inflateRawSync(Buffer.from(link.split("#/b/1.")[1], "base64url"));
const pack = (bytes) => `1.${deflateRawSync(bytes, { level: 9 }).toString("base64url")}`;

journey("a link copies, and opens elsewhere as the same board with the same seed", {}, async (page, { context, site }) => {
  await running(page);
  await openFile(page, BOARD);
  await station(page, "Porta").waitFor();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const field = dialog(page).getByRole("textbox", { name: "Link to this board" });
  await until("the link is made", async () => (await field.inputValue()).startsWith(site));
  await dialog(page).getByText(`${(await field.inputValue()).length} characters`).waitFor();
  await dialog(page).getByRole("button", { name: "Copy" }).click();
  await notice(page, "Link copied.").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(`${site}#/b/1.`) && link.length < 1_000, link);
  await page.keyboard.press("Escape");
  const mine = await savedBoard(page);

  // somebody else, in another language, with a board of their own
  const other = await visitor({ lang: "pt" });
  try {
    await other.page.goto(`${site}#/`);
    await ready(other.page);
    await running(other.page);
    await press(other.page, "Web 3");
    await other.page.keyboard.press("Delete");
    await station(other.page, "Web 3").waitFor({ state: "detached" });
    await saved(other.page);
    const theirs = await savedBoard(other.page);
    await other.page.goto(link);
    await notice(other.page, "Esta é a cópia de um quadro compartilhado.").waitFor();
    const copy = await savedBoard(other.page);
    assert.equal(copy.text, mine.text, "the copy is the board, letter by letter");
    assert.equal(copy.board.seed, 4711);
    assert.equal(new URL(other.page.url()).hash, "#/", "a reload must not open the copy again");
    await running(other.page);

    await notice(other.page, "Esta é a cópia").getByRole("button", { name: "Voltar ao meu" }).click();
    assert.equal((await savedBoard(other.page)).text, theirs.text);
    // and after a reload with the copy on the desk the own board is on the shelf
    await other.page.getByRole("button", { name: /^Desfazer/ }).click();
    await saved(other.page);
    await other.page.reload();
    await ready(other.page);
    assert.equal((await savedBoard(other.page)).text, mine.text);
    await fileMenu(other.page, "keptBoards");
    await dialog(other.page).getByTestId("kept").getByRole("listitem").filter({ hasText: "6 estações" }).getByRole("button", { name: "Abrir" }).click();
    await until("the own board is back", async () => !(await names(other.page)).includes("Porta"));
    assert.equal((await savedBoard(other.page)).text, theirs.text);
    assert.deepEqual(other.wrong, []);
  } finally {
    await other.context.close();
  }
});

journey("the same link gives the same run, request by request", {}, async (page, { site }) => {
  await running(page);
  await openFile(page, BOARD);
  const link = await shareLink(page);
  const totals = async (p) => {
    await p.goto("about:blank");
    await p.goto(link);
    await ready(p);
    await running(p);
    await p.getByTestId("play").click();
    await p.getByRole("button", { name: "Start again from 0 s" }).click();
    for (let i = 0; i < 15; i++) await p.getByRole("button", { name: "One event" }).click();
    await p.waitForTimeout(400);
    return [await p.getByTestId("clock").innerText(), await p.getByTestId("inspector").locator("dl").innerText()];
  };
  const first = await totals(page);
  const other = await visitor({});
  try {
    assert.deepEqual(await totals(other.page), first);
    assert.ok(other.page.url().startsWith(site));
  } finally {
    await other.context.close();
  }
});

/** Opens `#/b/<data>` in the running page, and answers the dialog's text and how long it took. */
async function openHostile(page, data) {
  const started = Date.now();
  // as text that is typed into the address bar: the page itself stays
  await page.evaluate((hash) => location.assign(hash), `#/b/${data}`);
  await dialog(page).waitFor({ timeout: 10_000 });
  const [text, took] = [await dialog(page).innerText(), Date.now() - started];
  await dialog(page).getByRole("button", { name: WORDS[(await page.locator("html").getAttribute("lang")).slice(0, 2)].close }).click();
  await dialog(page).waitFor({ state: "detached" });
  return [text, took];
}

const NO_LINK = { en: /not a link to a board, or a part of it was changed/, pt: /não é um link de quadro, ou uma parte dele mudou/ };
const DAMAGED = { en: /damaged on the way/, pt: /se danificou no caminho/ };
const CUT = { en: /This link was cut off[\s\S]*\d of 4 stations arrived/, pt: /Este link foi cortado[\s\S]*\d de 4 estações/ };
const LARGE = { en: /more than 2 MB/, pt: /mais de 2 MB/ };

forEach({ lang: LANGS }, (situation) =>
  journey("hostile links get a sentence within a second, and the board stays", situation, async (page) => {
    await running(page);
    await openFile(page, BOARD);
    const link = await shareLink(page);
    const data = link.split("#/b/")[1];
    const bytes = unpack(link);
    await press(page, "Caixa 1");
    await page.keyboard.press("Delete");
    await station(page, "Caixa 1").waitFor({ state: "detached" });
    const before = await savedBoard(page);
    const crowd = Buffer.from([0, 0, 0, 0, 0, 1, 0xc0, 0x9a, 0x0c, 0, 0]);
    const flipped = Buffer.from(bytes);
    flipped[8] ^= 0x10;
    const hostile = [
      ["garbage", "hello", NO_LINK],
      ["strange letters", "1.%00%ff<script>alert(1)</script>", NO_LINK],
      ["no data", "1.", DAMAGED],
      ["a version to come", `7.${data.slice(2)}`, { en: /format version 7/, pt: /versão de formato 7/ }],
      ["a version that is no number", "1e9.AAAA", NO_LINK],
      ["cut in the middle", data.slice(0, data.length * 0.75), CUT],
      ["cut at the start", data.slice(0, 8), DAMAGED],
      ["a bomb of zeros", pack(Buffer.alloc(64 * 1024 * 1024)), LARGE],
      ["a crowd of 200,000", pack(crowd), { en: /200,000 stations/, pt: /200\.000 estações/ }],
      ["random bytes", `1.${Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) & 255)).toString("base64url")}`, DAMAGED],
    ];
    for (const [what, text, said] of hostile) {
      const [answer, took] = await openHostile(page, text);
      assert.match(answer, said[situation.lang], what);
      assert.ok(took < 1_000, `${what}: it took ${took} ms`);
    }
    // a flipped bit: whatever it hits, the checksum finds it and nothing is opened by itself
    const [answer] = await openHostile(page, pack(flipped));
    const t = await words(page);
    assert.ok(answer.includes(t.notOpened) || CUT[situation.lang].test(answer), answer);
    assert.equal((await savedBoard(page)).text, before.text, "the board is as it was");
    await running(page);
    assert.deepEqual((await names(page)).sort(), ["Caixa 2", "Clientes", "Porta"]);
  }),
);

journey("every flipped bit of a link is found", { timeout: 120_000 }, async (page) => {
  await running(page);
  await openFile(page, BOARD);
  const link = await shareLink(page);
  const before = await savedBoard(page);
  const data = Buffer.from(link.split("#/b/1.")[1], "base64url");
  for (let at = 0; at < data.length; at += Math.ceil(data.length / 25)) {
    const broken = Buffer.from(data);
    broken[at] ^= 1 << (at % 8);
    await openHostile(page, `1.${broken.toString("base64url")}`);
  }
  assert.equal((await savedBoard(page)).text, before.text);
});

journey("a link that was cut off offers the part that arrived", {}, async (page) => {
  await running(page);
  await openFile(page, BOARD);
  const data = (await shareLink(page)).split("#/b/")[1];
  await page.evaluate((hash) => location.assign(hash), `#/b/${data.slice(0, data.length * 0.75)}`);
  const open = dialog(page).getByRole("button", { name: /^Open the \d stations?$/ });
  await open.click();
  await notice(page, "This is a copy of a shared board.").waitFor();
  const part = (await savedBoard(page)).board;
  assert.ok(part.nodes.length >= 1 && part.nodes.length <= 4);
  assert.deepEqual(part.nodes[0].name, "Clientes");
  await page.getByRole("button", { name: /^Undo/ }).click();
  assert.equal((await savedBoard(page)).board.nodes.length, 4);
});
