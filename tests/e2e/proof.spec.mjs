// What the page says of its own truth: the published report, run again here, and the real balancers in the laboratory.
import assert from "node:assert/strict";
import { forEach, journey, LANGS } from "./lib.mjs";
import { until } from "./steps.mjs";

const WORDS = {
  en: { same: "the same to the last bit", run: "Run it here", agrees: "agrees" },
  pt: { same: "igual até o último bit", run: "Executar aqui", agrees: "concorda" },
};

forEach({ lang: LANGS }, ({ lang }) =>
  journey("a doubted line of the trust report is run again and comes out to the last bit", { lang, path: "#/lessons" }, async (page) => {
    await page.locator('a[href="#/trust"]').click();
    const rows = page.getByTestId("trust-row");
    await rows.first().waitFor();
    assert.ok((await rows.count()) > 20);
    for (const row of await rows.all()) assert.match(await row.innerText(), new RegExp(WORDS[lang].agrees));
    // share refused: the shortest runs of all
    const line = rows.filter({ hasText: "M/M/1/5" });
    await line.getByRole("button").click();
    await until("this browser has the same bits", async () => (await line.innerText()).includes(WORDS[lang].same), 30_000);
    const other = lang === "en" ? "pt" : "en";
    await page.getByRole("button", { name: other === "en" ? "English" : "Português" }).click();
    await until("what was run here outlives a switch of language", async () => (await line.innerText()).includes(WORDS[other].same));
    await page.locator('a[href="#/teachers"]').click();
    const proofs = page.getByTestId("proof-row");
    await proofs.first().waitFor();
    const held = await proofs.locator("td:nth-child(3)").allInnerTexts();
    assert.ok(held.length > 100, `${held.length} rows`);
    for (const text of held) assert.equal(text.match(/\d+/g).map(Number).join(), "20,20", text);
  }),
);

journey("the laboratory shows nginx and HAProxy beside the textbook", { path: "#/lab" }, async (page) => {
  const part = page.getByTestId("in-practice");
  assert.equal(await part.getByRole("table").count(), 0, "closed, or it would give the answers away");
  await part.locator("summary").click();
  // the table comes with an event that the browser sends in its own time
  await part.getByRole("table").waitFor();
  const cells = () => part.locator("tbody tr").evaluateAll((rows) => rows.map((r) => [...r.querySelectorAll("td")].map((d) => d.textContent)));
  // recorded: nginx forgets its turn in a reload, HAProxy's newcomer is enabled while it runs
  assert.deepEqual((await cells()).slice(1, 5), [["s4", "s4"], ["s1", "s1"], ["s2", "s2"], ["s2", "s2"]]);
  await page.getByTestId("lab-page").getByText("Least loaded", { exact: true }).click();
  await until("neither knows reports of load", async () => (await cells())[0].every((c) => c === "has none"));
});
