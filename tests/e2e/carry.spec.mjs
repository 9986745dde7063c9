// A board carried elsewhere: as a picture, on paper, in a frame of another page, and as it was seen.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after } from "node:test";
import { forEach, journey, LANGS, ready, SCREENSHOTS, visitor } from "./lib.mjs";
import { dialog, fileMenu, names, openFile, running, shareLink, until, words } from "./steps.mjs";

const ITEMS = {
  en: { svg: "Picture (SVG)", png: "Picture (PNG)", print: "Print", open: "Open in Escala", share: "Share" },
  pt: { svg: "Imagem (SVG)", png: "Imagem (PNG)", print: "Imprimir", open: "Abrir no Escala", share: "Compartilhar" },
};
const HOSTILE = "</text><script>window.__fired=1</script><image href='//evil.example/x.png'/> & \"São\"";
const BOARD = {
  format_version: 1,
  title: HOSTILE,
  seed: 7,
  nodes: [
    { id: 1, kind: "client", name: "Clientes", at: [0, 80], params: { rate: 50 } },
    { id: 2, kind: "web_server", name: HOSTILE, at: [640, 64], params: { slots: 4 } },
    { id: 3, kind: "sql_leader", name: "Pedidos", at: [920, 480] },
  ],
  links: [{ from: 1, to: 2 }, { from: 2, to: 3 }],
  faults: [],
};

async function picture(page, entry) {
  const t = ITEMS[(await page.locator("html").getAttribute("lang")).slice(0, 2)];
  await page.getByRole("button", { name: (await words(page)).file, exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.locator(".menu:popover-open").getByRole("button", { name: t[entry], exact: true }).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

forEach({ theme: ["light", "dark"] }, ({ theme }) =>
  journey("the picture of a board stands by itself, in light colours, with hostile names as text", { theme, timeout: 120_000 }, async (page, { context }) => {
    await running(page);
    // read in a page without the policy: whoever opens the file elsewhere has none either
    const reader = await context.newPage();
    await openFile(page, BOARD);
    await until("the board is there", async () => (await names(page)).length === 3);
    await running(page);
    const svg = await picture(page, "svg");
    const text = svg.bytes.toString();
    writeFileSync(join(SCREENSHOTS, `picture-${theme}.svg`), text);
    assert.match(svg.name, /^text-script[a-z0-9-]*\.svg$/);
    const seen = await reader.evaluate((text) => {
      const doc = new DOMParser().parseFromString(text, "image/svg+xml");
      const all = [...doc.querySelectorAll("*")];
      const texts = [...doc.querySelectorAll("text")];
      return {
        broken: doc.querySelectorAll("parsererror").length,
        names: [...new Set(all.map((e) => e.localName))],
        title: doc.querySelector("title").textContent,
        words: texts.map((e) => e.textContent.trim()),
        links: all.flatMap((e) => e.getAttributeNames().filter((n) => n === "href" || n.startsWith("on") || n === "style").map((n) => `${e.localName} ${n}`)),
        paper: doc.querySelector("rect").getAttribute("fill"),
        ink: texts[0].getAttribute("fill"),
        fonts: (text.match(/data:font\/woff2;base64,/g) ?? []).length,
        box: doc.documentElement.getAttribute("viewBox").split(" ").map(Number),
        icons: doc.querySelectorAll("svg svg").length,
      };
    }, text);
    assert.deepEqual([seen.broken, seen.links, seen.fonts, seen.icons], [0, [], 1, 3]);
    assert.ok(seen.names.every((name) => ["svg", "style", "title", "rect", "text", "tspan", "defs", "pattern", "g", "path", "circle", "ellipse", "line"].includes(name)), seen.names.join());
    assert.equal(seen.title, HOSTILE);
    assert.ok(seen.words.includes("Clientes") && seen.words.includes("Pedidos"), seen.words.join());
    assert.deepEqual([seen.paper, seen.ink], ["rgb(251, 252, 250)", "rgb(19, 33, 42)"], "the light theme, whatever the page has");
    assert.ok(seen.box[0] < 0 && seen.box[2] > 1000 && seen.box[3] > 500, `everything is in it: ${seen.box}`);
    const rest = text.replaceAll("http://www.w3.org/2000/svg", "").replaceAll("//evil.example/x.png", "").replace(/base64,[^)]*/, "");
    assert.ok(!/https?:|\/\/[a-z]/.test(rest), "nothing from elsewhere");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme, "the page keeps its theme");

    const png = await picture(page, "png");
    assert.equal(png.name, svg.name.replace(".svg", ".png"));
    writeFileSync(join(SCREENSHOTS, `picture-${theme}.png`), png.bytes);
    assert.equal(png.bytes.readUInt32BE(0), 0x89504e47);
    const [w, h] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
    assert.deepEqual([w, h], [seen.box[2] * 2, seen.box[3] * 2], "two points for each of the screen");
    assert.ok(png.bytes.length > 20_000, "something is drawn");
    await running(page);
  }),
);

forEach({ lang: LANGS }, ({ lang }) =>
  journey("paper gets the board and the charts, and no controls", { lang, theme: lang === "pt" ? "dark" : "light" }, async (page) => {
    await running(page);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.locator(".print-board svg").waitFor();
    const shown = await page.evaluate(() => {
      const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).length;
      return { board: seen(".print-board svg text"), charts: seen(".dock canvas"), controls: seen("button, input"), live: seen(".board") };
    });
    assert.ok(shown.board > 10 && shown.charts >= 3, JSON.stringify(shown));
    assert.equal(shown.live, 0);
    assert.equal(shown.controls, 0, "no controls");
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    writeFileSync(join(SCREENSHOTS, `print-${lang}.pdf`), pdf);
    const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? [];
    assert.ok(pages.length >= 1 && pages.length <= 2, `${pages.length} pages`);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    await page.locator(".print-board").waitFor({ state: "detached" });
    await running(page);
  }),
);

