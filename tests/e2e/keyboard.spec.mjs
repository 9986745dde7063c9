// Everything without a mouse: from the skip link on, by keys alone.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import { clock, dialog, line, lines, names, notice, running, savedBoard, station, traffic, until } from "./steps.mjs";
import { focused, press, tabTo } from "./reach.mjs";

journey("the whole page is walked through by Tab, forth and back, and nothing holds on to the focus", { timeout: 120_000 }, async (page) => {
  await running(page);
  await press(page, "Tab");
  assert.equal((await focused(page)).name, "Skip to the content");
  const seen = [];
  const hidden = [];
  for (let i = 0; i < 160; i++) {
    await press(page, "Tab");
    const now = await focused(page);
    // out of the page's end comes the browser, or the beginning again
    if (!now || now.name === "Skip to the content") break;
    seen.push(`${now.tag} ${now.name}`);
    if (!now.visible) hidden.push(`${now.tag}.${now.class} ${now.name}`);
  }
  assert.ok(seen.length < 160, "the focus never came to the end");
  assert.deepEqual(hidden, [], "the focus is not to be seen");
  for (const wanted of ["Title of the board", "Find a component", "Traffic", "Users, Users", "Zoom in", "Pause", "One event", "seed"]) {
    assert.ok(seen.some((name) => name.includes(wanted)), `${wanted} is not reached: ${seen.join(" | ")}`);
  }
  assert.ok(seen.filter((name) => name.startsWith("g ")).length <= 2, "the board takes one stop for its stations and one for its lines");
  for (let i = 0; i < 5; i++) await press(page, "Shift+Tab");
  assert.ok(await focused(page), "the way back is open");
});

journey("a board is built by keys alone", { timeout: 120_000 }, async (page) => {
  await running(page);
  const first = (await names(page)).length;
  // the skip link leads past the bar and the palette
  await press(page, "Tab", "Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");

  // add: find it by its name
  await press(page, "/");
  await page.keyboard.type("web ser");
  await press(page, "Enter", "Escape");
  await station(page, "Web server").waitFor();
  assert.equal((await names(page)).length, first + 1);
  // and by its letter
  await press(page, "d");
  assert.equal((await names(page)).length, first + 2);
  await press(page, "Control+z");
  assert.equal((await names(page)).length, first + 1);

  // go to the balancer: Tab to the board, arrows between stations
  await page.locator("#content").focus();
  await tabTo(page, (f) => f.node !== undefined, 10);
  assert.match((await focused(page)).name, /^Users/, "the tab order follows the requests");
  await press(page, "ArrowRight");
  await until("the balancer has the focus", async () => (await focused(page))?.name.startsWith("Load balancer"), { timeout: 3_000 });

  // wire: C, walk to the target, Enter
  const before = await lines(page);
  await press(page, "c");
  await station(page, "Web server").focus();
  await press(page, "Enter");
  await line(page, "Load balancer", "Web server").waitFor();
  assert.equal(await lines(page), before + 1);
  await page.locator(".aloud").filter({ hasText: "Load balancer now calls Web server." }).waitFor({ state: "attached" });

  // a wire that is not allowed says why; Escape lets go of one
  await press(page, "c");
  await station(page, "Users").focus();
  await press(page, "Enter");
  await notice(page, "Not connected").waitFor();
  await station(page, "Web server").focus();
  await press(page, "c", "Escape");
  await station(page, "Cache").focus();
  await press(page, "Enter");
  assert.equal(await lines(page), before + 1, "Escape gave the wire up");

  // move
  const at = async () => (await savedBoard(page)).board.nodes.find((n) => n.name === "Web server").at;
  const from = await at();
  await station(page, "Web server").focus();
  await press(page, "Alt+ArrowRight", "Alt+ArrowRight", "Alt+ArrowDown");
  const to = await at();
  assert.deepEqual(to, [from[0] + 16, from[1] + 8]);

  // edit: Enter selects, Tab finds the field
  await station(page, "Web server").focus();
  await press(page, "Enter");
  await tabTo(page, (f) => f.tag === "input" && f.name === "Slots");
  await press(page, "Control+a");
  await page.keyboard.type("3");
  await press(page, "Enter");
  await until("it has three slots", async () => /of 3 slots/.test(await station(page, "Web server").getAttribute("aria-label")));

  // delete, and take it back
  await station(page, "Web server").focus();
  await press(page, "Delete");
  await station(page, "Web server").waitFor({ state: "detached" });
  assert.ok((await focused(page))?.node, "the focus goes on to a neighbour");
  await press(page, "Control+z");
  await station(page, "Web server").waitFor();
  await press(page, "Control+Shift+z");
  await station(page, "Web server").waitFor({ state: "detached" });
});

journey("the run is driven by keys", {}, async (page) => {
  await running(page);
  await press(page, "Tab", "Enter", "Space");
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
  await page.waitForTimeout(400);
  const still = await clock(page);
  for (let i = 0; i < 15; i++) await press(page, ".");
  await until("events move the clock", async () => (await clock(page)) > still);
  await press(page, "Space");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();

  await page.getByRole("slider", { name: "Traffic" }).focus();
  await press(page, "ArrowRight");
  assert.equal(await traffic(page), 210);
  await press(page, "Shift+ArrowRight");
  assert.equal(await traffic(page), 310);
  await press(page, "End");
  assert.equal(await traffic(page), 100_000);
  await press(page, "Home");
  assert.equal(await traffic(page), 10);
});

journey("dialogs and menus open, hold the focus while open, close by Escape and give it back", {}, async (page) => {
  await running(page);
  for (const name of ["Share", "Help and keys"]) {
    await page.getByRole("button", { name, exact: true }).focus();
    await press(page, "Enter");
    await dialog(page).waitFor();
    for (let i = 0; i < 12; i++) {
      await press(page, "Tab");
      const outside = await page.evaluate(() => {
        const e = document.activeElement;
        return e && e !== document.body && !e.closest("dialog[open]") ? e.outerHTML.slice(0, 80) : null;
      });
      assert.equal(outside, null, `${name}: the page behind got the focus`);
    }
    await press(page, "Escape");
    await dialog(page).waitFor({ state: "detached" });
    assert.equal((await focused(page))?.name, name, "the focus is back where it was");
  }
  await page.getByRole("button", { name: "File", exact: true }).focus();
  await press(page, "Enter");
  await page.locator(".menu:popover-open").waitFor();
  await press(page, "Tab");
  assert.equal((await focused(page)).name, "Open a file", "the menu's first entry comes next");
  await press(page, "Escape");
  await page.locator(".menu:popover-open").waitFor({ state: "detached" });
  assert.equal((await focused(page))?.name, "File");
});

journey("keys typed into a field do not build anything", {}, async (page) => {
  await running(page);
  const before = (await savedBoard(page)).board;
  await page.getByTestId("title").focus();
  await page.keyboard.type("uwcdl .?/");
  await press(page, "Delete", "Backspace", "ArrowLeft");
  assert.equal((await names(page)).length, before.nodes.length);
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await page.getByTestId("play").getAttribute("aria-label"), "Pause");
});
