// Questions beyond one run: a value at many settings beside theory, two designs under the same luck, an estimate that
// drives the board, and theory beside the live run.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { fileMenu, number, press, running, setTraffic, traffic, until } from "./steps.mjs";

const WORDS = {
  en: { factor: "a factor of", ask: "Ask", whatIf: "What if", random: "does not choose at random", from: "From", to: "To", points: "Points", seeds: "Seeds", span: "Measured per run", live: "Live", changed: "The board has changed since these runs.", same: "A and B are the same design", title: "One queue, four slots", later: /later|sooner/, users: "Users a day", undo: /^Undo/ },
  pt: { factor: "um fator de", ask: "Perguntar", whatIf: "E se", random: "não escolhe ao acaso", from: "De", to: "Até", points: "Pontos", seeds: "Sementes", span: "Medido por execução", live: "Ao vivo", changed: "O quadro mudou depois destas execuções.", same: "A e B são o mesmo projeto", title: "Uma fila, quatro vagas", later: /depois|antes/, users: "Usuários por dia", undo: /^Desfazer/ },
};

const field = (page, name) => page.getByRole("main").getByRole("textbox", { name, exact: true });
async function write(page, name, value) {
  await field(page, name).fill(String(value));
  await field(page, name).press("Enter");
}
/** Starts the runs and waits until all are in. */
async function run(page) {
  await page.getByTestId("run").click();
  await until("all runs are in", async () => (await page.getByTestId("progress").count()) === 0 && (await page.getByTestId("run").isEnabled()), { timeout: 60_000 });
}
const texts = (page, id) => page.getByTestId(id).allInnerTexts();

forEach({ lang: LANGS }, ({ lang }) =>
  journey("a learner turns the traffic, and what is measured stands beside theory", { lang, timeout: 180_000 }, async (page) => {
    const t = WORDS[lang];
    await running(page);
    await page.getByRole("button", { name: t.ask, exact: true }).click();
    await page.locator(".menu:popover-open").getByRole("link", { name: t.whatIf, exact: true }).click();
    await page.getByTestId("whatif").waitFor();
    // the shop's balancer counts connections: no formula, and the page says why
    await until("it says why there is no theory", async () => (await page.getByTestId("why").innerText()).includes(t.random));

    await page.getByTestId("plain").click();
    await until("the formula is there", async () => (await texts(page, "formula")).includes("W = s + C(c, λs) / (c/s − λ)"));
    // up to near full, which is 50 requests a second
    assert.equal(await field(page, t.from).inputValue(), "5");
    assert.equal(await field(page, t.to).inputValue(), "48");
    // a guess is drawn, lies over the measured curve and is scored by the runs
    await page.getByTestId("curve-point").last().fill("57");
    await run(page);
    await page.getByTestId("guess").waitFor();
    const said = await page.getByTestId("guess").innerText();
    assert.ok(said.includes("190\u00a0ms") && said.includes(t.factor), said);
    assert.match(await page.locator(".wi-guess").getAttribute("d"), /^M/);
    const rows = page.getByTestId("point");
    await until("every point is in the table", async () => (await rows.count()) === 12);
    const cells = await rows.evaluateAll((all) => all.map((r) => [...r.children].map((c) => c.textContent)));
    for (const [x, load, measured, half, theory] of cells) {
      const gap = Math.abs(number(measured, lang) - number(theory, lang));
      assert.ok(gap <= 3 * number(half, lang) + 1, `at ${x} (${load}): ${measured} ${half}, theory ${theory}`);
    }
    assert.match(await page.getByTestId("chart").getAttribute("aria-label"), /\d/);
    const found = await page.getByTestId("finding").innerText();
    assert.match(found, /req\/s/);

    // another measure of the same runs needs no new ones
    await page.getByTestId("measure").selectOption("3");
    await until("the throughput is shown", async () => (await page.getByTestId("finding-says").innerText()).includes("/s"));
    await page.getByTestId("measure").selectOption("0");
    await until("it says the same again", async () => (await page.getByTestId("finding").innerText()) === found);

    // what was found outlives a visit to the board, and says when the board is another one
    await page.getByTestId("to-board").click();
    await running(page);
    await setTraffic(page, 20);
    await page.evaluate(() => (location.hash = "#/what-if"));
    await page.getByText(t.changed, { exact: true }).waitFor();
    assert.equal(await page.getByTestId("finding").innerText(), found);
  }),
);

