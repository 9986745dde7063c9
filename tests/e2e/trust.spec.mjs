// Trust: the worker may die, the storage may fill, tabs may compete, names may be hostile; the learner loses nothing.
import assert from "node:assert/strict";
import { forEach, journey, LANGS, ready } from "./lib.mjs";
import { clock, dialog, fileMenu, names, notice, press, running, savedBoard, saved, setTraffic, station, until } from "./steps.mjs";

const REPLACED = { en: "The simulation stopped answering", pt: "A simulação parou de responder" };
/** What the page itself says about a worker that is broken on purpose. */
const BROKEN = [/console warning: simulation: /];

/** The page's only worker. */
async function worker(page) {
  return until("a worker runs", async () => page.workers().at(-1));
}
/** Breaks the worker: hangs it, closes it, or makes it panic; the call itself never comes back. */
const breaks = {
  hang: "for (;;) {}",
  close: "self.close()",
  error: "setTimeout(() => { throw new Error('broken on purpose'); })",
};
async function breakWorker(page, how) {
  const old = await worker(page);
  old.evaluate(breaks[how]).catch(() => {});
  return old;
}

forEach({ how: Object.keys(breaks) }, ({ how }) =>
  journey(`a worker that is broken (${how}) is replaced, and the world goes on`, { lang: how === "hang" ? "pt" : "en", allow: BROKEN }, async (page) => {
    const lang = how === "hang" ? "pt" : "en";
    await running(page);
    await setTraffic(page, 400);
    const board = (await savedBoard(page)).text;
    const old = await breakWorker(page, how);
    await notice(page, REPLACED[lang]).waitFor({ timeout: 12_000 });
    await until("another worker has its place", async () => page.workers().some((w) => w !== old));
    await running(page);
    assert.equal((await savedBoard(page)).text, board);
    await until("requests are answered", async () => /\d/.test(await page.getByTestId("on-time").innerText()));
  }),
);

journey("a paused board stays paused when its worker is replaced", { allow: BROKEN }, async (page) => {
  await running(page);
  await page.getByTestId("play").click();
  await breakWorker(page, "error");
  await notice(page, REPLACED.en).waitFor({ timeout: 12_000 });
  await page.waitForTimeout(1_500);
  const still = await clock(page);
  await page.waitForTimeout(800);
  assert.equal(await clock(page), still);
  await page.getByTestId("play").click();
  await running(page);
});

journey("a worker that breaks again and again is given up, and tried again by the learner", { allow: BROKEN, timeout: 120_000 }, async (page) => {
  await running(page);
  for (let i = 0; i < 3; i++) {
    const old = await breakWorker(page, "error");
    if (i < 2) await until("another worker has its place", async () => page.workers().some((w) => w !== old) && !page.workers().includes(old));
    // it must have begun to run, or it would count as one that cannot start
    if (i < 2) await running(page);
  }
  await notice(page, "has stopped three times").getByRole("button", { name: "Try again" }).click();
  await running(page);
});

const NO_WORKER = [/Failed to load resource/, /request failed/, ...BROKEN];
journey("where no worker starts, the page itself simulates", { path: null, allow: NO_WORKER }, async (page, { open }) => {
  await page.route("**/worker-*.js", (route) => route.abort());
  await open("#/");
  await notice(page, "This browser does not start the simulation in the background").waitFor();
  await running(page);
  await setTraffic(page, 300);
  await until("the new traffic is measured", async () => /30\d|29\d|3[01]\d|2[89]\d/.test(await station(page, "Users").innerText().catch(() => "") || (await station(page, "Users").textContent())));
  assert.equal(page.workers().length, 0);
});

/** The newest save as the database holds it, "" without one; "clear" takes it away. */
const lastSave = (page, what = "read") =>
  page.evaluate(
    (what) =>
      new Promise((done, fail) => {
        const opening = indexedDB.open("escala-last");
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const change = db.transaction("boards", what === "clear" ? "readwrite" : "readonly");
          const store = change.objectStore("boards");
          const request = what === "clear" ? store.clear() : store.get("sandbox");
          change.oncomplete = () => (db.close(), done(request.result ?? ""));
        };
      }),
    what,
  );

