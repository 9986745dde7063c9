// What `cargo xtask serve` gives in place of offline.js: who changes the site wants to see what is built now, so
// whatever a browser has kept of it goes.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

const leave = async () => {
  const windows = await clients.matchAll({ type: "window" });
  const kept = (await caches.keys()).filter((key) => key.startsWith(`escala ${registration.scope} `));
  await Promise.all(kept.map((key) => caches.delete(key)));
  await registration.unregister();
  for (const window of windows) window.navigate(window.url);
};
