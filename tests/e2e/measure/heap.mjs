// What a running system keeps: the script heap of the page after a collection, and the memories of the program in page
// and worker, which can only grow.
import { ready, visitor } from "../site.mjs";
import { running } from "../steps.mjs";
import { table } from "./statistics.mjs";

const MB = 1024 * 1024;
/** Runs where a program is started, and keeps its memory in sight. */
const HOOK = `{
  const before = WebAssembly.instantiate;
  const keep = (made) => { self.escalaMemory = (made.instance ?? made).exports.memory ?? self.escalaMemory; return made; };
  WebAssembly.instantiate = async (...args) => keep(await before.apply(WebAssembly, args));
  const streaming = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...args) => keep(await streaming.apply(WebAssembly, args));
}`;

export async function heap({ minutes }) {
  const { context, page, site, wrong } = await visitor({});
  await context.addInitScript(HOOK);
  await context.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${HOOK}\n${await response.text()}` });
  });
  await page.goto(site);
  await ready(page);
  await running(page);
  const cdp = await context.newCDPSession(page);
  const look = async (after) => {
    await cdp.send("HeapProfiler.collectGarbage");
    const bytes = () => self.escalaMemory.buffer.byteLength;
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    const { nodes } = await cdp.send("Memory.getDOMCounters");
    return { after, script: usedSize / MB, page: (await page.evaluate(bytes)) / MB, worker: (await page.workers()[0].evaluate(bytes)) / MB, nodes };
  };
  const last = Number(minutes);
  // what fills up once, as charts of ten minutes do, has to be told from what grows
  const looks = [];
  const [begun, steps] = [Date.now(), 10];
  for (let i = 1; i <= steps; i++) {
    const due = begun + (last * 60_000 * i) / steps;
    await page.waitForTimeout(Math.max(0, due - Date.now()));
    looks.push(await look((last * i) / steps));
  }
  await context.close();
  return { looks, complaints: wrong };
}

export function sayHeap({ looks, complaints }) {
  const rows = [["minutes of running", "script heap MB", "page's program MB", "worker's program MB", "nodes of the document"]];
  for (const l of looks) rows.push([l.after.toFixed(2), l.script.toFixed(2), l.page.toFixed(2), l.worker.toFixed(2), String(l.nodes)]);
  const [first, last] = [looks[0], looks.at(-1)];
  const grown = ["script", "page", "worker"].map((part) => `${part} ${(last[part] - first[part] >= 0 ? "+" : "") + (last[part] - first[part]).toFixed(2)} MB`);
  return [table(rows), `from the first look to the last: ${grown.join(", ")}`, ...complaints].join("\n");
}
