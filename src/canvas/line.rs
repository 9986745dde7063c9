//! A connection: a line per class of requests, as wide as the log of its rate, with the rate beside
//! it and a cross at the end where calls fail.

use super::stage::{Focus, Stage};
use super::station::{Reading, State, three_figures};
use super::text::width;
use crate::board::geometry::{Anchor, Point, Route, Side, Spot};
use crate::i18n::Lang;
use crate::i18n::number::{fixed, short};
use crate::view::prelude::*;
use simcore::design::NodeId;

/// Lines side by side are so far apart.
const GAP: f64 = 1.5;
/// Size of a rate.
const TEXT: f64 = 12.0;
/// From one rate to the next under it.
const ROW: f64 = 14.0;
/// The arrow head.
const HEAD: f64 = 8.0;

/// The width of a line for so many calls per second, in steps that the eye can tell.
fn line_width(rate: f64) -> f64 {
    let width = if rate <= 0.0 { 1.5 } else { (1.6 + 2.1 * (rate / 5.0).log10()).clamp(1.5, 9.0) };
    (width * 4.0).round() / 4.0
}

/// What flows over a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Flow {
    reads: f64,
    writes: f64,
    failed: f64,
}

/// One class on its way. It knows no rate: most changes of a rate change no line.
#[derive(Clone, Debug, PartialEq)]
struct Strand {
    class: &'static str,
    width: f64,
    /// To the right of the direction of travel.
    offset: f64,
}

impl Flow {
    /// The classes that flow, and how much of each.
    fn classes(self) -> impl Iterator<Item = (&'static str, f64)> {
        [("read", self.reads), ("write", self.writes)].into_iter().filter(|(_, rate)| *rate > 0.0)
    }

    fn strands(self) -> Vec<Strand> {
        let strand = |class, rate| Strand { class, width: line_width(rate), offset: 0.0 };
        let mut all: Vec<Strand> = self.classes().map(|(class, rate)| strand(class, rate)).collect();
        if all.is_empty() {
            all.push(strand("none", 0.0));
        }
        let total = all.iter().map(|s| s.width).sum::<f64>() + GAP * (all.len() - 1) as f64;
        let mut at = -total / 2.0;
        for s in &mut all {
            s.offset = at + s.width / 2.0;
            at += s.width + GAP;
        }
        all
    }
}

/// What flows over a connection now.
fn flow_of(stage: Stage, from: NodeId, to: NodeId, index: Memo<Option<usize>>) -> Memo<Flow> {
    let shown = stage.shown.part(from + to);
    memo(move || {
        let Some(i) = index.get() else { return Flow::default() };
        let (ok, failed) = shown.with(|f| f.links.get(i).copied().unwrap_or_default());
        let (all, writes) = (three_figures(ok + failed), stage.mix.with_value(|m| m.writes(i)));
        let writes = three_figures((all * writes) as f32);
        Flow { reads: all - writes, writes, failed: three_figures(failed) }
    })
}

/// The way of a connection, and where it is in the order of the design.
fn way_of(stage: Stage, from: NodeId, to: NodeId) -> (Memo<Route>, Memo<Option<usize>>) {
    let way = stage.spots.line(from, to);
    (memo(move || way.with(|w| w.route.clone())), memo(move || way.with(|w| w.index)))
}

/// A connection in a sentence, at the pace of a screen reader.
fn sentence(stage: Stage, index: Memo<Option<usize>>, (from, to): (NodeId, NodeId), lang: Lang) -> String {
    let t = &lang.texts().canvas;
    let calm = stage.calm.part(from + to);
    let rates = |i: usize| calm.with(|f| f.links.get(i).copied());
    let (ok, failed) = index.get().and_then(rates).unwrap_or_default();
    let rate = |v| short(lang, three_figures(v));
    let (a, b) = stage.board.with(|b| {
        let name = |id| b.node(id).map(|n| n.name.clone()).unwrap_or_default();
        (name(from), name(to))
    });
    let flow = if failed > 0.0 {
        (t.link_failing)(&a, &b, &rate(ok + failed), &rate(failed))
    } else {
        (t.link)(&a, &b, &rate(ok))
    };
    let at_its_end = calm.with(|f| f.nodes.iter().find(|n| n.id == to).map(|n| Reading::of(n).state));
    match at_its_end {
        Some(State::Saturated) => format!("{flow} {b}: {}", t.speech.saturated),
        Some(State::Strained) => format!("{flow} {b}: {}", t.speech.strained),
        _ => flow,
    }
}

