// The peers: min and median of 15 runs of 200,000 requests on a warm system, each with its seed, cases
// interleaved; by the wall clock in browsers, as `benches/browser.rs` times the engine, and by CPU time
// in Node, as `benches/engine.rs` does. A mean response that is not that of net3 (38.6 ms) is a failure.
//
//     node simcore/benches/peers/peers.mjs                    in Node
//     node simcore/benches/peers/in-browser.mjs [BROWSER]     in a worker of Chromium or Firefox
//     cargo xtask bench-browser                               the engine in the same browser

import { Engine } from "./objects.mjs";
import { Loop } from "./arrays.mjs";

const N = 200_000;
const ROUNDS = 15;

const inWorker = typeof WorkerGlobalScope !== "undefined";

// milliseconds; in Node those of the process, the collector of garbage included
function clock() {
  if (inWorker) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

export function peers() {
  const cases = { objects: Engine, "typed arrays": Loop };
  const took = {};
  const means = {};
  for (let seed = 1; seed <= ROUNDS; seed++) {
    for (const [name, Peer] of Object.entries(cases)) {
      const peer = new Peer(seed);
      const begun = clock();
      const mean = peer.run(N);
      (took[name] ??= []).push(((clock() - begun) * 1e6) / N);
      (means[name] ??= []).push(mean);
      if (!(mean > 34.5 && mean < 43)) throw new Error(`${name}: the mean ${mean} ms is wrong`);
    }
  }
  return Object.keys(cases).map((name) => {
    const ns = took[name].sort((a, b) => a - b);
    const mean = means[name].reduce((a, b) => a + b) / ROUNDS;
    const deviation = Math.sqrt(means[name].reduce((a, b) => a + (b - mean) ** 2, 0) / (ROUNDS - 1));
    const half = (2 * deviation) / Math.sqrt(ROUNDS);
    const times = `min ${ns[0].toFixed(1).padStart(7)} ns/request, median ${ns[ROUNDS >> 1].toFixed(1).padStart(7)}`;
    return `${name.padEnd(12)} ${times}; mean response ${mean.toFixed(1)} ± ${half.toFixed(1)} ms`;
  });
}

if (inWorker) {
  let said;
  try {
    said = { lines: peers() };
  } catch (e) {
    said = { error: String(e) };
  }
  await fetch("/said", { method: "POST", body: JSON.stringify(said) });
} else if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log([`Node ${process.versions.node}, V8 ${process.versions.v8}`, ...peers()].join("\n"));
}
