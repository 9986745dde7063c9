// The sandbox with a mouse: a warm system, building, breaking, looking, taking back.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import {
  body, clock, dialog, drag, freeSpot, inked, line, lines, missed, names, notice, number, outPort, press, running, saved,
  savedBoard, setTraffic, spot, station, traffic, until,
} from "./steps.mjs";

const COUNT = 7;
const undo = (page) => page.getByRole("button", { name: /^Undo/ });
const redo = (page) => page.getByRole("button", { name: /^Redo/ });
const reasons = (page, name) => station(page, name).locator(".st-reason").allTextContents();
const inspector = (page) => page.getByTestId("inspector");

journey("the first paint is a warm system that runs", {}, async (page) => {
  await running(page);
  assert.ok((await clock(page)) >= 10, "the system was not warmed up before it was shown");
  assert.equal((await names(page)).length, COUNT);
  assert.equal(await page.getByTestId("play").getAttribute("aria-label"), "Pause");
  const charts = page.getByTestId("dock").locator("canvas");
  assert.equal(await charts.count(), 3);
  for (const chart of await charts.all()) {
    await until("the chart is drawn", async () => (await inked(chart)) > 300);
    assert.match(await chart.getAttribute("aria-label"), /\d/, "a chart says its numbers in words");
  }
  await until("requests move over the board", async () => (await inked(page.locator("canvas.tokens"))) > 100);
  await until("the share of late and failed requests is measured", async () => (await missed(page)) !== null);
  assert.ok((await missed(page)) < 5, "the first board is well");
  await station(page, "Web 1").getByText("0 of 200").waitFor();
});

journey("a board is built with the mouse, taken back and brought again", {}, async (page) => {
  await running(page);
  const first = (await savedBoard(page)).board;
  const palette = page.getByTestId("palette");

  // add by dragging from the palette to a place
  const place = await freeSpot(page, 0.5, 0.12);
  await palette.getByRole("button", { name: /^Web server/ }).dragTo(page.getByTestId("board"), {
    targetPosition: { x: place.x - (await page.getByTestId("board").boundingBox()).x, y: 70 },
  });
  await station(page, "Web server").waitFor();
  const dropped = await spot(body(page, "Web server"));
  assert.ok(Math.hypot(dropped.x - place.x, dropped.y - place.y) < 90, "it lies where it was dropped");

  // wire it: out of the balancer's port, into the server
  await drag(page, await outPort(page, "Load balancer"), await spot(body(page, "Web server"), 0.05));
  await line(page, "Load balancer", "Web server").waitFor();
  await drag(page, await outPort(page, "Web server"), await spot(body(page, "Cache")));
  await line(page, "Web server", "Cache").waitFor();
  assert.equal(await lines(page), first.links.length + 2);
  await until("the new server gets requests", async () => /Gets \d/.test(await station(page, "Web server").getAttribute("aria-label")));

  // move it by its body
  const from = await spot(body(page, "Web server"));
  await drag(page, from, { x: from.x + 120, y: from.y + 8 });
  const moved = await spot(body(page, "Web server"));
  assert.ok(Math.abs(moved.x - from.x - 120) < 12, `moved by ${moved.x - from.x} px, not by 120`);

  // a parameter, first by the field and then by the ruler beside it
  await press(page, "Web server");
  const slots = inspector(page).getByTestId("param-slots");
  await slots.getByRole("textbox").fill("4");
  await slots.getByRole("textbox").press("Enter");
  await until("the station has four slots", async () => /of 4 slots/.test(await station(page, "Web server").getAttribute("aria-label")));
  await slots.getByRole("slider").press("ArrowRight");
  assert.equal(await slots.getByRole("textbox").inputValue(), "5");
  await slots.getByRole("button", { name: "default 16" }).click();
  assert.equal(await slots.getByRole("textbox").inputValue(), "16");
  await slots.getByRole("textbox").fill("6");
  await slots.getByRole("textbox").press("Enter");
  const name = inspector(page).getByRole("textbox", { name: "Name" });
  await name.fill("Web 4");
  await name.press("Enter");
  await station(page, "Web 4").waitFor();

  // everything back, everything again
  const last = (await savedBoard(page)).board;
  assert.equal(last.nodes.find((n) => n.name === "Web 4").params.slots, 6);
  let steps = 0;
  while (await undo(page).isEnabled()) {
    await undo(page).click();
    assert.ok(++steps < 20, "undo has no end");
  }
  assert.ok(steps >= 6, `${steps} steps for six kinds of edits`);
  assert.deepEqual((await savedBoard(page)).board, first);
  for (let i = 0; i < steps; i++) await redo(page).click();
  assert.ok(await redo(page).isDisabled());
  assert.deepEqual((await savedBoard(page)).board, last);
  await saved(page);
});

