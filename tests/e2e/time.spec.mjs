// Time: scrubbing, going back and on, the next failure, forks, the cross-hair.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import { clock, notice, number, running, setTraffic, traffic, until } from "./steps.mjs";

const T = {
  en: {
    time: "Time", back: "Previous event (,)", on: "One event", failure: "On to the next failure", fork: "Fork here",
    original: "To the original", toFork: "To the fork", keep: "Keep this one", forked: "You changed the past", none: "No request failed",
    undo: /^Undo/, charts: "Charts", marks: "What happened", change: "change a value",
  },
  pt: {
    time: "Tempo", back: "Evento anterior (,)", on: "Um evento", failure: "Ir até a próxima falha", fork: "Bifurcar aqui",
    original: "Ir ao original", toFork: "Ir à bifurcação", keep: "Ficar com esta", forked: "Você mudou o passado", none: "Nenhuma requisição falhou",
    undo: /^Desfazer/, charts: "Gráficos", marks: "O que aconteceu", change: "mudar um valor",
  },
};

const bar = (page, lang) => page.getByTestId("transport").getByRole("slider", { name: T[lang].time, exact: true });
const button = (page, name) => page.getByTestId("transport").getByRole("button", { name, exact: true });

/** Pauses, and waits until what was on its way has arrived. */
async function still(page) {
  await page.getByTestId("play").click();
  let before = -1;
  return await until("the clock stands", async () => {
    const now = await clock(page);
    const same = now === before;
    before = now;
    return same && now;
  }, { every: 300 });
}

/** All that the charts say in words. */
const said = (page) => page.getByTestId("dock").locator("canvas").evaluateAll((all) => all.map((c) => c.getAttribute("aria-label")));

/** A press with the mouse at this simulated second. */
async function pressAt(page, lang, seconds) {
  const slider = bar(page, lang);
  const box = await slider.boundingBox();
  const most = Number(await slider.getAttribute("max"));
  await page.mouse.click(box.x + (box.width * seconds) / most, box.y + box.height * 0.45);
}

async function lived(page, lang, seconds = 20) {
  await running(page);
  await page.getByRole("button", { name: "10x", exact: true }).click();
  await until(`${seconds} s were lived through`, async () => (await clock(page)) > seconds, { timeout: 40_000 });
  return await still(page);
}

for (const lang of ["en", "pt"]) {
  journey("the past is the same again, by mouse and by keys", { lang }, async (page, { axe }) => {
    const end = await lived(page, lang);
    const words = await said(page);
    await pressAt(page, lang, 12);
    await until("the press went back", async () => Math.abs((await clock(page)) - 12) < 2);
    await until("the charts show that time", async () => (await said(page)).join() !== words.join());
    assert.ok(await bar(page, lang).evaluate((e) => e === document.activeElement), "the bar has the focus");

    await page.keyboard.press("End");
    await until("the end of what is known", async () => (await clock(page)) === end);
    await until("the same figures", async () => (await said(page)).join() === words.join());

    await page.keyboard.press("ArrowLeft");
    await until("a second back", async () => Math.abs((await clock(page)) - (end - 1)) < 0.002);
    await page.keyboard.press("Shift+ArrowLeft");
    await until("ten more", async () => Math.abs((await clock(page)) - (end - 11)) < 0.002);
    const value = await bar(page, lang).getAttribute("aria-valuetext");
    assert.ok(Math.abs(number(value, lang) - (end - 11)) < 0.1, value);
    await page.keyboard.press("Home");
    await until("the start", async () => (await clock(page)) === 0);
    await axe();
    await page.keyboard.press("End");
    await until("and the end again", async () => (await clock(page)) === end);
    assert.equal(await button(page, T[lang].original).count(), 0, "looking does not fork");
  });

  journey("an edit of the past forks, and the way back is open", { lang }, async (page) => {
    await lived(page, lang);
    const was = await traffic(page);
    await pressAt(page, lang, 12);
    await until("it went back", async () => Math.abs((await clock(page)) - 12) < 2);
    const at = await clock(page);
    await setTraffic(page, 3_000);
    await notice(page, T[lang].forked).waitFor();
    const changed = await traffic(page);
    await page.getByTestId("timeline").locator("li.fork").first().waitFor();
    await until("the edit has its mark", async () =>
      (await page.getByTestId("timeline").first().getByRole("list", { name: T[lang].marks }).innerText()).includes(T[lang].change));

    // the fork lives on, the original beside it
    await page.getByTestId("play").click();
    await until("the fork lives on", async () => (await clock(page)) > at + 3, { timeout: 40_000 });
    const there = await still(page);

    await button(page, T[lang].original).click();
    await until("the original has its traffic", async () => (await traffic(page)) === was);
    await button(page, T[lang].toFork).click();
    await until("the fork has its own", async () => (await traffic(page)) === changed);
    assert.ok(Math.abs((await clock(page)) - there) < 0.002, "both sides stand at the same time");

    await page.getByRole("button", { name: T[lang].undo }).click();
    await until("undo takes the edit back", async () => (await traffic(page)) === was);
    await button(page, T[lang].keep).click();
    await button(page, T[lang].fork).waitFor();
    assert.equal(await page.getByTestId("timeline").locator("li.fork").count(), 0);
  });
}