journey("a sweep is set and run by keyboard, stopped, and keeps what it has", { path: "#/what-if" }, async (page) => {
  await page.getByTestId("plain").click();
  await page.getByTestId("formula").waitFor();
  // slots of the server: a whole number, so that there are no more points than slots
  await page.getByTestId("of").selectOption({ label: "Server" });
  await page.getByTestId("parameter").waitFor();
  await page.getByTestId("of").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "parameter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("5");
  await page.keyboard.press("Tab");
  await page.keyboard.type("8");
  await page.keyboard.press("Enter");
  assert.deepEqual([await field(page, "From").inputValue(), await field(page, "To").inputValue()], ["5", "8"]);
  await write(page, "Seeds per point", 3);
  await write(page, "Measured per run", 60);
  await page.getByTestId("run").focus();
  await page.keyboard.press("Enter");
  await until("four points are measured", async () => (await page.getByTestId("point").count()) === 4, { timeout: 60_000 });
  await write(page, "Measured per run", 3600);
  await page.getByTestId("run").click();
  await page.getByTestId("cancel").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("run").waitFor();
  assert.ok((await page.getByTestId("point").count()) < 4);
});

forEach({ lang: LANGS }, ({ lang }) =>
  journey("a learner compares the board with itself before", { lang, path: "#/compare", timeout: 120_000 }, async (page) => {
    const t = WORDS[lang];
    await page.getByTestId("keep-a").click();
    await page.getByText(t.same).waitFor();
    assert.ok(await page.getByTestId("run").isDisabled());
    await page.evaluate(() => (location.hash = "#/"));
    await running(page);
    await setTraffic(page, 900);
    await page.reload();
    await page.evaluate(() => (location.hash = "#/compare"));
    await write(page, t.seeds, 5);
    await write(page, t.span, 10);
    await run(page);
    const rows = page.getByTestId("compared");
    await until("every measure is compared", async () => (await rows.count()) === 6);
    const finding = await page.getByTestId("finding").innerText();
    assert.match(finding, t.later);
    assert.match(await page.getByTestId("finding-says").innerText(), /95%.*\d/);
    const first = await rows.allInnerTexts();
    await run(page);
    assert.deepEqual(await rows.allInnerTexts(), first, "the same seeds give the same runs");
  }),
);

forEach({ lang: LANGS }, ({ lang }) =>
  journey("an estimate drives the board, and Undo takes it back", { lang }, async (page) => {
    const t = WORDS[lang];
    await running(page);
    const before = await traffic(page);
    await page.evaluate(() => (location.hash = "#/estimate"));
    assert.equal((await page.getByTestId("step").count()), 7);
    await write(page, t.users, "200000");
    await until("the peak follows", async () => number((await texts(page, "step"))[2].split("\n").at(-1), lang) === 153);
    await page.getByTestId("drive").press("Enter");
    await page.evaluate(() => (location.hash = "#/"));
    await running(page);
    assert.equal(await traffic(page), 153);
    await page.getByRole("button", { name: t.undo }).click();
    await until("the traffic is what it was", async () => (await traffic(page)) === before);
  }),
);

forEach({ lang: LANGS }, ({ lang }) =>
  journey("theory stands beside the live run of a station", { lang, path: "#/what-if", timeout: 120_000 }, async (page) => {
    const t = WORDS[lang];
    await page.getByTestId("plain").click();
    await page.evaluate(() => (location.hash = "#/"));
    await running(page);
    await press(page, lang === "en" ? "Server" : "Servidor");
    await page.getByTestId("inspector").getByRole("tab", { name: t.live, exact: true }).click();
    await until("it names the model", async () => /M\/M\/4.*(140|139)/.test(await page.getByTestId("live-theory").innerText()));
    await page.getByTestId("transport").getByRole("button", { name: "10x" }).click();
    await until("it measures", async () => (await page.getByTestId("live-measured").innerText()).includes("±"), { timeout: 40_000 });
  }),
);

journey("an empty board says what is missing, on each of the pages", { path: "#/what-if" }, async (page, { open }) => {
  await page.evaluate(() => (location.hash = "#/"));
  await running(page);
  await fileMenu(page, "emptyBoard");
  for (const [where, id] of [["#/what-if", "run"], ["#/compare", "run"], ["#/estimate", "drive"]]) {
    await open(where);
    await until(`${where} cannot start`, async () => page.getByTestId(id).isDisabled());
  }
});
