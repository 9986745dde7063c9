// Starting: in every language and size, under any path, and when it cannot.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { axe, forEach, journey, LANGS, ROOT, startServer, THEMES, VIEWPORTS, visitor } from "./lib.mjs";

forEach({ lang: LANGS, theme: THEMES }, (situation) =>
  journey("the page starts without a word of complaint", situation, async (page) => {
    assert.equal(await page.locator("#boot").count(), 0, "the loading text must be gone");
    assert.ok((await page.locator("body").innerText()).trim().length > 20, "the page must show something");
    const theme = await page.evaluate(() => document.documentElement.dataset.theme ?? "light");
    assert.equal(theme, situation.theme);
  }),
);

forEach({ viewport: Object.keys(VIEWPORTS) }, (situation) =>
  journey("nothing scrolls sideways", situation, async (page) => {
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} px of page in ${window} px of window`);
  }),
);

test("the page starts under a sub-path, and asks for nothing above it", async () => {
  const server = await startServer("/sub/path");
  const { context, page, wrong } = await visitor({ url: server.url });
  try {
    const asked = [];
    context.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${server.url}#/`);
    await page.waitForFunction(() => document.documentElement.dataset.escala === "ready");
    assert.deepEqual(asked.filter((path) => !path.startsWith("/sub/path/")), []);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
    server.stop();
  }
});

test("the worker's script loads the very module of the page", async () => {
  const files = readdirSync(join(ROOT, "dist"));
  const [boot, worker] = ["boot-", "worker-"].map((start) => {
    const name = files.find((file) => file.startsWith(start));
    return readFileSync(join(ROOT, "dist", name), "utf8");
  });
  const program = boot.match(/escala-app-\w+_bg\.wasm/)[0];
  assert.ok(worker.includes(program) && files.includes(program));
  assert.ok(worker.includes(program.replace("_bg.wasm", ".js")));
});

journey("the worker starts under the policy of the page", { lang: "en" }, async (page) => {
  const outcome = await page.evaluate(async () => {
    const name = document.querySelector("meta[name=escala-worker]").content;
    const worker = new Worker(new URL(name, document.baseURI), { type: "module" });
    const failed = new Promise((done) => worker.addEventListener("error", (event) => done(event.message || "error")));
    const quiet = new Promise((done) => setTimeout(done, 1500, "running"));
    const first = await Promise.race([failed, quiet]);
    worker.terminate();
    return first;
  });
  assert.equal(outcome, "running");
});

// the browser itself reports what is broken on purpose here
const BROKEN = [/Failed to load resource/, /request failed/, /Failed to fetch/];
forEach({ theme: THEMES }, (situation) =>
  journey("a program that does not arrive is explained in both languages", { ...situation, path: null, allow: BROKEN }, async (page, { site }) => {
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 503 }));
    await page.goto(site);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = await alert.innerText();
    for (const sentence of ["A part of the program did not arrive", "Uma parte do programa não chegou", "503"]) {
      assert.ok(text.includes(sentence), text);
    }
    await axe(page);
    await page.unroute("**/*.wasm");
    await page.getByRole("link", { name: /Load again/ }).click();
    await page.waitForFunction(() => document.documentElement.dataset.escala === "ready");
  }),
);

journey("a module that does not arrive is explained too", { path: null, allow: BROKEN }, async (page, { site }) => {
  await page.route("**/escala-app-*.js", (route) => route.abort());
  await page.goto(site);
  assert.match(await page.getByRole("alert").innerText(), /Carregar de novo/);
});

journey("a program that is damaged is explained too", { path: null, allow: BROKEN }, async (page, { site }) => {
  await page.route("**/*.wasm", (route) =>
    route.fulfill({ status: 200, contentType: "application/wasm", body: Buffer.from("not a program") }),
  );
  await page.goto(site);
  assert.match(await page.getByRole("alert").innerText(), /did not arrive|stopped while starting/);
});

// the glue of wasm-bindgen says, in page or worker, that it takes the slower way; nothing else may be said
const SLOWER = { path: null, allow: [/instantiateStreaming` failed because your server does not serve Wasm/] };
journey("a server that does not know wasm still starts the page", SLOWER, async (page, { open }) => {
  await page.route("**/*.wasm", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-type": "application/octet-stream" } });
  });
  await open("#/");
});

const NO_SCRIPT = { path: null, javaScriptEnabled: false, allow: [/request failed: .*\.js csp/] };
journey("without JavaScript the page says what it needs", NO_SCRIPT, async (page, { site }) => {
  await page.goto(site);
  const text = await page.locator("body").innerText();
  for (const sentence of ["needs JavaScript", "precisa de JavaScript"]) assert.ok(text.includes(sentence), text);
  assert.ok(!text.includes("Loading"), "nothing is on its way");
});