journey("a link can carry place, zoom and speed, and opens without them as ever", {}, async (page, { site }) => {
  await running(page);
  const plain = await shareLink(page);
  await page.getByRole("button", { name: "10x", exact: true }).click();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const field = dialog(page).getByTestId("share-link");
  await until("the link is made", async () => (await field.inputValue()).startsWith(site));
  assert.equal(await field.inputValue(), plain);
  await dialog(page).getByTestId("share-view").check();
  const link = await field.inputValue();
  assert.ok(link.startsWith(`${site}?lang=en#/b/${plain.split("#/b/")[1]}/`), link);
  const code = await dialog(page).getByTestId("embed-code").inputValue();
  assert.match(code, /^<iframe src="http[^"]*\?embed&amp;lang=en#\/b\/1\.[^"]+" title="A small shop" [^>]*><\/iframe>$/);

  const other = await visitor({ lang: "pt" });
  try {
    const [data, seen] = link.split("#/b/")[1].split("/");
    const where = seen.split("_").map(Number);
    // somewhere else, and near
    await other.page.goto(`${site}?lang=en#/b/${data}/${where[0] + 200}_${where[1]}_150_100`);
    await ready(other.page);
    await running(other.page);
    assert.equal(await other.page.locator("html").getAttribute("lang"), "en");
    await until("the speed is taken over", async () => (await other.page.getByRole("button", { name: "10x", exact: true }).getAttribute("aria-pressed")) === "true");
    await until("the zoom is taken over", async () => /150/.test(await other.page.locator(".board-zoom").innerText()));
    for (const odd of ["x", "1_2_3", "9999999999_0_1_1", "NaN_NaN_NaN_NaN"]) {
      await other.page.goto(`${site}#/b/${data}/${odd}`);
      await until("it opens all the same", async () => (await names(other.page)).length === 7);
    }
    assert.deepEqual(other.wrong, []);
  } finally {
    await other.context.close();
  }
});

/** A link that the first version wrote (tests/it/share_links.rs): it opens for ever. */
const OLD_LINK = [
  "#/b/1.XU-9SgNBGPz2Vy4oxje4IqWFWlgv2kkwAVFJdextPnIL6y7ubsxrCD6AJxa2PoKQF_AtbH2EXDhIkWGYgZlimP",
  "Fs9jW8W3-GcqqXLpyWl2dl-hvJA0qkcRZ9Lu7Tcv0RbUjwTgiPOiOBLW7eFD1yQc-rWjvtDUY6vnplE1JotwjR5u",
  "aJnjjUKVcmeI8m2-ATG6ywrhLGF4ziEevyvJVARHIhJ1B8v734Lqa7VgijTYPieqs_hy0BOUjPrupG5hjlJHaafo",
  "__CRAKlAHlRK7QLpoMjAngAoQE1rE_AEPV-63qg_ZB8T6BkYIN",
].join("");

