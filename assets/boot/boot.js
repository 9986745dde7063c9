// Starts the page. It is a file of its own because the content policy allows no script inside index.html, and a
// classic one because a module that fails to load could not tell anybody. `cargo xtask finish` fills in the names.
(() => {
  "use strict";
  const root = document.documentElement;
  const script = document.currentScript.src;

  // before the first paint, so that a dark room stays dark; the page takes over as soon as it runs (src/keep/settings.rs)
  const chosenTheme = () => {
    try {
      return localStorage.getItem("escala/theme");
    } catch {
      return null; // storage is forbidden here: the system's wish it is
    }
  };
  const systemTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = chosenTheme() ?? systemTheme;

  const REASONS = {
    old: [
      "This browser cannot run WebAssembly. Any Chrome, Edge, Firefox or Safari of the last three years can.",
      "Este navegador não executa WebAssembly. Qualquer Chrome, Edge, Firefox ou Safari dos últimos três anos executa.",
    ],
    file: [
      "The page was opened as a file. Browsers run it only from a web server: `cargo xtask serve` starts one.",
      "A página foi aberta como arquivo. Navegadores só a executam a partir de um servidor: `cargo xtask serve` inicia um.",
    ],
    load: [
      "A part of the program did not arrive. Check the connection, then load the page again.",
      "Uma parte do programa não chegou. Verifique a conexão e carregue a página de novo.",
    ],
    start: [
      "The program arrived but stopped while starting. Your boards are untouched. Load the page again; if it stops again, the line below helps to find out why.",
      "O programa chegou, mas parou ao iniciar. Seus quadros estão intactos. Carregue a página de novo; se parar outra vez, a linha abaixo ajuda a descobrir o motivo.",
    ],
  };

  const element = (name, text, lang) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (lang) made.lang = lang;
    return made;
  };

  const explain = (reason, error) => {
    const [english, portuguese] = REASONS[reason];
    const again = element("a", "Load again / Carregar de novo");
    again.href = location.href;
    again.addEventListener("click", () => location.reload());
    const box = document.getElementById("boot") ?? document.body.appendChild(element("main", ""));
    box.id = "boot";
    const alert = element("div", "");
    alert.setAttribute("role", "alert");
    box.replaceChildren(alert);
    alert.append(
      element("h1", "Escala could not start", "en"),
      element("p", english, "en"),
      element("h1", "O Escala não conseguiu iniciar", "pt-BR"),
      element("p", portuguese, "pt-BR"),
      again,
      element("pre", String(error)),
    );
  };

  const loaded = new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));

  const start = async () => {
    let reason = location.protocol === "file:" ? "file" : "load";
    try {
      if (typeof WebAssembly !== "object") {
        reason = "old";
        throw new Error("WebAssembly: undefined");
      }
      const [page, program] = await Promise.all([import("./__MODULE__"), compile("./__WASM__"), loaded]);
      reason = "start";
      await page.default({ module_or_path: program });
      document.getElementById("boot")?.remove();
      root.dataset.escala = "ready";
      // a browser that keeps nothing shows the page all the same
      keep().catch(() => {});
    } catch (error) {
      await loaded;
      root.dataset.escala = "failed";
      // a page that broke while it started may have said so itself (src/rescue.rs), and knows more
      const hasSpoken = !document.getElementById("boot") && document.body.innerText.trim() !== "";
      if (!hasSpoken) explain(reason, error);
    }
  };

  const compile = async (name) => {
    const answer = await fetch(new URL(name, document.baseURI));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    // streaming needs application/wasm, which some plain servers do not send
    const typed = (answer.headers.get("content-type") ?? "").startsWith("application/wasm");
    return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
  };

  // offline.js keeps the site for times without a network; never on behalf of a page that only frames this one
  const keep = async () => {
    const framed = window !== window.top || new URLSearchParams(location.search).has("embed");
    const spare = navigator.connection?.saveData === true;
    if (!navigator.serviceWorker || !location.protocol.startsWith("http") || framed || spare) return;
    const first = !navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(new URL("offline.js", document.baseURI), { updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage(script);
    root.dataset.offline = "ready";
    if (first) dispatchEvent(new Event("escala-offline"));
  };

  start();
})();
