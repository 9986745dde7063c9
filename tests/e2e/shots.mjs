// Pictures of the main screens and of every step of every lesson, in target/screenshots, for looking at a change before
// it is published: `cargo xtask shots [words that the name must have]`, for instance `shots step pt light desktop`,
// `shots step 05-load-balancer` or `shots sandbox`. A name is screen-size-theme-language; long pages are photographed whole.
import { forEach, LANGS, ready, shot, siteUrl, startServer, THEMES, VIEWPORTS, visitor } from "./site.mjs";

// whole words: "en" is a language and no part of "open"
const words = process.argv.slice(2);
const server = await startServer();
process.env.ESCALA_URL = server.url;

const screens = { sandbox: "#/", lessons: "#/lessons", lab: "#/lab", trust: "#/trust", systems: "#/systems", boards: "#/boards" };
for (const page of ["what-if", "compare", "estimate", "glossary", "progress", "review"]) screens[page] = `#/${page}`;
const course = await (await fetch(new URL("content/course.json", await siteUrl()))).json();
const two = (n) => String(n + 1).padStart(2, "0");
course.chapters.flatMap((chapter) => chapter.lessons).forEach(({ slug, steps }, lesson) => {
  screens[`lesson-${slug}`] = `#/lesson/${slug}`;
  screens[`paper-${slug}`] = `#/lesson/${slug}/print`;
  steps.forEach(({ id }, step) => (screens[`step-${two(lesson)}-${slug}-${two(step)}-${id}`] = `#/lesson/${slug}/${id}`));
});

// one visitor for all screens of a situation
const situations = [];
forEach({ viewport: Object.keys(VIEWPORTS), theme: THEMES, lang: LANGS }, (situation) => situations.push(situation));

let complaints = 0;
for (const { lang, theme, viewport } of situations) {
  const named = Object.entries(screens).map(([screen, where]) => [[screen, viewport, theme, lang].join("-"), where]);
  const wanted = named.filter(([name]) => words.every((word) => `-${name}-`.includes(`-${word}-`)));
  if (!wanted.length) continue;
  const { context, page, site, wrong } = await visitor({ lang, theme, viewport });
  await page.goto(new URL("#/lessons", site).href);
  await ready(page).catch((error) => wrong.push(error.message));
  for (const [name, where] of wanted) {
    await page.evaluate((hash) => (location.hash = hash), where);
    await page.locator("#content h1, #content h2, [data-testid=board]").first().waitFor();
    await page.waitForFunction(() => !document.querySelector("[data-testid=board].loading"));
    // a running system needs a moment until there is something to see
    await page.waitForTimeout(1_500);
    console.log(await shot(page, name, { fullPage: where !== "#/" }));
  }
  for (const text of wrong) console.log(`  ${text}`);
  complaints += wrong.length;
  await context.close();
}
server.stop();
process.exit(complaints ? 1 : 0);
