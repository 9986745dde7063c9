// The simulation: the very module and program of the page, started where there is no window, so that page and
// worker can never be of different versions. `cargo xtask finish` fills in the names.
import start from "./__MODULE__";

// what the page sends while the program is still loading is kept, and delivered in order
const early = [];
const keep = (message) => early.push(message);
addEventListener("message", keep);

try {
  await start({ module_or_path: new URL("./__WASM__", import.meta.url) });
  removeEventListener("message", keep);
  for (const message of early) dispatchEvent(new MessageEvent("message", { data: message.data }));
} catch (error) {
  // a promise that fails in a worker is silent; an error outside of it reaches the page
  setTimeout(() => {
    throw error;
  });
}
