// Firefox in the place of Chromium, over WebDriver BiDi: `cargo xtask firefox [WORDS]`. What this Playwright and
// Firefox ESR do not know of each other is bridged here; the version of Playwright is pinned, so what is inside may be
// relied on.
import { renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { firefox } from "playwright-core";

/** Asked of every browser, and not known to Firefox ESR; preferences stand in for it. */
const UNKNOWN = ["emulation.setMediaFeaturesOverride"];
const SCHEMES = { dark: 0, light: 1 };

/** The pictures and the kills of these are Chromium's. */
export const ELSEWHERE = ["killed.spec.mjs", "server.spec.mjs", "snapshots.spec.mjs"];
/** Journeys that want these end early: over BiDi there is no way to them. */
export const MISSING = "is not to be had in Firefox";

/** Throws where a visitor is asked for that Firefox cannot be. */
export function possible({ bypassCSP, javaScriptEnabled = true }) {
  if (bypassCSP || !javaScriptEnabled) throw new Error(`a page without policy or without scripts ${MISSING}`);
}

/** What is done over the protocol of Chromium, or in its workers. */
export function limited(context, page) {
  context.newCDPSession = () => Promise.reject(new Error(`the protocol of Chromium ${MISSING}`));
  page.workers = () => {
    throw new Error(`a look into workers ${MISSING}`);
  };
}

/** A file that arrives has no number of its own, and one that comes twice gets another name. */
function named(event) {
  event.download ??= event.navigation ?? event.url;
  if (event.filepath) renameSync(event.filepath, join(dirname(event.filepath), named.of[event.url]));
  else named.of[event.url] = event.suggestedFilename;
}
named.of = {};

/** One browser has one colour scheme, and moves things or does not. */
export async function startFirefox(theme, motion) {
  const browser = await firefox.launch({
    channel: "moz-firefox",
    executablePath: process.env.ESCALA_FIREFOX ?? "/usr/bin/firefox-esr",
    firefoxUserPrefs: {
      // every page believes that it is the one in front, as in Chromium, and nothing of the window takes the focus
      "focusmanager.testmode": true,
      "browser.download.alwaysOpenPanel": false,
      "layout.css.prefers-color-scheme.content-override": SCHEMES[theme],
      "ui.prefersReducedMotion": Number(motion === "reduce"),
    },
  });
  const session = Object.getPrototypeOf(browser._connection.toImpl(browser)._browserSession);
  if (!Object.hasOwn(session, "bridged")) {
    const { send, emit } = session;
    session.bridged = true;
    session.send = async function (method, ...more) {
      return UNKNOWN.includes(method) ? {} : send.call(this, method, ...more);
    };
    session.emit = function (name, event) {
      if (String(name).startsWith("browsingContext.download")) named(event);
      return emit.call(this, name, event);
    };
  }
  return browser;
}

/** The bytes of a picture; Playwright's own way puts a style into the page, which its policy refuses. */
export async function picture(page) {
  const session = page._connection.toImpl(page).delegate._session;
  const { data } = await session.send("browsingContext.captureScreenshot", { context: session.sessionId });
  return Buffer.from(data, "base64");
}
