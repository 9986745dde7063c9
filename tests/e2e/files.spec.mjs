// Boards as files: out and in again, damaged ones salvaged, others refused with a sentence.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { dialog, fileMenu, names, notice, openFile, running, saved, savedBoard, station, until, words } from "./steps.mjs";

const SHOP = {
  format_version: 1,
  title: "Padaria São João",
  seed: 7,
  nodes: [
    { id: 1, kind: "client", name: "Clientes", at: [0, 80], params: { rate: 50 } },
    { id: 2, kind: "web_server", name: "Loja", at: [240, 64], params: { slots: 4 } },
    { id: 3, kind: "sql_leader", name: "Pedidos", at: [520, 64] },
  ],
  links: [{ from: 1, to: 2 }, { from: 2, to: 3, params: { latency_ms: 3 } }],
  faults: [{ node: 3, what: "crash", from_s: 300, until_s: 330 }],
};

journey("a board is saved to a file and comes back as it was", {}, async (page, { open }) => {
  await running(page);
  await openFile(page, SHOP, "shop.board.json");
  await station(page, "Loja").waitFor();
  await notice(page, "Opened: Padaria São João").waitFor();
  await running(page);
  const first = await savedBoard(page);
  assert.equal(first.name, "padaria-sao-joao.board.json");
  assert.equal(first.board.seed, 7);
  assert.deepEqual(first.board.nodes.map((n) => [n.id, n.kind, n.name]), SHOP.nodes.map((n) => [n.id, n.kind, n.name]));
  assert.deepEqual(first.board.faults.length, 1);

  await fileMenu(page, "emptyBoard");
  await until("the board is empty", async () => (await names(page)).length === 0);
  await openFile(page, first.text, first.name);
  await station(page, "Pedidos").waitFor();
  assert.equal((await savedBoard(page)).text, first.text, "the file is the same, letter by letter");

  // what was there before is kept, and comes back by undo and from the shelf
  await saved(page);
  await open("#/");
  await running(page);
  assert.equal((await savedBoard(page)).text, first.text, "it is still there at the next visit");
  await fileMenu(page, "keptBoards");
  const shop = dialog(page).getByTestId("kept").getByRole("listitem").filter({ hasText: "A small shop" });
  await shop.first().getByRole("button", { name: "Open" }).click();
  await until("the first board is back", async () => (await names(page)).includes("Web 3"));
});

journey("a file is opened by dropping it on the page", {}, async (page) => {
  await running(page);
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "shop.board.json", { type: "application/json" }));
    return data;
  }, JSON.stringify(SHOP));
  await page.dispatchEvent("body", "dragover", { dataTransfer: data });
  await page.getByText("Drop the board file to open it").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await station(page, "Loja").waitFor();
  await page.getByText("Drop the board file to open it").waitFor({ state: "detached" });
});

const DAMAGED = {
  ...SHOP,
  nodes: [
    ...SHOP.nodes,
    { id: 4, kind: "quantum_cache", name: "Do futuro", at: [0, 300] },
    { id: 5, kind: "cache", name: "Estoque", at: [240, 240], params: { capacity: -5, colour: "red" } },
    "not a station",
  ],
  links: [...SHOP.links, { from: 2, to: 99 }, { from: 2, to: 2 }],
  surprise: true,
};
const FINDINGS = {
  en: [/Station 4, kind: is of the unknown kind quantum_cache and was left out/, /Station 5, params\.capacity: was −?-?5, which is out of range/, /Station 5, params\.colour: is not known here/, /Station 6: has a value of the wrong type/, /Connection 3.*refers to a station that is not there/, /Connection 4.*leads from a station to itself/, /The board, surprise: is not known here/],
  pt: [/Estação 4, kind: é do tipo desconhecido quantum_cache e ficou de fora/, /Estação 5, params\.capacity: era −?-?5, fora da faixa/, /Estação 5, params\.colour: não é conhecido aqui/, /Estação 6: tem um valor do tipo errado/, /Ligação 3.*se refere a uma estação que não existe/, /Ligação 4.*vai de uma estação a ela mesma/, /O quadro, surprise: não é conhecido aqui/],
};

forEach({ lang: LANGS }, (situation) =>
  journey("a damaged file keeps what is whole and lists what is not", situation, async (page, { axe }) => {
    await running(page);
    const t = await words(page);
    await openFile(page, DAMAGED);
    await dialog(page).getByRole("heading", { name: t.partlyOpened }).waitFor();
    const listed = await dialog(page).getByRole("listitem").allInnerTexts();
    for (const finding of FINDINGS[situation.lang]) assert.ok(listed.some((text) => finding.test(text)), `${finding} is not in:\n${listed.join("\n")}`);
    await axe({ scope: "dialog[open]" });
    await dialog(page).getByRole("button", { name: t.close }).click();
    assert.deepEqual((await names(page)).sort(), ["Clientes", "Estoque", "Loja", "Pedidos"]);
    assert.equal((await savedBoard(page)).board.links.length, 2);
    await running(page);
  }),
);

const deep = (n) => `{"format_version":1,"nodes":${"[".repeat(n)}${"]".repeat(n)}}`;
const many = { ...SHOP, nodes: Array.from({ length: 5_001 }, (_, i) => ({ id: i + 1, kind: "cache", name: "c", at: [0, 0] })), links: [], faults: [] };
const REFUSED = [
  ["a text", "hello there", /its text breaks at line 1, column 1/, /o texto se quebra na linha 1, coluna 1/],
  ["an empty file", "", /its text breaks at line/, /o texto se quebra na linha/],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 0]), /its text breaks at line 1/, /o texto se quebra na linha 1/],
  ["other JSON", { a: 1 }, /no list of stations/, /não tem lista de estações/],
  ["a cut file", JSON.stringify(SHOP).slice(0, 200), /its text breaks at line 1, column/, /o texto se quebra na linha 1, coluna/],
  ["a file of the future", { ...SHOP, format_version: 9 }, /format version 9: a newer Escala wrote it/, /versão de formato 9: um Escala mais novo/],
  ["a file too large", { bytes: 2 * 1024 * 1024 + 1 }, /2,048/, /2\.048/],
  ["a file of 40 MB", { bytes: 40 * 1024 * 1024 }, /40,960 kB/, /40\.960 kB/],
  ["a file nested deeply", deep(100_000), /nested 100\d\d\d deep/, /100\d\d\d níveis/],
  ["too many stations", many, /5,001 stations; \d/, /5\.001 estações; cabem/],
];

forEach({ lang: LANGS }, (situation) =>
  journey("what is no board is refused with a sentence, and the board stays", situation, async (page) => {
    await running(page);
    const t = await words(page);
    const before = await savedBoard(page);
    for (const [what, content, en, pt] of REFUSED) {
      const started = Date.now();
      await openFile(page, content);
      await dialog(page).getByRole("heading", { name: t.notOpened }).waitFor({ timeout: 8_000 });
      const text = await dialog(page).innerText();
      const took = Date.now() - started;
      assert.match(text, situation.lang === "en" ? en : pt, what);
      // most of it is the way of the file into the browser
      assert.ok(took < 5_000, `${what}: the answer took ${took} ms`);
      await dialog(page).getByRole("button", { name: t.close }).click();
      await dialog(page).waitFor({ state: "detached" });
    }
    assert.equal((await savedBoard(page)).text, before.text);
    assert.equal(await page.getByRole("button", { name: t.undo }).isDisabled(), true, "nothing happened that could be undone");
    await running(page);
  }),
);
