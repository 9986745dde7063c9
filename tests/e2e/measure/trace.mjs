// What a recorded trace of Chromium says about frames. All times are CPU time of a thread, so that other programs on
// the machine are not counted; only the distance between frames is by the wall clock.
import { quantile, spread } from "./statistics.mjs";

const CATEGORIES = ["toplevel", "devtools.timeline", "__metadata"];

/** Records while `body` runs, and answers what the page's threads did meanwhile. */
export async function traced(browser, page, body) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await body();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return read(traceEvents);
}

function read(events) {
  const names = new Map();
  for (const e of events) if (e.ph === "M" && e.name === "thread_name") names.set(`${e.pid}/${e.tid}`, e.args.name);
  const complete = events.filter((e) => e.ph === "X" && e.tdur !== undefined);
  const beats = complete.filter((e) => e.name === "FireAnimationFrame");
  // the page that draws is the process with the most animation frames
  const main = mostCommon(beats.map((e) => `${e.pid}/${e.tid}`));
  const own = complete.filter((e) => `${e.pid}/${e.tid}` === main).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const tasks = outermost(own);
  const starts = tasks.filter((task) => beats.some((b) => b.tid === task.tid && b.ts >= task.ts && b.ts < task.ts + task.dur));
  const frames = starts.slice(0, -1).map((start, i) => {
    const inside = tasks.filter((task) => task.ts >= start.ts && task.ts < starts[i + 1].ts);
    const end = starts[i + 1].ts;
    return { from: start.ts, end, work: sum(inside, (t) => t.tdur) / 1000, apart: (starts[i + 1].ts - start.ts) / 1000, longest: Math.max(...inside.map((t) => t.tdur)) / 1000 };
  });
  const [from, to] = [starts[0]?.ts ?? 0, starts.at(-1)?.ts ?? 0];
  const within = (e) => e.ts >= from && e.ts < to;
  const p90 = quantile(frames.map((f) => f.work), 0.9);
  const slow = frames.filter((f) => f.work >= p90);
  const others = new Map();
  for (const [thread, list] of groups(complete.filter(within), (e) => `${e.pid}/${e.tid}`)) {
    if (thread === main) continue;
    const name = (names.get(thread) ?? "?").replace(/\/?\d+$/, "");
    others.set(name, (others.get(name) ?? 0) + sum(outermost(list), (t) => t.tdur) / 1000 / frames.length);
  }
  return {
    // on a busy machine few frames share the work of many: this figure does not depend on how many there were
    per_second_ms: sum(frames, (f) => f.work) / ((to - from) / 1e6),
    per_second: frames.length / ((to - from) / 1e6),
    work_ms: spread(frames.map((f) => f.work)),
    apart_ms: spread(frames.map((f) => f.apart)),
    longest_task_ms: Math.max(...frames.map((f) => f.longest)),
    parts_ms_per_frame: selfTimes(own.filter(within), frames.length),
    parts_ms_per_slow_frame: selfTimes(own.filter((e) => slow.some((f) => e.ts >= f.from && e.ts < f.end)), slow.length),
    other_threads_ms_per_frame: top(others, 0.1),
  };
}

function groups(list, key) {
  const all = new Map();
  for (const one of list) all.set(key(one), [...(all.get(key(one)) ?? []), one]);
  return all;
}

function mostCommon(list) {
  return [...groups(list, (x) => x)].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
}

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);

/** Tasks that lie in no other. */
function outermost(events) {
  let end = -1;
  return [...events]
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter((e) => {
      if (e.ts < end) return false;
      end = e.ts + e.dur;
      return true;
    });
}

/** CPU time by name without that of what was called, in ms per frame. */
function selfTimes(events, frames) {
  const all = new Map();
  const open = [];
  for (const e of events) {
    while (open.length && open.at(-1).ts + open.at(-1).dur <= e.ts) open.pop();
    const add = (name, us) => all.set(name, (all.get(name) ?? 0) + us / 1000 / frames);
    add(e.name, e.tdur);
    if (open.length) add(open.at(-1).name, -e.tdur);
    open.push(e);
  }
  return top(all, 0.02);
}

function top(map, least) {
  return Object.fromEntries([...map].filter(([, ms]) => ms >= least).sort((a, b) => b[1] - a[1]).slice(0, 12));
}
