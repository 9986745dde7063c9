// A compiled test or benchmark in Firefox, which needs no driver for it: the runner of wasm-bindgen gives the page, a
// server in between adds a few lines that send home what the page says. `cargo xtask bench-browser --firefox` calls it:
// node firefox.mjs FIREFOX RUNNER FILE.wasm...
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE_MS = 10 * 60_000;
const END = /test result: (ok|FAILED)/;
const [firefox, runner, ...programs] = process.argv.slice(2);

/** Added to the page: its words, whenever there are more, and last when the result is among them. */
const REPORTER = `<script>
  new MutationObserver(() => {
    const text = document.getElementById("output").textContent;
    if (${END}.test(text)) fetch("/said", { method: "POST", body: text });
  }).observe(document.getElementById("output"), { childList: true, characterData: true, subtree: true });
  addEventListener("error", (event) => fetch("/said", { method: "POST", body: "test result: FAILED. " + event.message }));
</script>`;

/** Firefox asks for nothing and calls nobody. */
const PREFERENCES = {
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "extensions.update.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
};

function freePort() {
  return new Promise((done) => {
    const socket = createSocket().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });
}

async function answers(url) {
  for (let i = 0; i < 300; i++) {
    const there = await fetch(url).then((a) => a.ok, () => false);
    if (there) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function run(program) {
  const port = await freePort();
  const inner = `http://127.0.0.1:${port}`;
  const test = spawn(runner, [program, "--nocapture"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ONLY_WEB: "1", WASM_BINDGEN_TEST_ADDRESS: `127.0.0.1:${port}` },
  });
  const profile = mkdtempSync(join(tmpdir(), "escala-firefox-"));
  writeFileSync(join(profile, "user.js"), Object.entries(PREFERENCES).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`).join("\n"));
  let hear;
  const heard = new Promise((done) => (hear = done));
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && request.url === "/said") {
      const parts = [];
      for await (const part of request) parts.push(part);
      response.end();
      return hear(Buffer.concat(parts).toString());
    }
    const answer = await fetch(inner + request.url);
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name)));
    let body = Buffer.from(await answer.arrayBuffer());
    if (request.url === "/") body = body.toString().replace("</body>", `${REPORTER}</body>`);
    response.writeHead(answer.status, headers);
    return response.end(body);
  });
  let browser;
  try {
    await answers(inner);
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    browser = spawn(firefox, ["--headless", "--no-remote", "--profile", profile, `http://127.0.0.1:${server.address().port}/`], { stdio: "ignore", env: { ...process.env, HOME: profile } });
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE_MS, new Error(`no result after ${PATIENCE_MS / 60_000} minutes`)));
    const gone = new Promise((_, fail) => browser.on("exit", (code) => fail(new Error(`Firefox ended with ${code}`))));
    return await Promise.race([heard, late, gone]);
  } finally {
    const ended = browser && new Promise((done) => browser.once("exit", done));
    browser?.kill();
    await ended;
    test.kill();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let failed = !programs.length;
for (const program of programs) {
  const text = await run(program);
  console.log(text.trim());
  failed ||= text.match(END)?.[1] !== "ok";
}
process.exit(failed ? 1 : 0);