/// One connection.
#[component]
pub fn Line(stage: Stage, from: NodeId, to: NodeId, first: Memo<Option<(NodeId, NodeId)>>) -> impl IntoView {
    let (route, index) = way_of(stage, from, to);
    let flow = flow_of(stage, from, to, index);
    let selected = memo(move || stage.desk.selection.with(|s| s.links.contains(&(from, to))));
    // a request that is shown hop by hop went this way
    let followed = memo(move || stage.desk.catch.way.with(|w| w.contains(&(from, to))));
    let strands = memo(move || flow.get().strands());
    let wide = memo(move || strands.with(|s| s.iter().map(|s| s.width + GAP).sum::<f64>()));
    let failing = memo(move || flow.with(|f| f.failed > 0.0));
    let lang = memo(move || stage.lang.get());
    let label = memo(move || sentence(stage, index, (from, to), lang.get()));
    let tab = memo(move || match stage.focus.get() {
        Some(Focus::Link(a, b)) => (a, b) == (from, to),
        _ => first.get() == Some((from, to)),
    });
    view! {
        <g
            class="line"
            class:selected=selected
            class:failing=failing
            class:followed=followed
            role="img"
            tabindex=move || if tab.get() { "0" } else { "-1" }
            aria-label=label
            data-link=format!("{from}-{to}")
            data-testid=format!("link-{from}-{to}")
        >
            <path class="ln-reach" d=move || route.with(|r| r.path(0.0)) />
            <path class="ln-ring" stroke-width=move || wide.get() + 15.0 d=move || route.with(|r| r.path(0.0)) />
            <path class="ln-focus" stroke-width=move || wide.get() + 9.0 d=move || route.with(|r| r.path(0.0)) />
            <Strands route strands />
            {move || failing.get().then(|| view! { <path class="ln-cross" d=route.with(cross) /> })}
        </g>
    }
}

/// The strands follow width and route; they are made anew only when another class flows.
#[component]
fn Strands(route: Memo<Route>, strands: Memo<Vec<Strand>>) -> impl IntoView {
    let classes = memo(move || strands.with(|s| s.iter().map(|s| s.class).collect::<Vec<_>>()));
    let draw = move |(i, class): (usize, &'static str)| {
        let width = memo(move || strands.with(|s| s.get(i).map_or(0.0, |s| s.width)));
        let offset = memo(move || strands.with(|s| s.get(i).map_or(0.0, |s| s.offset)));
        let beside = move || route.with(|r| r.beside(offset.get()));
        view! {
            <path class="ln-case" stroke-width=move || width.get() + 4.0 d=move || beside().path(HEAD + 4.0) />
            <path class=format!("ln {class}") stroke-width=width d=move || beside().path(HEAD - 2.0) />
            <path class=format!("ln-head {class}") d=move || head(&beside(), width.get()) />
        }
    };
    move || classes.get().into_iter().enumerate().map(draw).collect_view()
}

/// The rates of a connection, on a patch of board within 12 px of the line. They lie over all
/// lines, so that no line runs through a number.
#[component]
pub fn Rates(stage: Stage, from: NodeId, to: NodeId, far: Memo<bool>) -> impl IntoView {
    let (route, index) = way_of(stage, from, to);
    let flow = flow_of(stage, from, to, index);
    // of its own: what thousands listen to is dear to listen to again
    let lang = memo(move || stage.lang.get());
    let words = memo(move || {
        let say = |(class, rate)| (class, brief_rate(lang.get(), rate));
        flow.get().classes().map(say).collect::<Vec<_>>()
    });
    let half = memo(move || flow.get().strands().iter().map(|s| s.width + GAP).sum::<f64>() / 2.0);
    let classes = memo(move || words.with(|w| w.iter().map(|(class, _)| *class).collect::<Vec<_>>()));
    let all = memo(move || match route.with(Route::label) {
        Some(spot) => labels(spot, half.get(), words.get()),
        None => Vec::new(),
    });
    let seen = memo(move || !far.get() && all.with(|all| !all.is_empty()));
    move || {
        let labels = seen.get().then(|| classes.get())?.into_iter().enumerate();
        Some(labels.map(|(i, class)| label(all, i, class)).collect_view())
    }
}