journey("an edit survives a reload, a closed tab and a damaged slot", {}, async (page, { context, site }) => {
  await running(page);
  await press(page, "Web 3");
  await page.keyboard.press("Delete");
  await page.getByTestId("title").fill("Minha fila");
  await page.getByTestId("title").press("Enter");
  await saved(page);
  const board = (await savedBoard(page)).text;
  await page.reload();
  await ready(page);
  assert.equal((await savedBoard(page)).text, board);

  // an edit, and the tab is closed at once
  await page.goto("about:blank");
  const closed = await context.newPage();
  await closed.goto(site);
  await ready(closed);
  await closed.getByTestId("title").fill("Minha outra fila");
  await closed.getByTestId("title").press("Enter");
  await closed.close();
  const next = await context.newPage();
  await next.goto(site);
  await ready(next);
  assert.equal(await next.getByTestId("title").inputValue(), "Minha outra fila");

  // the newest slot is torn in the middle of a write: the database holds the same save
  const title = () => next.getByTestId("title").inputValue();
  const tear = async () => {
    const torn = await next.evaluate(() => {
      const slots = Object.keys(localStorage).filter((key) => key.startsWith("escala/sandbox"));
      const order = (key) => Number(localStorage.getItem(key).split(" ")[1]);
      const newest = slots.sort((a, b) => order(b) - order(a))[0];
      window.addEventListener("pagehide", (event) => event.stopImmediatePropagation(), { capture: true });
      const text = localStorage.getItem(newest);
      localStorage.setItem(newest, text.slice(0, 150));
      return text;
    });
    await next.reload();
    await ready(next);
    return torn;
  };
  const inDatabase = async (name) => until(`the database holds ${name}`, async () => (await lastSave(next)).includes(name));
  await next.getByTestId("title").fill("Minha terceira fila");
  await next.getByTestId("title").press("Enter");
  await saved(next);
  await inDatabase("Minha terceira fila");
  const torn = await tear();
  await until("the torn save is back", async () => (await title()) === "Minha terceira fila");
  await until("and saved anew", async () => {
    const again = await lastSave(next);
    return again.includes("Minha terceira fila") && again.split(" ")[1] !== torn.split(" ")[1];
  });

  // and without the database, the save before it is there
  await lastSave(next, "clear");
  await tear();
  await until("a board is there", async () => (await names(next)).length >= 6);
  assert.equal(await title(), "Minha outra fila");
});

journey("two tabs never write over each other", {}, async (first, { context, site }) => {
  await running(first);
  const second = await context.newPage();
  await second.goto(site);
  await ready(second);
  await running(second);
  const rename = async (page, title) => {
    await page.getByTestId("title").fill(title);
    await page.getByTestId("title").press("Enter");
  };
  await rename(first, "Board of the first tab");
  await saved(first);
  await rename(second, "Board of the second tab");
  await until("one of them says so", async () => (await notice(first, "Another tab has changed the saved board").count()) + (await notice(second, "Another tab has changed the saved board").count()) > 0);
  await rename(first, "Board of the first tab, later");
  await until("both are safe", async () => {
    const states = [await first.getByTestId("save-state").textContent(), await second.getByTestId("save-state").textContent()].map((s) => s.trim());
    return states.every((s) => s === "saved" || s === "saved aside") && states.includes("saved aside");
  });
  await second.close();
  await first.goto("about:blank");
  const third = await context.newPage();
  await third.goto(site);
  await ready(third);
  const here = await third.getByTestId("title").inputValue();
  await fileMenu(third, "keptBoards");
  const kept = await dialog(third).getByRole("listitem").allInnerTexts();
  for (const title of ["Board of the first tab, later", "Board of the second tab"]) {
    assert.ok(here === title || kept.some((text) => text.includes(title)), `${title} is nowhere: ${here}, ${kept.join("; ")}`);
  }
});

forEach({ lang: LANGS }, (situation) =>
  journey("a full storage is said, with a way out, and nothing is lost", situation, async (page) => {
    const [full, save, state] = situation.lang === "en" ? ["storage is full", "Save to a file", "not saved"] : ["armazenamento do navegador está cheio", "Salvar em arquivo", "não salvo"];
    await running(page);
    await press(page, "Web 3");
    await page.keyboard.press("Delete");
    await saved(page);
    const before = (await savedBoard(page)).text;
    await page.evaluate(() => {
      for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
        for (let i = 0; ; i++) {
          try {
            localStorage.setItem(`fill/${size}/${i}`, "x".repeat(size));
          } catch {
            break;
          }
        }
      }
    });
    await page.getByTestId("title").fill("x".repeat(150));
    await page.getByTestId("title").press("Enter");
    const said = notice(page, full);
    await said.waitFor({ timeout: 3_000 });
    await until("the bar says so", async () => (await page.getByTestId("save-state").innerText()) === state);
    const [download] = await Promise.all([page.waitForEvent("download"), said.getByRole("button", { name: save }).click()]);
    assert.match(download.suggestedFilename(), /^x+\.board\.json$/);
    const after = (await savedBoard(page)).text;
    assert.ok(after.includes("x".repeat(150)));

    // room again: the next edit is saved by itself
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("fill/")).forEach((key) => localStorage.removeItem(key)));
    await page.getByTestId("title").fill("Kept at last");
    await page.getByTestId("title").press("Enter");
    await saved(page);
    await page.reload();
    await ready(page);
    assert.equal(await page.getByTestId("title").inputValue(), "Kept at last");
    assert.notEqual((await savedBoard(page)).text, before);
  }),
);

journey("the board from before the storage was full is still there after a crash", {}, async (page) => {
  await running(page);
  await page.getByTestId("title").fill("Before");
  await page.getByTestId("title").press("Enter");
  await saved(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await page.getByTestId("title").fill("After");
  await page.getByTestId("title").press("Enter");
  await notice(page, "storage is full").waitFor({ timeout: 3_000 });
  await page.reload();
  await ready(page);
  assert.equal(await page.getByTestId("title").inputValue(), "Before");
});
