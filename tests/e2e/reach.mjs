// Can everything be reached: by a finger, by Tab, in a window that is too narrow.
import assert from "node:assert/strict";

/** What a finger needs, in CSS pixels. */
export const TARGET = 44;

/** Elements that stick out to the right of the window. */
export const sticksOut = (page) =>
  page.evaluate(() => {
    const scrolls = (e) => {
      for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
        const { overflowX } = getComputedStyle(p);
        if (["auto", "scroll", "hidden", "clip"].includes(overflowX)) return true;
      }
      return false;
    };
    const out = [...document.querySelectorAll("body *")].filter((e) => {
      const r = e.getBoundingClientRect();
      return r.width > 0 && r.right > innerWidth + 1 && e.checkVisibility() && !scrolls(e);
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? [`page ${document.documentElement.scrollWidth} px`] : [];
    return wide.concat(out.map((e) => `${e.tagName} ${e.className?.baseVal ?? e.className} ${Math.round(e.getBoundingClientRect().right)}`));
  });

/**
 * Controls that a finger would miss. WCAG 2.5.5 excepts a link or button within a sentence, which is as large as its
 * line; a field within a label or a box of its own is as large as those.
 */
export const small = (page, least = TARGET) =>
  page.evaluate((least) => {
    const controls = [...document.querySelectorAll("button, a[href], input, select, textarea, summary, tr[tabindex], [role=tab], [role=switch], [role=option]")];
    const seen = controls.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".aloud, .skip") && !e.closest("p, li > span, .prose li"));
    // what lets pointers through is for keys; a finger meets what lies behind it
    const met = seen.filter((e) => getComputedStyle(e).pointerEvents !== "none");
    return met.flatMap((e) => {
      const r = e.getBoundingClientRect();
      // a label around a field is part of its target
      const box = e.closest("label, .val, .ins-name-box")?.getBoundingClientRect() ?? r;
      const [w, h] = [Math.max(r.width, box.width), Math.max(r.height, box.height)];
      const off = r.width <= 1 || r.bottom < 0 || r.right < 0;
      if (off || (w >= least - 0.5 && h >= least - 0.5)) return [];
      return [`${e.tagName.toLowerCase()}.${e.className} "${(e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 30)}" ${Math.round(w)} x ${Math.round(h)}`];
    });
  }, least);

/** Controls of which a part is cut off by what is around them, so that no scrolling brings it into sight. */
export const cutOff = (page) =>
  page.evaluate(() => {
    const controls = [...document.querySelectorAll("button, a[href], input, select, summary")];
    const seen = controls.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".aloud, .skip, .board, svg"));
    return seen.flatMap((e) => {
      const r = e.getBoundingClientRect();
      if (r.width <= 1) return [];
      for (let p = e.parentElement; p && p !== document.documentElement; p = p.parentElement) {
        const s = getComputedStyle(p);
        const box = p.getBoundingClientRect();
        const across = ["hidden", "clip"].includes(s.overflowX) && (r.right > box.right + 1 || r.left < box.left - 1);
        if (across && !e.matches("[type=range]")) return [`${e.tagName.toLowerCase()}.${e.className} "${(e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 30)}" in ${p.tagName.toLowerCase()}.${p.className}`];
        if (["auto", "scroll"].includes(s.overflowX)) break;
      }
      return [];
    });
  });

/** What has the focus: its role or tag, its name, and whether one can see that it has it. */
export const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const name = e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent ?? "";
    const marked = (x) => {
      const s = getComputedStyle(x);
      return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== "none";
    };
    // a station shows its focus by rings of its own, an invisible slider by the ruler around it
    const rings = [...e.querySelectorAll(".st-ring, .ln-focus")].some((r) => getComputedStyle(r).opacity !== "0" && getComputedStyle(r).stroke !== "none");
    const around = [e, e.parentElement, e.parentElement?.parentElement].filter(Boolean).some(marked);
    const knob = e.parentElement?.querySelector(".pr-ruler-knob");
    const visible = rings || around || (knob && marked(knob)) || e.id === "content";
    const { row, node } = e.dataset ?? {};
    return { tag: e.tagName.toLowerCase(), name: name.trim().slice(0, 60), row, node, visible: Boolean(visible), class: e.getAttribute("class") ?? "" };
  });

/** Walks by Tab from the top of the page until the focus leaves it; what was reached, and what hid its focus. */
export async function walk(page, most = 400) {
  const [seen, hidden] = [[], []];
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    // a walk starts where the page starts, whatever was pressed before
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  });
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (!now || (seen.length && now.class.includes("skip"))) return { seen, hidden, ended: true };
    seen.push(`${now.tag} ${now.name}`);
    if (!now.visible) hidden.push(`${now.tag}.${now.class} ${now.name}`);
  }
  return { seen, hidden, ended: false };
}

/** Presses keys one after the other. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Presses Tab until the focus is on what fits, and returns how many times it took. */
export async function tabTo(page, fits, most = 60, key = "Tab") {
  for (let i = 1; i <= most; i++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (now && fits(now)) return i;
  }
  assert.fail(`the focus did not get there with ${most} times ${key}; it is at ${JSON.stringify(await focused(page))}`);
}
