//! What changes for the worse or the better, said to screen readers: a short sentence every few
//! seconds at the most, and none while nothing changes.

use super::sentences::sentences;
use crate::desk::Desk;
use crate::i18n::{Lang, number, use_lang};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::measure::Point;
use std::time::Duration;

/// Between two sentences.
const PACE: Duration = Duration::from_secs(4);

/// What was last said: p95 in milliseconds, the share that fails or is late, the station at fault.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct State {
    p95: f64,
    bad: f64,
    at: Option<NodeId>,
}

impl State {
    fn of(p: &Point, at: Option<NodeId>) -> State {
        let all = f64::from(p.on_time + p.late + p.failed);
        let bad = if all > 0.0 { f64::from(p.late + p.failed) / all } else { 0.0 };
        State { p95: f64::from(p.p95), bad, at }
    }

    /// Is it worth a word, after what was said before?
    fn differs(self, before: State) -> bool {
        let slower = self.p95.max(1.0) / before.p95.max(1.0);
        self.at != before.at
            || (self.bad - before.bad).abs() >= 0.05
            || (self.bad > 0.0) != (before.bad > 0.0) && (self.bad - before.bad).abs() >= 0.005
            || !(0.5..=2.0).contains(&slower)
    }
}

/// The live region.
#[component]
pub fn Aloud(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    let words = rw_signal(String::new());
    let said = stored(State::default());
    let tick = move || {
        let Some(lang) = lang.try_get_untracked() else { return };
        untrack(|| speak(desk, lang, words, said));
    };
    if let Ok(handle) = set_interval_with_handle(tick, PACE) {
        on_cleanup(move || handle.clear());
    }
    view! { <p class="aloud" role="status" data-testid="why-aloud">{move || words.get()}</p> }
}

fn speak(desk: Desk, lang: Lang, words: RwSignal<String>, said: StoredValue<State>) {
    let Some(Some(point)) = desk.series.try_with(|points| points.last().cloned()) else { return };
    let cause = sentences(desk, lang).into_iter().find(|s| s.root);
    let now = State::of(&point, cause.as_ref().map(|s| s.key.0));
    if !now.differs(said.get_value()) {
        return;
    }
    said.set_value(now);
    let name = cause.map(|s| s.name);
    let (p95, bad) = (number::ms(lang, now.p95), number::percent(lang, now.bad));
    words.set((lang.texts().why.spoken)(&p95, (now.bad > 0.0).then_some(&bad), name.as_deref()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_said() {
        let before = State { p95: 30.0, bad: 0.0, at: None };
        assert!(!State { p95: 45.0, bad: 0.001, at: None }.differs(before));
        assert!(State { p95: 4100.0, bad: 0.0, at: None }.differs(before));
        assert!(State { p95: 30.0, bad: 0.31, at: None }.differs(before));
        assert!(State { p95: 30.0, bad: 0.0, at: Some(3) }.differs(before));
        assert!(before.differs(State { p95: 30.0, bad: 0.02, at: None }), "it is over");
    }
}
