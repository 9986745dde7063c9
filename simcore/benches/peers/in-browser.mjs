// The peers in a worker of a browser: `node in-browser.mjs [chromium|firefox|PATH]`. Serves this folder
// on loopback, opens the page in a fresh profile, prints what the worker says, and ends the browser.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const browser = process.argv[2] ?? "chromium";
const folder = new URL(".", import.meta.url);
const profile = mkdtempSync(join(tmpdir(), "peers-"));
const page = `<!doctype html><script>
const worker = new Worker("/peers.mjs", { type: "module" });
worker.onerror = (e) => fetch("/said", { method: "POST", body: JSON.stringify({ error: e.message || "the worker did not start" }) });
</script>`;

const server = createServer((request, response) => {
  const name = basename(new URL(request.url, "http://host").pathname);
  if (request.method === "POST") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      response.end();
      end(JSON.parse(body), request.headers["user-agent"]);
    });
  } else if (name.endsWith(".mjs")) {
    response.setHeader("content-type", "text/javascript").end(readFileSync(new URL(name, folder)));
  } else {
    response.setHeader("content-type", "text/html").end(page);
  }
});

let child;
function end(said, agent) {
  console.log(agent);
  console.log(said.error ?? said.lines.join("\n"));
  child.on("exit", () => {
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    process.exitCode = said.error ? 1 : 0;
  });
  child.kill();
}

server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  const fox = basename(browser).includes("firefox");
  const own = fox
    ? ["--headless", "--no-remote", "--profile", profile]
    : ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`];
  child = spawn(browser, [...own, url], { stdio: "ignore" });
  child.on("error", (e) => {
    console.error(`${browser} does not start: ${e.message}`);
    server.close();
    process.exitCode = 1;
  });
});
