// No findings of axe at all: every main view, in the states that a learner meets, in both themes and languages.
import { forEach, journey, LANGS, THEMES } from "./lib.mjs";
import { dialog, press, running, station, until, WORDS } from "./steps.mjs";

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true };

// colours depend on the theme, texts on the language: two of the four combinations show all of both
forEach({ which: [0, 1] }, ({ which }) => {
  const situation = { theme: THEMES[which], lang: LANGS[which] };
  const t = WORDS[situation.lang];
  const named = { ...situation, timeout: 180_000 };

  journey("axe finds nothing in the sandbox at 1440", { ...named, viewport: DESKTOP }, async (page, { axe }) => {
    await running(page);
    await axe();
    await page.getByTestId("play").click();
    await page.getByRole("button", { name: t.run, exact: true }).waitFor();
    await press(page, "Web 2");
    for (const tab of await page.getByTestId("inspector").getByRole("tab").all()) {
      await tab.click();
      await axe({ scope: "[data-testid=inspector]" });
    }
    await axe();
    await page.getByRole("button", { name: t.share, exact: true }).click();
    await dialog(page).waitFor();
    await axe();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await dialog(page).waitFor();
    await axe({ scope: "dialog[open]" });
  });

  journey("axe finds nothing where requests fail", { ...named, viewport: DESKTOP }, async (page, { axe }) => {
    await running(page);
    await page.getByRole("slider", { name: t.traffic, exact: true }).press("PageUp");
    for (let i = 0; i < 3; i++) await page.getByRole("slider", { name: t.traffic, exact: true }).press("PageUp");
    await press(page, "Web 1");
    await page.getByTestId("inspector").getByRole("tab", { name: t.faults }).click();
    const crash = situation.lang === "en" ? "Crash" : "Queda";
    await page.getByTestId("inspector").getByRole("button", { name: crash, exact: true }).first().click();
    await until("a station is down", async () => /\bdown\b/.test(await station(page, "Web 1").getAttribute("class")));
    await axe();
  });

  forEach({ size: ["1440", "390"] }, ({ size }) =>
    journey(`axe finds nothing in lessons and laboratory at ${size}`, { ...named, ...(size === "390" ? PHONE : { viewport: DESKTOP }), path: "#/lessons" }, async (page, { axe, open }) => {
      const stops = page.getByTestId("stop").locator("a");
      await stops.first().waitFor();
      await axe();
      const lessons = await stops.evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      for (const href of lessons) {
        await open(href);
        await page.getByTestId("lesson").locator("h1, h2").first().waitFor();
        await axe();
      }
      await open("#/lab");
      await page.getByTestId("lab-page").getByRole("heading", { level: 1 }).waitFor();
      await page.getByTestId("in-practice").locator("summary").click();
      await axe();
      await open("#/trust");
      await page.getByTestId("trust-row").first().waitFor();
      await axe();
      await open("#/systems");
      await page.getByTestId("system").first().waitFor();
      await axe();
      await open("#/boards");
      await page.getByTestId("lesson-boards").first().waitFor();
      await page.getByTestId("lesson-boards").first().locator("summary").click();
      await page.getByTestId("lesson-boards").first().getByRole("listitem").first().waitFor();
      await axe();
      for (const [where, what] of [["#/glossary/cache", "part"], ["#/lesson/load-balancer/print", "paper-step"], ["#/progress", "steps-done"], ["#/review", "review-none"], ["#/practice/availability/hard/7", "estimate"], ["#/practice/diagnosis/easy/7", "diagnose"], ["#/practice/grid/easy/7", "lab"], ["#/what-if", "whatif"], ["#/compare", "compare"], ["#/estimate", "estimate-page"]]) {
        await open(where);
        await page.getByTestId(what).first().waitFor();
        await axe();
      }
    }),
  );

  journey("axe finds nothing in the sandbox at 390", { ...named, ...PHONE }, async (page, { axe }) => {
    await running(page);
    await axe();
    const tabs = page.getByTestId("transport").locator(".tp-tabs button");
    for (const tab of await tabs.all()) {
      await tab.tap();
      await axe();
      await tab.tap();
    }
    await page.locator(".top-more").tap();
    await page.locator(".menu:popover-open").waitFor();
    await axe();
  });
});
