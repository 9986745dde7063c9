// Keeps the site for times without a network: all of one version, never parts of two. `cargo xtask finish` writes
// the list of files with a sum of each, so that a change of any file is another version of this one.
const FILES = __FILES__;
const PREFIX = `escala ${registration.scope} `;
const CACHE = PREFIX + "__BUILD__";

const here = (name) => new URL(name, registration.scope).href;

/** FNV-1a, 32 bits, as in xtask/src/offline.rs: finds a file of another version, not malice. */
const sum = (bytes) => {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
};

/** Puts one file into the cache: what was kept before if it is still the same, else what the server has now. */
const take = async (cache, name) => {
  const ways = [() => caches.match(here(name)), () => fetch(here(name), { cache: "no-cache" })];
  for (const way of ways) {
    const answer = await way();
    if (!answer?.ok || answer.redirected) continue;
    const bytes = await answer.clone().arrayBuffer();
    if (sum(new Uint8Array(bytes)) === FILES[name]) return cache.put(here(name), answer);
  }
  throw new Error(`${name} is not of this version`);
};

const takeAll = async () => {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.keys(FILES).map((name) => take(cache, name)));
};

const dropOthers = async () => {
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE);
  await Promise.all(old.map((key) => caches.delete(key)));
};

const kept = async (name, request) => (await (await caches.open(CACHE)).match(here(name))) ?? fetch(request);

/** How often the page was asked for since a newer version was told to take over. */
let leaving = 0;

/**
 * The page itself. A newer version that waits is taken when the only window is loaded again: never while one works,
 * and never under another one. It takes over once nothing is asked of this one any more, so the page comes back for it.
 */
const page = async (request) => {
  const windows = await clients.matchAll({ type: "window" });
  const again = request.isReloadNavigation || request.cache !== "default";
  const free = windows.length === 0 || (windows.length === 1 && again);
  if (!registration.waiting || leaving > 5 || !(free || leaving)) return kept("./", request);
  registration.waiting.postMessage("take over");
  leaving += 1;
  // without an icon the browser would ask for one outside of the site
  return new Response('<!doctype html><link rel="icon" href="data:,">', { headers: { refresh: leaving > 1 ? "1" : "0", "content-type": "text/html" } });
};

addEventListener("install", (event) => event.waitUntil(takeAll()));
addEventListener("activate", (event) => event.waitUntil(dropOthers()));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  // a page that came from the network is served from here from now on, if it is of this very version
  else if (Object.hasOwn(FILES, String(event.data).slice(registration.scope.length))) event.waitUntil(clients.claim());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const [address] = request.url.split(/[?#]/);
  if (request.method !== "GET" || !address.startsWith(registration.scope)) return;
  const name = address.slice(registration.scope.length);
  if (name === "" || name === "index.html") event.respondWith(request.mode === "navigate" ? page(request) : kept("./", request));
  else if (Object.hasOwn(FILES, name)) event.respondWith(kept(name, request));
});