/// A rate in its place: the middle of its base line.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    at: Point,
    text: String,
}

/// One class on either side of the line, or both on the side where there is room.
fn labels(spot: Spot, half: f64, words: Vec<(&'static str, String)>) -> Vec<Label> {
    let Spot { at, level, anchor, side } = spot;
    let place = |row: i32, text: String| {
        let wide = wide(&text) / 2.0;
        let x = match (level, anchor) {
            (false, _) if row < 0 => at.x - half - 5.0 - wide,
            (false, _) => at.x + half + 5.0 + wide,
            (true, Anchor::End) => at.x - HEAD - 2.0 - wide,
            (true, Anchor::Start) => at.x + 3.0 + wide,
            (true, Anchor::Middle) => at.x,
        };
        let y = match (level, row) {
            (false, _) => at.y + 4.0,
            (true, row) if row < 0 => at.y - half - 5.0 + ROW * f64::from(row + 1),
            (true, row) => at.y + half + 14.0 + ROW * f64::from(row),
        };
        Label { at: Point::new(x, y), text }
    };
    let count = words.len() as i32;
    let row = |i: i32| match side {
        Side::Above => i - count,
        Side::Below => i,
        Side::Both => i - 1,
    };
    // lines that stand upright have no above and below: one label on either side
    let row = |i: i32| if level { row(i) } else { i - 1 };
    words.into_iter().zip(0..).map(|((_, text), i)| place(row(i), text)).collect()
}

fn wide(text: &str) -> f64 {
    width(text, TEXT, true) + 5.0
}

/// One label. Rates change all the time and most are as wide as before: then only the text changes.
fn label(all: Memo<Vec<Label>>, i: usize, class: &'static str) -> impl IntoView {
    let place =
        memo(move || all.with(|all| all.get(i).map_or((0.0, Point::default()), |l| (wide(&l.text), l.at))));
    let text = move || all.with(|all| all.get(i).map(|l| l.text.clone()).unwrap_or_default());
    view! {
        <rect
            class="ln-patch"
            x=move || place.with(|(w, at)| at.x - w / 2.0)
            y=move || place.get().1.y - 11.0
            width=move || place.get().0
            height=14
        />
        <text class=format!("ln-rate {class}") x=move || place.get().1.x y=move || place.get().1.y>
            {text}
        </text>
    }
}

/// A rate as it stands on the board: no more figures than can be read while they move.
fn brief_rate(lang: Lang, value: f64) -> String {
    let decimals = usize::from(value < 9.95);
    format!("{}/s", fixed(lang, value, decimals))
}

fn head(route: &Route, width: f64) -> String {
    let (tip, half) = (route.end(), (width * 0.75 + 2.0).max(4.0));
    let before =
        route.points.len().checked_sub(2).and_then(|i| route.points.get(i)).copied().unwrap_or_default();
    let d = before.distance(tip).max(1e-6);
    let (ux, uy) = ((tip.x - before.x) / d, (tip.y - before.y) / d);
    let base = Point::new(tip.x - ux * HEAD, tip.y - uy * HEAD);
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
        tip.x,
        tip.y,
        base.x - uy * half,
        base.y + ux * half,
        base.x + uy * half,
        base.y - ux * half
    )
}

fn cross(route: &Route) -> String {
    let p = route.at(route.length - 16.0);
    format!("M{:.1} {:.1}l9 9m0 -9l-9 9", p.x - 4.5, p.y - 4.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_follows_the_log_of_the_rate() {
        assert_eq!((line_width(0.0), line_width(1.0), line_width(1e9)), (1.5, 1.5, 9.0));
        assert!((line_width(50.0) - 3.75).abs() < 1e-9);
    }

    #[test]
    fn classes_lie_side_by_side_around_the_middle() {
        let both = Flow { reads: 640.0, writes: 80.0, failed: 0.0 }.strands();
        let (left, right) = (both[0].offset - both[0].width / 2.0, both[1].offset + both[1].width / 2.0);
        assert!((left + right).abs() < 1e-9);
        assert_eq!(Flow::default().strands().len(), 1);
    }
}