journey("too much traffic breaks it, less heals it", { timeout: 120_000 }, async (page) => {
  await running(page);
  await setTraffic(page, 4_000);
  await until("most requests are late or fail", async () => (await missed(page)) > 30, { timeout: 40_000 });
  const failing = await until("a station says why requests fail", async () => {
    const all = await page.locator(".st-reason").allTextContents();
    return all.some((text) => /^[\d.,]+\/s (refused, queue full|timed out)/.test(text)) && all;
  });
  assert.ok(failing.length > 0);
  assert.ok((await page.locator(".station.hot").count()) > 0, "a full station is marked");
  await page.getByTestId("dock").getByRole("listitem").filter({ hasText: /queue full|Timed out/ }).first().waitFor();
  await setTraffic(page, 200);
  await until("almost all are answered on time again", async () => (await missed(page)) < 2, { timeout: 40_000 });
  await until("no station fails any more", async () => (await page.locator(".st-reason").count()) === 0, { timeout: 30_000 });
  await undo(page).click();
  await until("undo takes the traffic back too", async () => (await traffic(page)) > 2_000);
});

journey("time stands still, goes on by one event, and at another pace", {}, async (page) => {
  await running(page);
  const play = page.getByTestId("play");
  const paused = async () => {
    await play.click();
    await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    // what was on its way from the worker has arrived when two readings agree
    let before = await clock(page);
    await until("the clock stands", async () => {
      const now = await clock(page);
      const same = now === before;
      before = now;
      return same;
    }, { every: 300 });
    return before;
  };
  const still = await paused();
  await page.waitForTimeout(800);
  assert.equal(await clock(page), still, "the clock went on while paused");

  const step = page.getByRole("button", { name: "One event" });
  let now = still;
  for (let i = 0; i < 12; i++) {
    await step.click();
    await page.waitForTimeout(40);
  }
  now = await until("events move the clock", async () => (await clock(page)) > still && (await clock(page)));
  assert.ok(now - still < 0.5, `twelve events took ${now - still} s of simulated time`);

  const pace = async (name) => {
    await page.getByRole("button", { name, exact: true }).click();
    await play.click();
    const [before, start] = [await clock(page), Date.now()];
    await page.waitForTimeout(1_200);
    const speed = (await clock(page)) - before;
    const wall = (Date.now() - start) / 1000;
    await paused();
    return speed / wall;
  };
  const slow = await pace("0.1x");
  assert.ok(slow > 0.01 && slow < 0.4, `0.1x ran at ${slow}`);
  const fast = await pace("10x");
  assert.ok(fast > 2.5, `10x ran at ${fast}`);
  await page.getByRole("button", { name: "Start again from 0 s" }).click();
  await until("the clock is at the start", async () => (await clock(page)) < 1);
});

