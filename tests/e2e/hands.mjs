// What a hand does on the live board of a lesson to make one design of another: settings, stations, lines, faults.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { ROOT } from "./lib.mjs";
import * as steps from "./steps.mjs";
import { clock, drag, line, names, outPort, body, spot, station, until, words } from "./steps.mjs";

let kinds;
/** The table of a kind's parameters, in their order; read once. */
function paramsOf(kind) {
  kinds ??= JSON.parse(
    execFileSync("cargo", ["run", "--quiet", "--package", "lessons", "--bin", "escala", "--", "kinds", "--json"], { cwd: ROOT, maxBuffer: 16 << 20 }),
  );
  return kinds.find((k) => k.kind === kind).params;
}

/** Presses a station; one that lies out of sight is brought into it first, by the tool that shows all. */
async function press(page, name) {
  const { x, y } = await spot(body(page, name), 0.5, 0.25);
  const there = await station(page, name).evaluate((e, [x, y]) => e.contains(document.elementFromPoint(x, y)), [x, y]);
  if (!there) await page.getByTestId("board-tools").locator('button:has(use[href$="#fit"])').click();
  await steps.press(page, name);
}

const written = (value, lang) => String(value).replace(".", lang === "pt" ? "," : ".");
const inspector = (page) => page.getByTestId("inspector");

/** The clock of the board. */
export const board = {
  /** At rest, at the beginning. */
  async startOver(page) {
    const t = await words(page);
    const play = page.getByTestId("play");
    if ((await play.getAttribute("aria-label")) === t.pause) await play.click();
    await until("the run pauses", async () => (await play.getAttribute("aria-label")) === t.run);
    await page.locator(".tp-restart").click();
    await until("the clock stands at the beginning", async () => (await clock(page)) === 0);
  },
  /** Runs, ten times as fast as life. */
  async go(page) {
    await page.locator(".tp-speeds").getByRole("button", { name: "10x", exact: true }).click();
    await page.getByTestId("play").click();
  },
};

async function setParam(page, name, value, lang) {
  const row = inspector(page).getByTestId(`param-${name}`);
  const folded = page.locator("details:not([open])").filter({ has: row });
  if (await folded.count()) await folded.locator("summary").click();
  await row.waitFor();
  if (await row.locator("select").count()) return row.locator("select").selectOption(String(value));
  if (await row.locator(".seg").count()) return row.locator(".seg button").nth(value).click();
  if (await row.getByRole("switch").count()) return row.getByRole("switch").click();
  const field = row.getByRole("textbox");
  await field.fill(written(value, lang));
  await field.press("Enter");
}

/** Makes the second design of the first one, as far as stations, settings and lines go. */
export async function hasBeenEdited(page, from, to, lang) {
  const nameOf = new Map([...from.nodes, ...to.nodes].map((n) => [n.id, n.name]));
  const t = await words(page);
  for (const node of from.nodes.filter((n) => !to.nodes.some((m) => m.id === n.id))) {
    await press(page, node.name);
    await page.keyboard.press("Delete");
    await until(`${node.name} is gone`, async () => !(await names(page)).includes(node.name));
  }
  for (const node of to.nodes) {
    const old = from.nodes.find((n) => n.id === node.id);
    if (!old) {
      const before = await names(page);
      await page.getByTestId(`add-${node.kind}`).first().click();
      const added = await until("the station is there", async () => (await names(page)).find((name) => !before.includes(name)));
      nameOf.set(node.id, added);
    }
    const table = paramsOf(node.kind);
    const changed = old ? table.flatMap((p, i) => ((old.params[i] ?? null) !== (node.params[i] ?? null) ? [[p.name, node.params[i]]] : [])) : [];
    if (!changed.length) continue;
    await press(page, nameOf.get(node.id));
    await inspector(page).getByRole("tab", { name: t.settings }).click();
    for (const [name, value] of changed) await setParam(page, name, value, lang);
  }
  const has = (design, link) => design.links.some((l) => l.from === link.from && l.to === link.to);
  for (const link of to.links.filter((l) => !has(from, l))) {
    const [a, b] = [nameOf.get(link.from), nameOf.get(link.to)];
    if (await line(page, a, b).count()) continue;
    await drag(page, await outPort(page, a), await spot(body(page, b)));
    await until(`${a} calls ${b}`, () => line(page, a, b).count());
  }
  const gone = from.links.filter((l) => !has(to, l) && nameOf.get(l.from) && to.nodes.some((n) => n.id === l.from) && to.nodes.some((n) => n.id === l.to));
  assert.deepEqual(gone, [], "no solution of a step to do takes a line away");
}

/** Plans the faults that the second design has and the first one has not. */
export async function faultsPlanned(page, from, to, lang) {
  const t = await words(page);
  const same = (a) => (b) => JSON.stringify(a) === JSON.stringify(b);
  for (const fault of to.faults.filter((f) => !from.faults.some(same(f)))) {
    await press(page, to.nodes.find((n) => n.id === fault.node).name);
    await inspector(page).getByRole("tab", { name: t.faults }).click();
    const form = inspector(page).locator(".plan");
    const what = fault.what.replaceAll(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
    await form.locator("select").selectOption(what);
    const fields = form.getByRole("textbox");
    const strong = (await fields.count()) === 3;
    const values = [...(strong ? [fault.strength] : []), fault.from_s, fault.until_s === null || fault.until_s > 30_000 ? 0 : fault.until_s - fault.from_s];
    for (const [i, value] of values.entries()) {
      await fields.nth(i).fill(written(value, lang));
      await fields.nth(i).press("Enter");
    }
    const before = await inspector(page).locator(".faults ul li").count();
    await form.getByRole("button").last().click();
    await until("the fault is planned", async () => (await inspector(page).locator(".faults ul li").count()) === before + 1);
  }
}
