//! The countable parts: slots as squares, the queue as beads, a cache's hits as one bar. Each row
//! is a few paths, however many marks it has.

use super::header::SIDE;
use super::reading::{self, Squares};
use super::{Part, State};
use crate::canvas::text::width;
use crate::i18n::Lang;
use crate::i18n::number::int;
use crate::view::prelude::*;
use std::fmt::Write;

/// A square and the gap after it, at most; they shrink until all fit.
const PITCH: f64 = 10.0;
/// A bead and the gap after it, at most; they shrink until all fit beside the words.
const BEAD_PITCH: f64 = 6.5;
/// The radius of a bead, in pitches.
const BEAD: f64 = 0.4;
/// Size of the words beside the beads, and the gap before them.
const WORDS: f64 = 12.0;
const GAP: f64 = 6.0;

/// Squares number `from` up to `to` of a row that begins at `SIDE`.
fn squares_path(from: u32, to: u32, pitch: f64, y: f64) -> String {
    let size = pitch - 2.0;
    let mut d = String::new();
    for i in from..to {
        let x = SIDE + f64::from(i) * pitch;
        let _ = write!(d, "M{x:.1} {y:.1}h{size:.1}v{size:.1}h-{size:.1}z");
    }
    d
}

/// Crosses in all squares.
fn crosses_path(count: u32, pitch: f64, y: f64) -> String {
    let size = pitch - 2.0;
    let mut d = String::new();
    for i in 0..count {
        let x = SIDE + f64::from(i) * pitch;
        let _ = write!(d, "M{x:.1} {y:.1}l{size:.1} {size:.1}m0 -{size:.1}l-{size:.1} {size:.1}");
    }
    d
}

fn beads_path(from: u32, to: u32, pitch: f64, y: f64) -> String {
    let (mut d, r) = (String::new(), pitch * BEAD);
    for i in from..to {
        let x = SIDE + f64::from(i) * pitch;
        let _ = write!(
            d,
            "M{x:.1} {y:.1}a{r:.2} {r:.2} 0 1 0 {w:.2} 0a{r:.2} {r:.2} 0 1 0 -{w:.2} 0z",
            w = 2.0 * r
        );
    }
    d
}

#[component]
pub fn Slots(part: Part) -> impl IntoView {
    let top = part.plan.with_untracked(|p| p.slots)?;
    let squares = memo(move || part.reading.with(|r| r.squares.unwrap_or_default()));
    let row = move |q: Squares| {
        let all = q.work + q.held + q.free;
        let pitch = PITCH.min((part.plan.with(|p| p.w) - 2.0 * SIDE) / f64::from(all.max(1)));
        (all, pitch, top + (16.0 - pitch) / 2.0)
    };
    let path = move |from: fn(Squares) -> u32, to: fn(Squares) -> u32| {
        move || {
            let q = squares.get();
            let (_, pitch, y) = row(q);
            squares_path(from(q), to(q), pitch, y)
        }
    };
    let crosses = move || {
        let (all, pitch, y) = row(squares.get());
        (part.state.get() == State::Down)
            .then(|| view! { <path class="st-dead" d=crosses_path(all, pitch, y) /> })
    };
    let unit = move || (part.lang.get().texts().canvas.words.unit)(squares.get().unit.max(1));
    Some(view! {
        <g class="st-slots">
            <title>{unit}</title>
            <path class="st-free" d=path(|q| q.work + q.held, |q| q.work + q.held + q.free) />
            <path class="st-held" d=path(|q| q.work, |q| q.work + q.held) fill="url(#hatch-ink)" />
            <path class="st-work" d=path(|_| 0, |q| q.work) />
            {crosses}
        </g>
    })
}

#[component]
pub fn Queue(part: Part) -> impl IntoView {
    let top = part.plan.with_untracked(|p| p.queue)?;
    let queue = memo(move || part.reading.with(|r| r.queue));
    let y = top + 9.0;
    let words = move || queue_words(part.lang.get(), queue.get());
    let full = move || queue.with(|q| q.limit.is_some_and(|l| l > 0 && q.waiting >= l));
    let pitch = move |all: u32| {
        let room = part.plan.with(|p| p.w) - 2.0 * SIDE - width(&words(), WORDS, full()) - GAP;
        (room / f64::from(all.max(1))).clamp(1.0, BEAD_PITCH)
    };
    let beads = move |full: bool| {
        let q = queue.get();
        let (from, to) = if full { (0, q.full_beads) } else { (q.full_beads, q.full_beads + q.empty_beads) };
        beads_path(from, to, pitch(q.full_beads + q.empty_beads), y)
    };
    Some(view! {
        <g class="st-queue" class:full=full>
            <path class="st-free" d=move || beads(false) />
            <path class="st-work" d=move || beads(true) />
            <text class="st-words end" x=move || part.plan.with(|p| p.w) - SIDE y=y + 4.0>
                {words}
            </text>
        </g>
    })
}

fn queue_words(lang: Lang, q: reading::Queue) -> String {
    let t = &lang.texts().canvas.words;
    let waiting = brief(lang, q.waiting);
    match q.limit {
        Some(0) => t.no_queue.to_owned(),
        Some(limit) => (t.of)(&waiting, &brief(lang, limit)),
        None => (t.waiting)(&waiting),
    }
}

/// A count in few characters: 12,345 is 12k.
fn brief(lang: Lang, n: u32) -> String {
    let thousand = if lang == Lang::Pt { "\u{a0}mil" } else { "k" };
    if n >= 10_000 { format!("{}{thousand}", n / 1000) } else { int(lang, f64::from(n)) }
}

/// A cache: its hits against its misses, and how full it is.
#[component]
pub fn Memory(part: Part) -> impl IntoView {
    let (hits_at, fill_at) = part.plan.with_untracked(|p| p.hits.zip(p.fill))?;
    let inner = move || part.plan.with(|p| p.w) - 2.0 * SIDE;
    let hits = memo(move || part.reading.with(|r| f64::from(r.hits.unwrap_or(0)) / 1000.0));
    let known = memo(move || part.reading.with(|r| r.hits.is_some()));
    let entries = memo(move || part.reading.with(|r| r.entries));
    let words = move || {
        let (lang, t) = (part.lang.get(), &part.lang.get().texts().canvas.words);
        entries.get().map(|(n, of)| (t.entries)(&brief(lang, n), &brief(lang, of))).unwrap_or_default()
    };
    let share = move || entries.get().map_or(0.0, |(n, of)| f64::from(n) / f64::from(of.max(1)));
    let bar = 64.0;
    let bar_x = move || part.plan.with(|p| p.w) - SIDE - bar;
    Some(view! {
        <g class="st-memory">
            <rect class="st-miss" class:none=move || !known.get() x=SIDE y=hits_at + 4.0 width=inner height=8 fill="url(#hatch-miss)" />
            <rect class="st-work" x=SIDE y=hits_at + 4.0 width=move || inner() * hits.get() height=8 />
            <text class="st-words" x=SIDE y=fill_at + 12.0>{words}</text>
            <rect class="st-free" x=bar_x y=fill_at + 5.5 width=bar height=5 />
            <rect class="st-work" x=bar_x y=fill_at + 5.5 width=move || bar * share() height=5 />
        </g>
    })
}