journey("a station is crashed and healed", {}, async (page) => {
  await running(page);
  await page.getByRole("button", { name: "0.1x", exact: true }).click();
  await press(page, "Web 2");
  await inspector(page).getByRole("tab", { name: "Faults" }).click();
  await inspector(page).getByRole("button", { name: "until healed" }).click();
  await inspector(page).getByRole("button", { name: "Crash", exact: true }).first().click();
  await notice(page, "Web 2 broken at").waitFor();
  await until("what was inside is lost", async () => (await reasons(page, "Web 2")).some((text) => text.includes("lost in the crash")));
  await page.getByRole("button", { name: "1x", exact: true }).click();
  await until("calls are refused", async () => (await reasons(page, "Web 2")).some((text) => text.includes("refused, down")));
  assert.match(await station(page, "Web 2").getAttribute("class"), /\bdown\b/);
  await inspector(page).getByText("down", { exact: true }).waitFor();
  await until("people notice", async () => (await missed(page)) > 2);

  await inspector(page).getByRole("button", { name: "Heal", exact: true }).click();
  await until("it is up again", async () => !/\bdown\b/.test(await station(page, "Web 2").getAttribute("class")));
  await page.getByRole("button", { name: "10x", exact: true }).click();
  await until("nobody notices any more", async () => (await missed(page)) < 1 && (await reasons(page, "Web 2")).length === 0, { timeout: 40_000 });
});

journey("a wire dropped in the void asks what shall be there", {}, async (page) => {
  await running(page);
  const before = (await savedBoard(page)).board;
  await drag(page, await outPort(page, "Load balancer"), await freeSpot(page, 0.45, 0.85));
  const pick = page.getByRole("dialog", { name: "Connect Load balancer to a new" });
  assert.equal(await pick.getByRole("button", { name: "Users" }).count(), 0, "users take no calls");
  await pick.getByRole("button", { name: "Web server" }).click();
  await line(page, "Load balancer", "Web server").waitFor();
  assert.equal((await names(page)).length, COUNT + 1);
  await undo(page).click();
  assert.deepEqual((await savedBoard(page)).board, before, "one undo takes the station and its wire");

  // a wire that is not allowed says why
  await drag(page, await outPort(page, "Web 1"), await spot(body(page, "Users")));
  await notice(page, "Not connected").waitFor();
  assert.equal(await lines(page), before.links.length);
});

journey("what is selected is removed by a key, with its wires", {}, async (page) => {
  await running(page);
  await press(page, "Web 3");
  assert.match(await station(page, "Web 3").getAttribute("class"), /selected/);
  await page.keyboard.press("Delete");
  await station(page, "Web 3").waitFor({ state: "detached" });
  assert.equal(await lines(page), 7, "its three connections are gone too");
  await page.keyboard.press("Control+z");
  await station(page, "Web 3").waitFor();
  assert.equal(await lines(page), 10);
  assert.equal(await dialog(page).count(), 0);
});

journey("the view zooms, shows everything and tidies up", {}, async (page) => {
  await running(page);
  const width = async () => (await body(page, "Web 1").boundingBox()).width;
  const zoom = page.getByRole("button", { name: /^Zoom \d+%, go to 100%/ });
  const shown = async () => number(await zoom.innerText());
  const [before, at] = [await width(), await shown()];
  await page.getByRole("button", { name: "Zoom in" }).click();
  assert.ok((await width()) > before * 1.15 && (await shown()) > at);
  await zoom.click();
  assert.equal(await shown(), 100);
  await page.getByTestId("board").hover();
  await page.mouse.wheel(0, -600);
  await until("the wheel zooms", async () => (await shown()) > 120);
  await page.getByRole("button", { name: "Show everything" }).click();
  const board = await page.getByTestId("board").boundingBox();
  for (const name of await names(page)) {
    const box = await body(page, name).boundingBox();
    const inside = box.x >= board.x && box.y >= board.y && box.x + box.width <= board.x + board.width && box.y + box.height <= board.y + board.height;
    assert.ok(inside, `${name} is not to be seen`);
  }

  const web = await spot(body(page, "Web 1"));
  await drag(page, web, { x: web.x - 90, y: web.y + 40 });
  await page.getByRole("button", { name: "Tidy up" }).click();
  const boxes = [];
  for (const name of await names(page)) boxes.push(await body(page, name).boundingBox());
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(apart, "two stations overlap after tidying up");
    }
  }
  await page.getByRole("button", { name: "Undo: tidy up" }).click();
});
