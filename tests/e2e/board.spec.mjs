// The board under fingers and modifiers: what the mouse and key journeys do not touch.
import assert from "node:assert/strict";
import { journey } from "./lib.mjs";
import { body, drag, freeSpot, inked, line, lines, names, outPort, press, running, savedBoard, spot, station, until } from "./steps.mjs";

const selected = (page) => page.locator(".station.selected .st-name").allTextContents();
const undo = (page) => page.getByRole("button", { name: /^Undo/ });

/** The part of the sheet that is seen, as the drawing says it. */
const view = (page) => page.locator(".board-nodes > g").first().getAttribute("transform");
const zoom = async (page) => Number((await view(page)).match(/scale\(([\d.]+)\)/)[1]);

/** Fingers that go down together, move in a straight line and go up. */
async function fingers(page, from, to, steps = 6) {
  const cdp = await page.context().newCDPSession(page);
  const send = (type, points) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((p, id) => ({ ...p, id })) });
  for (let n = 1; n <= from.length; n++) await send("touchStart", from.slice(0, n));
  for (let i = 1; i <= steps; i++) {
    await send("touchMove", from.map((p, k) => ({ x: p.x + ((to[k].x - p.x) * i) / steps, y: p.y + ((to[k].y - p.y) * i) / steps })));
  }
  await send("touchEnd", []);
}

journey("an empty place is the handle of the sheet, and double clicks change nothing", {}, async (page) => {
  await running(page);
  const before = (await savedBoard(page)).board;
  const from = await freeSpot(page, 0.3, 0.12);
  const web = await spot(body(page, "Web 1"));
  await drag(page, from, { x: from.x + 60, y: from.y + 40 });
  const now = await spot(body(page, "Web 1"));
  assert.ok(Math.abs(now.x - web.x - 60) < 2 && Math.abs(now.y - web.y - 40) < 2, "the sheet follows the hand");
  await page.mouse.dblclick(from.x, from.y);
  assert.deepEqual((await savedBoard(page)).board, before, "the board itself is as it was");
});

journey("several stations are chosen by a frame or one by one, and move as one step", {}, async (page) => {
  await running(page);
  const a = await spot(body(page, "Web 1"), 0, 0);
  const b = await spot(body(page, "Web 2"), 1, 1);
  await page.keyboard.down("Shift");
  await drag(page, { x: a.x - 12, y: a.y - 12 }, { x: b.x - 30, y: b.y - 20 });
  assert.deepEqual((await selected(page)).sort(), ["Web 1", "Web 2"]);
  const c = await spot(body(page, "Web 3"), 0.5, 0.25);
  await page.mouse.click(c.x, c.y);
  await page.keyboard.up("Shift");
  assert.equal((await selected(page)).length, 3);

  const before = (await savedBoard(page)).board.nodes;
  const from = await spot(body(page, "Web 2"), 0.5, 0.25);
  await drag(page, from, { x: from.x + 30, y: from.y + 70 });
  const moved = (await savedBoard(page)).board.nodes.filter((n, i) => String(n.at) !== String(before[i].at));
  assert.deepEqual(moved.map((n) => n.name).sort(), ["Web 1", "Web 2", "Web 3"]);
  assert.ok(moved.every((n) => n.at.every((v) => v % 8 === 0)), "they stand on the grid");
  await undo(page).click();
  assert.deepEqual((await savedBoard(page)).board.nodes, before, "one step took all of it back");
});

journey("copies keep their wires and get names of their own", {}, async (page) => {
  await running(page);
  const [stations, wires] = [(await names(page)).length, await lines(page)];
  await press(page, "Load balancer");
  await page.keyboard.down("Shift");
  await press(page, "Web 1");
  await page.keyboard.up("Shift");
  await station(page, "Web 1").focus();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await station(page, "Load balancer 2").waitFor();
  assert.equal((await names(page)).length, stations + 2);
  assert.equal(await lines(page), wires + 1);
  assert.equal(new Set(await names(page)).size, stations + 2, "no two are called the same");
  await page.keyboard.press("Control+z");
  assert.equal((await names(page)).length, stations);
});

journey("a press on a port and a press on a station connect them, Escape lets go", {}, async (page) => {
  await running(page);
  const before = await lines(page);
  const port = await outPort(page, "Users");
  await page.mouse.click(port.x, port.y);
  await page.locator(".wire").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".wire").waitFor({ state: "detached" });
  await page.mouse.click(port.x, port.y);
  const web = await spot(body(page, "Web 2"), 0.5, 0.3);
  await page.mouse.move(web.x, web.y, { steps: 4 });
  await page.locator(".station.target").waitFor();
  await page.mouse.click(web.x, web.y);
  await line(page, "Users", "Web 2").waitFor();
  assert.equal(await lines(page), before + 1);
});

journey("fingers move a station, the sheet, and the zoom", { viewport: "phone" }, async (page) => {
  await running(page);
  const before = (await savedBoardQuietly(page)).length;
  const web = await spot(body(page, "Web 1"));
  await fingers(page, [web], [{ x: web.x - 20, y: web.y - 60 }]);
  const moved = await spot(body(page, "Web 1"));
  assert.ok(moved.y < web.y - 40, "the station follows the finger");

  const from = await freeSpot(page, 0.5, 0.1);
  await fingers(page, [from], [{ x: from.x + 40, y: from.y + 30 }]);
  const panned = await spot(body(page, "Web 1"));
  assert.ok(Math.abs(panned.x - moved.x - 40) < 3 && Math.abs(panned.y - moved.y - 30) < 3, "the sheet follows the finger");

  const z = await zoom(page);
  const middle = await freeSpot(page, 0.5, 0.5);
  const pair = (by) => [{ x: middle.x - by, y: middle.y }, { x: middle.x + by, y: middle.y }];
  await fingers(page, pair(30), pair(90));
  await until("two fingers zoom", async () => (await zoom(page)) > z * 2);
  assert.equal((await savedBoardQuietly(page)).length, before);
});

/** Names of the stations: the file menu of a phone hides elsewhere. */
const savedBoardQuietly = (page) => names(page);

journey("who wants no motion sees no moving requests, and the rates all the same", { reducedMotion: "reduce" }, async (page) => {
  await running(page);
  await page.waitForTimeout(1_500);
  assert.equal(await inked(page.locator("canvas.tokens")), 0);
  assert.ok((await page.locator(".ln-rate").count()) > 3);
});

journey("a pause freezes the moving requests where they are", { allow: [/willReadFrequently/] }, async (page) => {
  await running(page);
  await until("requests move", async () => (await inked(page.locator("canvas.tokens"))) > 100);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const picture = () => page.locator("canvas.tokens").evaluate((c) => c.toDataURL());
  await page.waitForTimeout(300);
  const still = await picture();
  await page.waitForTimeout(500);
  assert.ok((await picture()) === still, "they still move");
  assert.ok((await inked(page.locator("canvas.tokens"))) > 100, "they are gone");
});
