// Pictures of the main screens in both languages, both themes and all sizes, in target/screenshots:
// `cargo xtask shots [word of the name]`, for looking at a change before it is published.
import { forEach, LANGS, ready, shot, siteUrl, startServer, THEMES, VIEWPORTS, visitor } from "./site.mjs";

const word = process.argv[2] ?? "";
const server = await startServer();
process.env.ESCALA_URL = server.url;

const course = await (await fetch(new URL("content/course.json", await siteUrl()))).json();
const lessons = Array.isArray(course) ? course : course.lessons;
const screens = { sandbox: "#/", lessons: "#/lessons", lab: "#/lab", trust: "#/trust", systems: "#/systems", boards: "#/boards" };
for (const { slug } of lessons ?? []) screens[`lesson-${slug}`] = `#/lesson/${slug}`;

const situations = [];
const choices = { screen: Object.keys(screens), viewport: Object.keys(VIEWPORTS), theme: THEMES, lang: LANGS };
forEach(choices, (situation) => situations.push(situation));

let complaints = 0;
for (const { screen, lang, theme, viewport } of situations) {
  const name = [screen, viewport, theme, lang].join("-");
  if (!name.includes(word)) continue;
  const { context, page, site, wrong } = await visitor({ lang, theme, viewport });
  await page.goto(new URL(screens[screen], site).href);
  await ready(page).catch((error) => wrong.push(error.message));
  // a running system needs a moment until there is something to see
  await page.waitForTimeout(2_500);
  console.log(await shot(page, name));
  for (const text of wrong) console.log(`  ${text}`);
  complaints += wrong.length;
  await context.close();
}
server.stop();
process.exit(complaints ? 1 : 0);
