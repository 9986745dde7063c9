// The very same files under a path of their own: everything works, and nothing is asked for above it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ready, shot, startServer, visitor } from "./lib.mjs";
import { inked, names, notice, press, running, savedBoard, saved, shareLink, station, until } from "./steps.mjs";

const PREFIX = "/sub/path";

test("sandbox, lessons, laboratory and links work under a sub-path", { timeout: 120_000 }, async () => {
  const server = await startServer(PREFIX);
  const { context, page, wrong } = await visitor({ url: server.url });
  const asked = [];
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  try {
    // without the slash at the end the server leads the way
    await page.goto(server.url.replace(/\/$/, ""));
    await ready(page);
    await running(page);
    assert.ok(page.workers().length === 1, "the worker was found");
    await until("requests move", async () => (await inked(page.locator("canvas.tokens"))) > 100);
    const icon = page.getByTestId("add-cache").locator("svg");
    assert.ok((await icon.locator("use").evaluate((use) => use.getBoundingClientRect().width)) > 0, "the icons were found");
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((font) => font.status === "loaded").length;
    });
    assert.ok(fonts > 0, "the font was found");

    await press(page, "Web 3");
    await page.keyboard.press("Delete");
    await saved(page);
    await page.reload();
    await ready(page);
    assert.ok(!(await names(page)).includes("Web 3"), "the board is kept under a path, too");
    const mine = (await savedBoard(page)).text;
    const link = await shareLink(page);
    assert.ok(link.startsWith(`${server.url}#/b/`), link);

    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Course" }).click();
    const stops = page.getByTestId("stop");
    await stops.first().waitFor();
    for (let i = 0; i < (await stops.count()); i++) {
      await stops.nth(i).getByRole("link").click();
      await page.getByTestId("lesson").locator("h1, h2").first().waitFor();
      await page.getByRole("button", { name: "Português" }).click();
      await until("the Portuguese lesson arrives", async () => / que | você | de /.test(await page.getByTestId("lesson").innerText()));
      await page.getByRole("button", { name: "English" }).click();
      await page.goBack();
      await stops.first().waitFor();
    }
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Laboratory" }).click();
    await page.getByTestId("lab-page").getByRole("heading", { level: 1 }).waitFor();

    const other = await visitor({ url: server.url });
    await other.page.goto(link);
    await notice(other.page, "This is a copy of a shared board.").waitFor();
    assert.equal((await savedBoard(other.page)).text, mine);
    await station(other.page, "Web 2").waitFor();
    assert.deepEqual(other.wrong, []);
    await other.context.close();

    assert.deepEqual(asked.filter((path) => path !== PREFIX && !path.startsWith(`${PREFIX}/`)), []);
    assert.ok(asked.some((path) => path.endsWith(".pt.bin")) && asked.some((path) => path.endsWith(".woff2")));
    assert.deepEqual(wrong, []);
  } catch (error) {
    await shot(page, "failed-subpath").catch(() => {});
    if (wrong.length) error.stack += `\n    the page complained, too:\n${wrong.join("\n")}`;
    throw error;
  } finally {
    await context.close();
    server.stop();
  }
});
