// The pages around the course: glossary, search, a lesson on paper, progress, review, practice; in both languages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { forEach, journey, LANGS } from "./lib.mjs";
import { number, until } from "./steps.mjs";

const T = {
  en: { lead: "Met in", wrongFile: "holds no progress", newer: "newer version", merged: "was added", nothing: "Nothing found", go: "Go on with L01" },
  pt: { lead: "Aparece em", wrongFile: "não traz um progresso", newer: "versão mais nova", merged: "foi somado", nothing: "Nada encontrado", go: "Continue com L01" },
};
const hash = (page) => page.evaluate(() => location.hash);
const goTo = (page, where) => page.evaluate((h) => (location.hash = h), where);

forEach({ lang: LANGS }, (situation) => {
  const { lang } = situation;
  const t = T[lang];

  journey("a term is looked up, in three languages, with the way to its lessons", { ...situation, path: "#/glossary/single-point-of-failure" }, async (page) => {
    const row = page.locator("#term-single-point-of-failure");
    await row.waitFor();
    assert.equal(await page.getByTestId("term").count(), 204);
    await until("the row has the focus", () => row.evaluate((e) => e === document.activeElement && e.classList.contains("term-here")));
    const text = await row.innerText();
    for (const word of ["single point of failure", "ponto único de falha", "punto único de fallo", t.lead]) assert.ok(text.includes(word), `${word} in ${text}`);
    assert.equal(await row.locator("[lang=es]").count(), 1);
    // to a component and from there back to the term
    await row.locator(".term-part").first().click();
    const part = page.getByTestId("part").and(page.locator(".term-here"));
    await part.waitFor();
    assert.match(await hash(page), /#\/glossary\/part-/);
    // to a lesson
    await row.locator(".term-met a").first().click();
    await page.getByTestId("lesson").waitFor();
  });

  journey("the search finds lessons, terms, systems and components by key alone", { ...situation, path: "#/lessons" }, async (page) => {
    const field = page.getByTestId("search");
    await field.fill(lang === "en" ? "CaChE" : "cáchê");
    const results = page.getByTestId("search-results");
    await results.waitFor();
    assert.ok((await results.locator("h2").count()) >= 3, "several groups");
    await field.press("ArrowDown");
    await until("the first result has the focus", () => results.locator("a").first().evaluate((e) => e === document.activeElement));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await until("the field has it again", () => field.evaluate((e) => e === document.activeElement));
    await field.fill("zzzz");
    await page.getByTestId("search-count").filter({ hasText: t.nothing }).waitFor();
    await field.press("Escape");
    assert.equal(await field.inputValue(), "");
    await field.fill(lang === "en" ? "blast" : "raio de impacto");
    await results.waitFor();
    await field.press("Enter");
    await until("the term is shown", async () => (await hash(page)) === "#/glossary/blast-radius");
  });

  journey("a term in a lesson says what it means", { ...situation, path: "#/lesson/load-balancer" }, async (page) => {
    const term = page.locator("button.term").first();
    await term.waitFor();
    await term.focus();
    await page.keyboard.press("Enter");
    const says = page.locator(".term-says:popover-open");
    await until("the meaning is there", async () => (await says.locator("[role=status]").innerText()).length > 30);
    await page.keyboard.press("Escape");
    await says.waitFor({ state: "detached" }).catch(() => {});
    await term.click();
    await says.locator("a").click();
    await page.getByTestId("glossary").waitFor();
  });

  journey("a lesson goes on paper, with answers when asked for", { ...situation, path: "#/lesson/load-balancer/print" }, async (page) => {
    await page.getByTestId("paper-step").first().waitFor();
    const steps = await page.getByTestId("paper-step").count();
    assert.ok(steps > 8, `${steps} steps`);
    assert.ok((await page.locator(".paper-board").count()) > 3, "boards as pictures");
    assert.equal(await page.getByTestId("paper-answer").count(), 0);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".top").isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    await page.getByTestId("with-answers").check();
    await page.getByTestId("paper-answer").first().waitFor();
    await page.getByTestId("with-answers").uncheck();
    await until("they are gone", async () => (await page.getByTestId("paper-answer").count()) === 0);
  });

  journey("progress goes into a file and comes back, and a bad file changes nothing", { ...situation, path: "#/lesson/single-server" }, async (page, { open }) => {
    await page.getByTestId("next").click();
    await until("a step is done", () => page.evaluate(() => (localStorage.getItem("escala.progress.1") ?? "").includes('"done":["')));
    await open("#/progress");
    await page.getByTestId("go-on").filter({ hasText: t.go }).waitFor();
    const done = () => page.getByTestId("steps-done").first().innerText();
    assert.match(await done(), /^1 \//);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-progress").click()]);
    const text = readFileSync(await download.path(), "utf8");

    await page.evaluate(() => localStorage.removeItem("escala.progress.1"));
    await page.reload();
    await until("it is forgotten", async () => /^0 \//.test(await done()));
    const said = page.getByTestId("progress-said");
    const give = (content) => page.getByTestId("open-progress").setInputFiles({ name: "p.json", mimeType: "application/json", buffer: Buffer.from(content) });
    await give("{\"escala\":\"progress\",\"format_version\":1,\"progress\":{\"lessons\":[7]}}");
    await said.filter({ hasText: t.wrongFile }).waitFor();
    await give(text.replace('"format_version":1', '"format_version":9'));
    await said.filter({ hasText: t.newer }).waitFor();
    assert.match(await done(), /^0 \//);
    await give(text);
    await said.filter({ hasText: t.merged }).waitFor();
    await until("it is back", async () => /^1 \//.test(await done()));
  });

  journey("an exercise has a number, the same for everybody, and an explanation", { ...situation, path: "#/practice/capacity/easy/7" }, async (page) => {
    const main = page.getByTestId("practice");
    await main.getByTestId("estimate").waitFor();
    const asked = () => main.locator(".step-text .prose").first().innerText();
    const first = await asked();
    await main.getByTestId("next-exercise").click();
    await until("another one", async () => (await hash(page)) === "#/practice/capacity/easy/8" && (await asked()) !== first);
    await goTo(page, "#/practice/capacity/easy/7");
    await until("the same again", async () => (await asked()) === first);

    // wrong first, then as the way says
    const field = main.getByTestId("number");
    await field.fill("1");
    await field.press("Tab");
    await main.getByTestId("check").click();
    await main.getByTestId("way").click();
    const way = await main.getByTestId("after").locator("li").last().innerText();
    const answer = way.split("=").at(-1).match(/[\d.,]*\d/)[0];
    await field.fill(answer);
    await field.press("Tab");
    await main.getByTestId("check").click();
    await main.getByTestId("verdict").locator(".verdict-ok").waitFor();
    await main.locator("h1").first().click();
    await page.keyboard.press("n");
    await until("the next one by key", async () => (await hash(page)) === "#/practice/capacity/easy/8");
    await goTo(page, "#/progress");
    await page.getByTestId("progress").getByText(lang === "en" ? "0 of 1 right" : "0 de 1 certos").waitFor();
  });
});

journey("every topic asks, and the language can change in between", { path: "#/practice", timeout: 120_000 }, async (page) => {
  await until("an address of its own", async () => /^#\/practice\/balancing\/easy\/\d+$/.test(await hash(page)));
  const task = { balancing: "choose", capacity: "estimate", availability: "estimate", keys: "estimate", diagnosis: "diagnose", grid: "lab" };
  for (const [topic, kind] of Object.entries(task)) {
    for (const level of ["easy", "usual", "hard"]) {
      await goTo(page, `#/practice/${topic}/${level}/42`);
      await page.getByTestId(kind).waitFor();
      await until(`${topic} has no hole left`, async () => {
        const text = await page.locator(".step-text .prose").first().innerText();
        return text.length > 40 && !text.includes("{");
      });
    }
  }
  await goTo(page, "#/practice/balancing/easy/42");
  await page.getByTestId("choose").locator("input").first().check();
  await page.getByRole("button", { name: /^PT/ }).click();
  await page.getByRole("heading", { name: "Prática", level: 1 }).waitFor();
  assert.equal(await page.getByTestId("choose").locator("input").first().isChecked(), true, "what was chosen stays");
});

journey("a hidden fault is found, and the run is the evidence", { path: "#/practice/diagnosis/easy/3", timeout: 180_000 }, async (page) => {
  const task = page.getByTestId("diagnose");
  await task.waitFor();
  const [places, causes] = [task.locator("input[name=culprit]"), task.locator("input[name=cause]")];
  const found = async () => {
    for (let where = 0; where < (await places.count()); where++) {
      for (let what = 0; what < (await causes.count()); what++) {
        await places.nth(where).check();
        await causes.nth(what).check();
        await task.getByTestId("check").click();
        await until("it is judged", async () => (await task.getByTestId("verdict").innerText()).length > 5);
        if (/^Found/.test(await task.getByTestId("verdict").innerText())) return true;
      }
    }
    return false;
  };
  assert.ok(await found(), "one pair is right");
  const rows = page.getByTestId("evidence").locator("tbody tr");
  await until("both runs are measured", async () => (await rows.count()) >= 4, { timeout: 60_000 });
  const [well, ill] = (await page.locator(".evidence-here td").nth(0).innerText()).split("→").map((v) => number(v));
  const [p95, worse] = (await rows.last().locator("td").nth(1).innerText()).split("→").map((v) => number(v));
  const [failed, fails] = (await rows.last().locator("td").nth(2).innerText()).split("→").map((v) => number(v));
  assert.ok(well !== ill || p95 !== worse || failed !== fails, "the fault is seen in the numbers");
});

journey("what was missed comes back the next day, and after it is answered not before three more", { path: null }, async (page, { open, context }) => {
  await context.addInitScript(() => {
    const card = { stage: 0, due: Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / 86_400_000) };
    if (!localStorage.getItem("escala.progress.1")) {
      localStorage.setItem("escala.progress.1", JSON.stringify({ lessons: { "load-balancer": { done: ["twin"], at: null, answers: {} } }, review: { "load-balancer": { twin: card } } }));
    }
  });
  await open("#/lessons");
  await page.getByTestId("due").click();
  const choices = page.getByTestId("choose");
  await choices.waitFor();
  const due = () => page.evaluate(() => JSON.parse(localStorage.getItem("escala.progress.1")).review["load-balancer"].twin);
  const before = await due();
  await choices.locator("input").nth(3).check();
  await page.getByTestId("check").click();
  const after = await until("the answer is noted", async () => {
    const now = await due();
    return (now.stage !== before.stage || now.due !== before.due) && now;
  });
  assert.deepEqual([after.stage, after.due - before.due], [1, 3], "the fourth option is right");
  await page.getByTestId("review-next").click();
  await page.getByTestId("review-none").waitFor();
});

journey("a question answered wrongly is noted for the review", { path: "#/lesson/load-balancer/twin" }, async (page) => {
  await page.getByTestId("choose").locator("input").first().check();
  await page.getByTestId("check").click();
  await until("it is noted", () => page.evaluate(() => JSON.parse(localStorage.getItem("escala.progress.1") ?? "{}").review?.["load-balancer"]?.twin?.stage === 0));
});
