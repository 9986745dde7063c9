//! Icon, name, one figure, and for some families a line of words.

use super::{Part, Reading, State};
use crate::canvas::text::fit;
use crate::i18n::number::{percent, rate};
use crate::i18n::{Lang, kinds};
use crate::view::prelude::*;
use simcore::kinds::{Family, Role};
use simcore::param::Range;

/// Left and right of a row.
pub const SIDE: f64 = 12.0;
/// The rounded ends of a pill take more.
const PILL: f64 = 20.0;
const NOTCH: f64 = 24.0;
const ICON: f64 = 18.0;

impl Part {
    /// Where rows begin.
    pub fn side(self) -> f64 {
        match self.plan.with(|p| p.family) {
            Family::Entry => PILL,
            // the notch of an arrow
            Family::Messaging => NOTCH,
            _ => SIDE,
        }
    }

    /// The one figure on the right of the name.
    fn figure(self) -> String {
        let (lang, t) = (self.lang.get(), &self.lang.get().texts().canvas.words);
        self.reading.with(|r| match r.state {
            State::Down => t.down.to_owned(),
            State::Degraded => t.slow.to_owned(),
            _ if r.squares.is_some() => percent(lang, f64::from(r.taken) / 100.0),
            // a line of words has more room for it
            _ if self.plan.with(|p| p.line.is_some()) => String::new(),
            _ => hits(lang, r).unwrap_or_default(),
        })
    }

    /// What the kind is set to. The first choice of a kind is its character: the algorithm of a
    /// balancer.
    fn chosen(self) -> String {
        let entry = self.kind.meta().role == Role::Source;
        let first = self.kind.table().first().filter(|p| !entry && matches!(p.range, Range::Choice(_)));
        let chosen = first.and_then(|_| {
            let value = self.stage.board.with(|b| b.param(self.id, 0))?;
            kinds::kind(self.lang.get(), self.kind).params.first()?.choices.get(value as usize).copied()
        });
        chosen.unwrap_or_default().to_owned()
    }

    /// The line of words: what the kind is set to, or what a cache answers, then the rate; the rate alone
    /// where it enters.
    fn words(self, chosen: String) -> (String, String) {
        let lang = self.lang.get();
        let rate = self.reading.with(|r| rate(lang, r.rate));
        if self.kind.meta().role == Role::Source {
            return (rate, String::new());
        }
        let hits = || self.reading.with(|r| r.squares.is_none().then(|| hits(lang, r)).flatten());
        let first = Some(chosen).filter(|c| !c.is_empty());
        (first.or_else(hits).unwrap_or_default(), rate)
    }
}

/// Of a cache: the share of lookups that it answers.
fn hits(lang: Lang, r: &Reading) -> Option<String> {
    let words = &lang.texts().canvas.words;
    r.hits.map(|h| (words.hit)(&percent(lang, f64::from(h / 10) / 100.0)))
}

#[component]
pub fn Header(part: Part) -> impl IntoView {
    let name =
        memo(move || part.stage.board.with(|b| b.node(part.id).map(|n| n.name.clone())).unwrap_or_default());
    let figure = memo(move || part.figure());
    let top = move || part.plan.with(|p| p.header);
    let has_line = part.plan.with_untracked(|p| p.line.is_some());
    let room = move || {
        let w = part.plan.with(|p| p.w);
        // room for the widest figure is kept, so that the name never moves
        let kept = if has_line { 0.0 } else { 44.0 };
        w - 2.0 * part.side() - ICON - 6.0 - kept
    };
    let strained = move || part.state.get() >= State::Strained;
    let tab = move || part.state.get() == State::Saturated && !has_line;
    view! {
        <use
            class="st-icon"
            href=format!("assets/icons.svg#{}", part.kind.name())
            x=move || part.side()
            y=move || top() + 9.0
            width=ICON
            height=ICON
        ></use>
        <text class="st-name" x=move || part.side() + ICON + 6.0 y=move || top() + 22.5>
            {move || name.with(|n| fit(n, room(), 13.0, true))}
        </text>
        {move || {
            tab()
                .then(|| {
                    let (x, y) = (part.plan.with(|p| p.w) - 50.0, top() + 8.0);
                    view! { <rect class="st-tab" x=x y=y width=42 height=18 /> }
                })
        }}
        <text
            class="st-figure"
            class:strong=strained
            class:on-bad=tab
            x=move || part.plan.with(|p| p.w) - SIDE
            y=move || top() + 21.5
        >
            {figure}
        </text>
        {has_line.then(|| view! { <Line part /> })}
    }
}

#[component]
fn Line(part: Part) -> impl IntoView {
    let chosen = memo(move || part.chosen());
    let words = memo(move || part.words(chosen.get()));
    let y = move || part.plan.with(|p| p.line.unwrap_or_default()) + 9.0;
    let indent = move || {
        let entry = part.kind.meta().role == Role::Source;
        part.side() + if entry { ICON + 6.0 } else { 0.0 }
    };
    let room = move || part.plan.with(|p| p.w) - 2.0 * SIDE - 40.0;
    view! {
        <text class="st-words small" x=indent y=y>
            {move || words.with(|(w, _)| fit(w, room(), 11.0, false))}
        </text>
        <text class="st-figure" x=move || part.plan.with(|p| p.w) - SIDE y=y>
            {move || words.with(|(_, rate)| rate.clone())}
        </text>
    }
}
