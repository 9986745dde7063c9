// Lighthouse over the built site, which is given as a good host gives it: compressed.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { ROOT, siteUrl } from "../site.mjs";
import { table } from "./statistics.mjs";

const PROGRAM = join(ROOT, "target/tools/lighthouse/node_modules/.bin/lighthouse");
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FIGURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index", "interactive"];
const TARGET = 95;

/** The site through a server that compresses, as static hosts do (and `cargo xtask serve` need not). */
async function compressed(site) {
  const kept = new Map();
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url, site), { method: request.method });
    const headers = Object.fromEntries(answer.headers);
    delete headers["content-length"];
    delete headers["transfer-encoding"];
    let body = kept.get(request.url);
    if (!body) kept.set(request.url, (body = gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 })));
    response.writeHead(answer.status, { ...headers, "content-encoding": "gzip", "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

async function audit(url, preset) {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"].join(" ");
  const { stdout } = await promisify(execFile)(
    PROGRAM,
    [url, "--quiet", "--output=json", `--only-categories=${CATEGORIES}`, `--chrome-flags=${flags}`, ...(preset === "desktop" ? ["--preset=desktop"] : [])],
    { maxBuffer: 64 << 20, env: { ...process.env, CHROME_PATH: process.env.ESCALA_CHROMIUM ?? "/usr/bin/chromium" } },
  );
  const { categories, audits } = JSON.parse(stdout);
  const failed = CATEGORIES.slice(1).flatMap((name) =>
    categories[name].auditRefs.filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1).map(({ id }) => id),
  );
  return {
    scores: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(categories[name].score * 100)])),
    figures: Object.fromEntries(FIGURES.map((id) => [id, audits[id]?.displayValue])),
    failed,
  };
}

export async function lighthouse() {
  const server = await compressed(await siteUrl());
  try {
    return { mobile: await audit(server.url, "mobile"), desktop: await audit(server.url, "desktop") };
  } finally {
    server.stop();
  }
}

export function sayLighthouse(data) {
  const rows = [["", ...CATEGORIES, `all >= ${TARGET}`]];
  for (const [name, { scores }] of Object.entries(data)) {
    const all = Object.values(scores).every((score) => score >= TARGET);
    rows.push([name, ...CATEGORIES.map((c) => String(scores[c])), all ? "met" : "NOT met"]);
  }
  const more = Object.entries(data).flatMap(([name, { figures, failed }]) => [
    `${name}: ${Object.entries(figures).map(([id, value]) => `${id} ${value}`).join(", ")}`,
    ...(failed.length ? [`${name}, below full marks: ${failed.join(", ")}`] : []),
  ]);
  return ["from a server that compresses with gzip -9, as static hosts do", table(rows), ...more].join("\n");
}
