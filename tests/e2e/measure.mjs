// How fast the built site is, as a table or as data: `cargo xtask measure` calls it; dist/ must be a release build.
import { parseArgs } from "node:util";
import { closeAll } from "./site.mjs";
import { frames, sayFrames } from "./measure/frames.mjs";
import { heap, sayHeap } from "./measure/heap.mjs";
import { lighthouse, sayLighthouse } from "./measure/lighthouse.mjs";
import { sayStart, start } from "./measure/start.mjs";

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, minutes: { type: "string", default: "0.5" } },
  allowPositionals: true,
});
const PARTS = {
  start: [start, sayStart],
  frames: [frames, sayFrames],
  heap: [heap, sayHeap],
  lighthouse: [lighthouse, sayLighthouse],
};
const wanted = positionals.length ? positionals : Object.keys(PARTS);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length) {
  console.error(`${unknown.join(", ")}: there is ${Object.keys(PARTS).join(", ")}.`);
  process.exit(1);
}
const all = {};
for (const name of wanted) {
  const [measure, say] = PARTS[name];
  all[name] = await measure(values);
  if (!values.json) console.log(`\n${name}\n${say(all[name])}`);
}
if (values.json) console.log(JSON.stringify(all, null, 2));
await closeAll();
process.exit(0);