journey("one event back and one on, by button and by key", {}, async (page) => {
  await running(page);
  const start = await still(page);
  // several at a time: the clock shows milliseconds, and many events are closer than that
  const times = async (act) => {
    for (let i = 0; i < 12; i++) await act();
  };
  await until("an event back", async () => {
    await page.locator("body").press(",");
    return (await clock(page)) < start;
  });
  let first;
  await until("the clock stands", async () => {
    const before = first;
    first = await clock(page);
    return first === before;
  });
  await times(() => page.locator("body").press(","));
  await until("events back", async () => (await clock(page)) < first);
  await times(() => page.locator("body").press("."));
  await until("as many on", async () => (await clock(page)) === first);
  await times(() => button(page, T.en.back).click());
  await until("back by the button", async () => (await clock(page)) < first);
  await times(() => button(page, T.en.on).click());
  await until("on by the button", async () => (await clock(page)) === first);
});

journey("the next failure is found, or nothing moves", {}, async (page) => {
  await running(page);
  const start = await still(page);
  await setTraffic(page, 20_000);
  await button(page, T.en.failure).click();
  await until("a request failed or came late", async () => (await clock(page)) > start, { timeout: 40_000 });
  const at = await clock(page);
  assert.equal(await page.getByTestId("play").getAttribute("aria-label"), "Run", "it stands there");
  await button(page, T.en.failure).click();
  await until("the one after it", async () => (await clock(page)) >= at, { timeout: 40_000 });
});

journey("one cross-hair goes over all charts, and a press on one goes there", {}, async (page) => {
  const end = await lived(page, "en", 30);
  // at this pace the charts show a minute
  await page.getByRole("button", { name: "1x", exact: true }).click();
  const boxes = page.getByTestId("dock").locator(".chart-box");
  const box = await boxes.first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
  const hairs = page.getByTestId("dock").locator(".cross.on");
  await until("every chart has the hair", async () => (await hairs.count()) === 3);
  const times = (await hairs.allInnerTexts()).map((text) => text.split(":")[0].trim());
  assert.equal(new Set(times).size, 1, times.join());
  await page.mouse.click(box.x + box.width * 0.25, box.y + box.height / 2);
  // a press is as exact as a pixel, which is a quarter of a second here
  await until("the world is there", async () => (await clock(page)) < end && Math.abs((await clock(page)) - number(times[0])) < 0.4);
});

journey("a fork of the present runs beside what would have been", {}, async (page) => {
  await running(page);
  await button(page, T.en.fork).click();
  await notice(page, "Forked at").waitFor();
  const was = await traffic(page);
  await setTraffic(page, 4_000);
  const at = await clock(page);
  await until("both live on", async () => (await clock(page)) > at + 2, { timeout: 40_000 });
  await button(page, T.en.original).click();
  await until("the original has its traffic", async () => (await traffic(page)) === was);
  await until("and goes on", async () => (await clock(page)) > at + 2, { timeout: 40_000 });
});

journey("a phone has the bar of time in the sheet of charts", { viewport: "phone" }, async (page, { axe }) => {
  await running(page);
  await page.getByRole("button", { name: T.en.charts, exact: true }).tap();
  const slider = page.getByTestId("dock").getByRole("slider", { name: T.en.time, exact: true });
  await slider.waitFor();
  for (const name of [T.en.back, T.en.failure, T.en.fork]) {
    const size = await page.getByTestId("dock").getByRole("button", { name, exact: true }).boundingBox();
    assert.ok(size.height >= 44 && size.width >= 44, `${name}: ${size.width} x ${size.height}`);
  }
  const box = await slider.boundingBox();
  assert.ok(box.height >= 44, `${box.height} px high`);
  const most = Number(await slider.getAttribute("max"));
  await page.touchscreen.tap(box.x + (box.width * 5) / most, box.y + box.height * 0.45);
  await until("a tap goes back", async () => (await clock(page)) < 9);
  await axe();
});
