// Without a network: the site of one version is kept whole, updates come between visits, and under any path.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";
import { ready, ROOT, shot, visitor } from "./lib.mjs";
import { names, press, running, saved, station, until } from "./steps.mjs";

const DIST = join(ROOT, "dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const PREFIX = "/escala/site/";

/** The built site under a path, with files that are exchanged while it is served: what a host does at an update. */
async function host() {
  const changed = new Map();
  const asked = [];
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url, "http://here");
    asked.push(pathname);
    const name = pathname.slice(PREFIX.length) || "index.html";
    try {
      if (!pathname.startsWith(PREFIX)) throw new Error("elsewhere");
      const body = changed.get(name) ?? readFileSync(join(DIST, name));
      answer.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "cache-control": "no-cache" }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => (server.closeAllConnections(), server.close());
  return { url: `http://127.0.0.1:${server.address().port}${PREFIX}`, changed, asked, stop };
}

/** FNV-1a, 32 bits: the sum that offline.js has of each file. */
function sum(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Publishes another version: some files are different, and the list of files says so. */
function publish(changed, mark) {
  let list = readFileSync(join(DIST, "offline.js"), "utf8");
  const build = list.match(/PREFIX \+ "([0-9a-f]+)"/)[1];
  for (const [name, key] of [["index.html", "./"], ["assets/icons.svg", "assets/icons.svg"]]) {
    const before = readFileSync(join(DIST, name));
    const after = Buffer.from(before.toString().replace(/<\/(body|svg)>\s*(<\/html>)?\s*$/, (end) => `<!-- ${mark} -->${end}`));
    assert.notEqual(sum(before), sum(after), name);
    assert.ok(list.includes(`"${key}": "${sum(before)}"`), `${key} has the sum of the published file`);
    list = list.replace(`"${key}": "${sum(before)}"`, `"${key}": "${sum(after)}"`);
    changed.set(name, after);
  }
  changed.set("offline.js", Buffer.from(list.replace(build, `${build}0`)));
}

const kept = (page) => until("the site is kept", () => page.evaluate(() => document.documentElement.dataset.offline === "ready"), { timeout: 60_000 });

/** Runs a visit to a host of its own; whatever the page complains about fails it. */
function visit(name, options, body) {
  test(name, { timeout: 240_000 }, async () => {
    const site = await host();
    const { context, page, wrong } = await visitor({ url: site.url, serviceWorkers: "allow", ...options });
    try {
      await page.goto(site.url);
      await ready(page);
      await body({ site, context, page });
      assert.deepEqual(wrong, [], "the page complained");
    } catch (error) {
      await shot(page, `failed-${name}`).catch(() => {});
      if (wrong.length) error.stack += `\n    the page complained, too:\n${wrong.join("\n")}`;
      throw error;
    } finally {
      await context.close();
      site.stop();
    }
  });
}

const T = {
  en: { ready: "ready for use without a network", course: "Course" },
  pt: { ready: "já pode ser usado sem rede", course: "Curso" },
};

for (const lang of ["en", "pt"]) {
  visit(`sandbox, a lesson and a system run with the network cut, ${lang}`, { lang }, async ({ site, context, page }) => {
    await page.getByTestId("notices").getByText(T[lang].ready).waitFor({ timeout: 60_000 });
    await kept(page);
    await context.setOffline(true);
    site.stop();
    // the same page, and the page loaded again
    for (const again of [false, true]) {
      if (again) {
        await page.goto(`${site.url}?lang=${lang}#/`);
        await ready(page);
      }
      await running(page);
      await press(page, (await names(page)).find((name) => /^Web/.test(name)));
      await page.keyboard.press("Delete");
      await saved(page);
    }
    assert.equal((await names(page)).length, 5, "two stations were removed, with a visit between");
    await page.getByRole("navigation").getByRole("link", { name: T[lang].course, exact: true }).click();
    await page.getByTestId("stop").first().getByRole("link").click();
    await page.getByTestId("lesson").locator("h1, h2").first().waitFor();
    await page.evaluate(() => (location.hash = "#/system/36-case-study"));
    await until("the system is on the board", async () => (await names(page)).length > 20);
    await running(page);
    const font = await page.evaluate(async () => (await document.fonts.load("16px Overpass")).length > 0);
    assert.ok(font, "the font is kept, too");
  });
}

visit("an update is taken between visits, whole, and the old version goes", {}, async ({ site, context, page }) => {
  await kept(page);
  // a page that came from the network is served from what is kept as soon as that is there
  await until("the page is served from what is kept", () => page.evaluate(() => !!navigator.serviceWorker.controller));
  publish(site.changed, "the second version");
  const icons = (p) => p.evaluate(async () => (await (await fetch("assets/icons.svg")).text()).includes("the second version"));
  const html = (p) => p.evaluate(async () => (await (await fetch("./")).text()).includes("the second version"));
  const waiting = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const fresh = registration.installing ?? registration.waiting;
    if (fresh.state !== "installed") await new Promise((done) => fresh.addEventListener("statechange", done, { once: true }));
    return !!registration.waiting;
  });
  assert.ok(waiting, "the update waits");
  assert.deepEqual([await icons(page), await html(page)], [false, false], "who is at work stays with the version of before");

  // a second window beside the first: loading one of them again changes nothing under the other
  const second = await context.newPage();
  await second.goto(site.url);
  await ready(second);
  assert.deepEqual([await icons(second), await html(second)], [false, false], "a second window is of the first one's version");
  await second.close();

  await page.reload();
  await ready(page);
  await until("the next visit is of the new version", async () => (await icons(page)) && (await html(page)));
  assert.ok((await page.content()).includes("the second version"), "the page itself, too");
  await until("what was kept of the old version is gone", async () => (await page.evaluate(() => caches.keys())).length === 1);
  await running(page);
});

visit("a file that is not of this version is never kept", {}, async ({ site, context, page }) => {
  await kept(page);
  // a host in the middle of an update: the list is new, a file is still old
  publish(site.changed, "half of a version");
  site.changed.delete("assets/icons.svg");
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {});
    const fresh = registration.installing;
    if (fresh && fresh.state !== "redundant") await new Promise((done) => fresh.addEventListener("statechange", done, { once: true }));
    return [fresh?.state, !!registration.waiting];
  });
  assert.equal(state[1], false, `the half version is not taken (${state[0]})`);
  await context.setOffline(true);
  await page.reload();
  await ready(page);
  assert.ok(!(await page.content()).includes("half of a version"));
  await running(page);
});

test("an embedded page keeps nothing, and nothing above the path is asked for", { timeout: 60_000 }, async () => {
  const site = await host();
  const { context, page, wrong } = await visitor({ url: site.url, serviceWorkers: "allow" });
  try {
    await page.goto(`${site.url}?embed#/`);
    await ready(page);
    await until("the board runs", async () => (await names(page)).length > 3);
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
    await page.goto(`${site.url}#/`);
    await kept(page);
    assert.deepEqual(site.asked.filter((path) => !path.startsWith(PREFIX)), []);
    assert.deepEqual(wrong, []);
    await station(page, "Users").waitFor();
  } finally {
    await context.close();
    site.stop();
  }
});
