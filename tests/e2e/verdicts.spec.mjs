// The published program in the browser and the native one are of one mind about every damaged text, to the last letter.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { journey, ROOT } from "./lib.mjs";
import { count, say } from "./figures.mjs";

const WANTED = count(20_000, 2_000);

journey("damaged texts are judged in the browser as they are natively", { path: "#/lessons", timeout: 60_000 + WANTED * 20 }, async (page) => {
  const file = join(ROOT, "target/soak/verdicts.jsonl");
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    assert.fail(`${file} is missing: \`cargo test -p escala --test it row_02\` writes it`);
  }
  const all = text.trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(all.length >= WANTED, `${all.length} verdicts are there, ${WANTED} were to be`);
  const module = await page.locator("link[rel=modulepreload]").first().evaluate((link) => link.href);
  let slowest = 0;
  for (let at = 0; at < WANTED; at += 500) {
    const [differ, most] = await page.evaluate(
      async ([address, list]) => {
        // the module that the page itself runs, not another one
        const { verdict } = await import(address);
        const differ = [];
        let most = 0;
        for (const [kind, text, native] of list) {
          const start = performance.now();
          const here = verdict(kind, text);
          most = Math.max(most, performance.now() - start);
          if (here !== native) differ.push(`${here}, not ${native}: ${kind} ${text.slice(0, 400)}`);
        }
        return [differ.slice(0, 3), most];
      },
      [module, all.slice(at, at + 500)],
    );
    assert.deepEqual(differ, []);
    slowest = Math.max(slowest, most);
  }
  say(2, `${WANTED} verdicts in the browser, all as natively, slowest ${slowest.toFixed(0)} ms for both languages`);
});
