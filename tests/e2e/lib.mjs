// What every journey stands on: a visitor of the built site (site.mjs) whose journey fails on any console error or
// warning, page error, policy violation or request to elsewhere.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { MISSING } from "./firefox.mjs";
import { axe, closeAll, ready, shot, visitor } from "./site.mjs";

export * from "./site.mjs";

after(closeAll);

/** Whether a journey failed only because Firefox is driven in another way than Chromium. */
const impossible = (error) => error instanceof Error && error.message.includes(MISSING);

/**
 * One journey: `journey("a learner wires two servers", { lang: "pt" }, async (page, { site, shot, axe, open }) => ...)`.
 * The page is open and running when the body starts (`path` says where; `path: null` leaves that to the body).
 */
export function journey(name, options, body) {
  const { path = "#/", timeout = 90_000, only, skip, ...rest } = options;
  const label = [name, rest.lang, rest.theme, rest.viewport].filter((word) => typeof word === "string").join(", ");
  test(label, { timeout, only, skip }, async (t) => {
    const visit = await visitor(rest).catch((error) => error);
    if (impossible(visit)) return t.skip(visit.message);
    if (visit instanceof Error) throw visit;
    const { context, page, site, wrong } = visit;
    const open = async (where) => {
      await page.goto(new URL(where, site).href);
      await ready(page);
    };
    const tools = {
      site,
      context,
      wrong,
      open,
      axe: (more) => axe(page, more),
      shot: (picture, more) => shot(page, picture, more),
    };
    try {
      if (path !== null) await open(path);
      await body(page, tools);
      // what the last action set off is let happen before it is judged
      await page.waitForTimeout(50);
      assert.deepEqual(wrong, [], "the page complained");
    } catch (error) {
      if (impossible(error)) return t.skip(error.message);
      await shot(page, `failed-${label}`).catch(() => {});
      if (wrong.length && !error.message.includes("the page complained")) error.stack += `\n    the page complained, too:\n${wrong.join("\n")}`;
      throw error;
    } finally {
      await context.close();
    }
  });
}
