// The built site served by `cargo xtask serve`, one Chromium, and visitors whose pages are watched: for journeys,
// pictures and benchmarks alike.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { limited, picture, possible, startFirefox } from "./firefox.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const SCREENSHOTS = join(ROOT, "target/screenshots");

/** The sizes that the layout is made for. */
export const VIEWPORTS = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
};
export const LANGS = ["en", "pt"];
export const THEMES = ["light", "dark"];
const LOCALES = { en: "en-US", pt: "pt-BR" };

/** What Playwright says where `serviceWorkers` is "block"; offline.spec.mjs alone lets the browser keep the site. */
const KEEPS_NOTHING = /^console warning: Service Worker registration blocked by Playwright$/;

/** `cargo xtask firefox` drives Firefox instead of Chromium. */
export const IN_FIREFOX = process.env.ESCALA_BROWSER === "firefox";

/** Starts a server of dist/ and answers its address and how to stop it. */
export function startServer(prefix = "") {
  const xtask = process.env.ESCALA_XTASK;
  const [program, words] = xtask ? [xtask, []] : ["cargo", ["xtask"]];
  const options = ["serve", "--no-build", "--port", "0", ...(prefix ? ["--prefix", prefix] : [])];
  const child = spawn(program, [...words, ...options], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((done, fail) => {
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
      const found = said.match(/http:\/\/\S+/);
      if (found) done({ url: found[0], stop: () => child.kill() });
    });
    child.on("exit", (code) => fail(new Error(`the server stopped with ${code} before it had an address: ${said}`)));
  });
}

/** Debian's Chromium; the flags are for machines without a screen, a sandbox or much shared memory. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.ESCALA_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

const shared = { server: null, browsers: {} };

/** Closes what `siteUrl` and `theBrowser` have started. */
export async function closeAll() {
  for (const browser of Object.values(shared.browsers)) await (await browser).close();
  (await shared.server)?.stop();
}

/** The address of the site: run.mjs has started a server for all files; a file run alone starts its own. */
export async function siteUrl() {
  if (process.env.ESCALA_URL) return process.env.ESCALA_URL;
  shared.server ??= startServer();
  return (await shared.server).url;
}

/** The one browser of this file; Firefox needs one for each wish of a visitor. */
export async function theBrowser(theme = "light", motion = "no-preference") {
  const which = IN_FIREFOX ? `${theme} ${motion}` : "chromium";
  shared.browsers[which] ??= IN_FIREFOX ? startFirefox(theme, motion) : startBrowser();
  return shared.browsers[which];
}

/**
 * Everything that a healthy page never does, collected as sentences.
 * `allow` are regular expressions of what this journey provokes on purpose.
 */
export async function watch(context, origin, allow = []) {
  const wrong = [];
  const note = (text) => [...allow, KEEPS_NOTHING].some((pattern) => pattern.test(text)) || wrong.push(text);
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (web) => note(`page error: ${web.error()?.stack ?? web.error()}`));
  context.on("request", (request) => {
    const { protocol } = new URL(request.url());
    const local = request.url().startsWith(origin) || ["data:", "blob:"].includes(protocol);
    if (!local) note(`request to elsewhere: ${request.url()}`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // a page that is left takes its open requests with it
    if (why !== "net::ERR_ABORTED") note(`request failed: ${request.url()} ${why}`);
  });
  await context.exposeFunction("escalaViolation", (text) => note(`policy violation: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.escalaViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return wrong;
}

/** Waits until the page runs; a page that says that it could not start fails with its own words. */
export async function ready(page) {
  await page.waitForFunction(() => document.documentElement.dataset.escala, null, { timeout: 30_000 });
  const state = await page.evaluate(() => [document.documentElement.dataset.escala, document.body.innerText]);
  if (state[0] !== "ready") throw new Error(`the page did not start: ${state[1]}`);
  // a new window of Firefox has the focus in its own address field
  if (IN_FIREFOX) await page.bringToFront();
}

/** A picture in target/screenshots. */
export async function shot(page, name, options = {}) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name.replaceAll(/[^\w-]+/g, "-")}.png`);
  if (IN_FIREFOX) writeFileSync(path, await picture(page));
  else await page.screenshot({ path, animations: "disabled", ...options });
  return path;
}

/** Fails when axe finds anything at all on the page (or below `scope`, a selector). */
export async function axe(page, { scope = undefined, disable = [] } = {}) {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // evaluated by the debugger: the policy of the page allows no foreign script, and shall not
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  // colours on their way from one to another are nobody's contrast
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime < 5_000).map((a) => a.finished)),
  );
  const violations = await page.evaluate(
    async ([selector, off]) => {
      const rules = Object.fromEntries(off.map((id) => [id, { enabled: false }]));
      const result = await window.axe.run(selector ?? document, { rules, resultTypes: ["violations"] });
      return result.violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${rule.help}\n    ${node.target.join(" ")}\n    ${node.html.slice(0, 160)}`),
      );
    },
    [scope, disable],
  );
  assert.equal(violations.length, 0, `axe found ${violations.length}:\n  ${violations.join("\n  ")}`);
}

/**
 * A fresh visitor: own storage, language, colour scheme and size.
 * Everything in `options` besides lang, theme, viewport, allow and url goes to the browser context.
 */
export async function visitor({ lang = "en", theme = "light", viewport = "desktop", allow = [], url, ...more } = {}) {
  const site = url ?? (await siteUrl());
  if (IN_FIREFOX) possible(more);
  const size = typeof viewport === "string" ? VIEWPORTS[viewport] : viewport;
  const context = await (await theBrowser(theme, more.reducedMotion)).newContext({
    baseURL: site,
    viewport: size,
    locale: LOCALES[lang],
    colorScheme: theme,
    hasTouch: size.width < 600,
    serviceWorkers: "block",
    ...more,
  });
  context.setDefaultTimeout(15_000);
  const wrong = await watch(context, new URL(site).origin, allow);
  const page = await context.newPage();
  if (IN_FIREFOX) limited(context, page);
  return { context, page, site, wrong };
}

/** The same journey in several situations: `forEach({ lang: LANGS, theme: THEMES }, (situation) => journey(...))`. */
export function forEach(choices, run) {
  const all = Object.entries(choices).reduce(
    (list, [key, values]) => list.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
  all.forEach(run);
}