journey("a link that is opened in a second tab takes nothing from the first", {}, async (first, { context, site }) => {
  await running(first);
  const rename = async (title) => {
    await first.getByTestId("title").fill(title);
    await first.getByTestId("title").press("Enter");
  };
  const state = async (page) => (await page.getByTestId("save-state").textContent()).trim();
  await rename("Mine");
  await until("it is saved", async () => (await state(first)) === "saved");
  const second = await context.newPage();
  await second.goto(`${site}${OLD_LINK}`);
  await until("the old link opens", async () => (await second.getByTestId("title").inputValue()) === "São Paulo, 60 s");
  assert.deepEqual((await names(second)).sort(), ["Cache", "LB", "Orders", "Usuários", "Web 1", "Web 2"]);
  await rename("Mine, later");
  await until("both are safe", async () => [await state(first), await state(second)].every((s) => s.startsWith("saved")));
  await second.close();
  await first.goto("about:blank");
  const third = await context.newPage();
  await third.goto(site);
  await ready(third);
  const here = await third.getByTestId("title").inputValue();
  await fileMenu(third, "keptBoards");
  const kept = [here, ...(await dialog(third).getByRole("listitem").allInnerTexts())].join("; ");
  for (const title of ["Mine, later", "São Paulo, 60 s"]) assert.ok(kept.includes(title), `${title} is nowhere: ${kept}`);
});

/** A page of another origin with the board in a frame. */
async function framed(page, site, question, hash) {
  const html = `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,"><iframe title="Board" width="900" height="520" src="${site}${question}${hash}"></iframe></html>`;
  const around = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(html));
  await new Promise((done) => around.listen(0, "localhost", done));
  after(() => (around.closeAllConnections(), around.close()));
  await page.goto(`http://localhost:${around.address().port}/`, { waitUntil: "commit" });
  return until("the frame runs", async () => {
    const found = page.frames().find((f) => f.url().startsWith(site));
    return (await found?.evaluate(() => document.documentElement.dataset.escala).catch(() => null)) === "ready" && found;
  }, { timeout: 60_000 });
}

const AROUND = [/request to elsewhere: http:\/\/localhost/];
forEach({ lang: LANGS, storage: ["allowed", "forbidden"] }, ({ lang, storage }) =>
  journey(`a board runs in a frame of another origin, storage ${storage}`, { lang, path: null, allow: AROUND }, async (page, { site, context }) => {
    if (storage === "forbidden") {
      await context.addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
          Object.defineProperty(window, name, { get() { throw new DOMException("forbidden", "SecurityError"); } });
        }
      });
    }
    const frame = await framed(page, site, `?embed&lang=${lang}`, "#/system/36-case-study");
    await until("the system is there", async () => (await frame.locator("[data-node] .st-name").count()) > 20);
    await until("requests are answered", async () => /\d/.test(await frame.getByTestId("p95").locator("b").innerText()));
    for (const gone of ["inspector", "dock", "title"]) assert.equal(await frame.getByTestId(gone).count(), 0, gone);
    const link = frame.getByTestId("open-whole");
    assert.equal(await link.innerText(), ITEMS[lang].open);
    assert.equal(await link.getAttribute("href"), `${site}?lang=${lang}#/system/36-case-study`);
    assert.equal(await link.getAttribute("target"), "_blank");
    await frame.getByTestId("play").click();
    await until("it pauses", async () => !/Pa/.test(await frame.getByTestId("play").getAttribute("aria-label")));
  }),
);

journey("in a frame nothing of the visitor's own is read or written, asked for or not", { path: null, allow: AROUND }, async (page, { site, open }) => {
  await open("#/");
  await running(page);
  await page.getByTestId("title").fill("Mine alone");
  await page.getByTestId("title").press("Enter");
  await until("it is saved", async () => (await page.getByTestId("save-state").textContent()).trim() === "saved");
  const kept = () => page.evaluate(() => JSON.stringify(Object.entries(localStorage).sort()));
  const before = await kept();
  for (const hash of ["#/", "#/b/1.nonsense", "#/boards"]) {
    await page.goto(`${site}?embed${hash}`);
    await ready(page);
    await page.getByTestId("embed").waitFor();
    assert.ok(!(await page.title()).includes("Mine alone"));
    assert.equal(await kept(), before);
  }
  await page.goto(`${site}?embed#/b/1.nonsense`);
  await page.getByRole("alert").waitFor();
  const frame = await framed(page, site, "", "#/");
  await frame.getByTestId("embed").waitFor();
  assert.equal(await frame.getByTestId("title").count(), 0, "a page in a frame is never the whole page");
});

journey("axe finds nothing in a frame and in the share dialog", { path: "?embed#/" }, async (page, { axe, open }) => {
  await until("the board is there", async () => (await names(page)).length > 3);
  await axe();
  await page.setViewportSize({ width: 390, height: 600 });
  await axe();
  await open("#/");
  await running(page);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.locator(".menu:popover-open").getByRole("button", { name: "Share" }).click();
  await dialog(page).locator("details summary").click();
  await axe({ scope: "dialog[open]" });
});
