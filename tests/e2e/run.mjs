// Runs every tests/e2e/*.spec.mjs against one server: `node tests/e2e/run.mjs [words of file names]`.
// `cargo xtask test` calls it; dist/ must have been built.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ELSEWHERE } from "./firefox.mjs";
import { IN_FIREFOX, SCREENSHOTS, startServer } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith(".spec.mjs") && (!words.length || words.some((word) => name.includes(word))))
  .filter((name) => !IN_FIREFOX || !ELSEWHERE.includes(name))
  .sort();
if (!files.length) {
  console.error(`No journey matches ${words.join(" ") || "*.spec.mjs"} in tests/e2e.`);
  process.exit(1);
}

// pictures of failures that are no more would only confuse
mkdirSync(SCREENSHOTS, { recursive: true });
for (const name of readdirSync(SCREENSHOTS)) if (name.startsWith("failed-")) rmSync(join(SCREENSHOTS, name));
const server = await startServer();
const child = spawn(
  process.execPath,
  // force-exit: a connection that is kept alive must not keep the run alive
  // one at a time: simulations and their browsers share few cores, and times are part of what is tested
  ["--test", "--test-concurrency=1", "--test-force-exit", "--test-reporter=spec", ...files.map((name) => join(here, name))],
  { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ESCALA_URL: server.url } },
);
child.on("exit", (code) => {
  server.stop();
  process.exit(code ?? 1);
});
