//! Left column, first part: what the text gives, and the switches that change the world.

use super::state::Lab;
use crate::i18n;
use crate::view::prelude::*;
use simcore::lab::{Event, Puzzle, Variant};

/// What the text of the puzzle says.
#[component]
pub fn Given(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let servers = move || lab.puzzle.with(|p| p.servers.join(" "));
    let past = move || {
        let l = &t.get().lab;
        lab.puzzle.with(|p| {
            p.history.iter().map(|h| (l.went_to)(&h.user, &h.server)).collect::<Vec<_>>().join(", ")
        })
    };
    let rows = move || {
        let l = &t.get().lab;
        lab.puzzle.with(|p| {
            let line = |(i, words)| view! { <div><dt>{(l.t)(i + 1)}</dt><dd>{words}</dd></div> };
            requests(l, p).into_iter().enumerate().map(line).collect_view()
        })
    };
    view! {
        <section class="lab-given" aria-labelledby="lab-given">
            <h2 id="lab-given">{move || t.get().lab.given}</h2>
            <dl>
                <div>
                    <dt>{move || t.get().lab.servers_in_order}</dt>
                    <dd>{servers}</dd>
                </div>
                <div>
                    <dt>{move || t.get().lab.last_dispatch}</dt>
                    <dd>{past}</dd>
                </div>
                {rows}
            </dl>
        </section>
    }
}

/// Who asks, in words: again, once more, or for the first time.
fn requests(t: &i18n::lab::Texts, p: &Puzzle) -> Vec<String> {
    let mut seen: Vec<&str> = p.history.iter().map(|h| h.user.as_str()).collect();
    let mut last = seen.last().copied().unwrap_or_default();
    let mut out = Vec::new();
    for r in &p.requests {
        out.push(match (r.user == last, seen.contains(&r.user.as_str())) {
            (true, _) => (t.again)(&r.user),
            (false, true) => (t.returns)(&r.user),
            (false, false) => (t.new_user)(&r.user),
        });
        seen.push(&r.user);
        last = &r.user;
    }
    out
}

/// Which kind of change a switch is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Down,
    Join,
}

impl Change {
    fn is_on(self, v: Variant) -> bool {
        match self {
            Change::Down => matches!(v, Variant::Downs | Variant::Both),
            Change::Join => matches!(v, Variant::Joins | Variant::Both),
        }
    }
}

fn variant(down: bool, join: bool) -> Variant {
    match (down, join) {
        (false, false) => Variant::Calm,
        (true, false) => Variant::Downs,
        (false, true) => Variant::Joins,
        (true, true) => Variant::Both,
    }
}

/// A card per event: on or off (that is another column of the grid), and when.
#[component]
pub fn World(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let count = memo(move || lab.puzzle.with(|p| p.events.len()));
    let cards = move || (0..count.get()).map(|place| view! { <EventCard lab place /> }).collect_view();
    view! {
        <section class="lab-world" aria-labelledby="lab-world">
            <h2 id="lab-world">{move || t.get().lab.world}</h2>
            {cards}
            <Show when=move || count.get() == 0>
                <p class="q2">{move || t.get().lab.no_events}</p>
            </Show>
        </section>
    }
}

#[component]
fn EventCard(lab: Lab, place: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let event = memo(move || lab.puzzle.with(|p| p.events.get(place).cloned()));
    let change = event.with_untracked(|e| match e {
        Some(Event::Join { .. }) => Change::Join,
        _ => Change::Down,
    });
    let words = move || {
        let l = &t.get().lab;
        event.with(|e| match e {
            Some(Event::Down { server, .. }) => (l.goes_down)(server),
            Some(Event::Join { server, .. }) => (l.joins)(server),
            None => String::new(),
        })
    };
    let on = memo(move || change.is_on(lab.here().variant));
    let toggle = move |_| {
        let now = untrack(|| lab.here()).variant;
        let mut want = (Change::Down.is_on(now), Change::Join.is_on(now));
        match change {
            Change::Down => want.0 = !want.0,
            Change::Join => want.1 = !want.1,
        }
        lab.go_to_variant(variant(want.0, want.1));
    };
    view! {
        <div class="ev" class:ev-on=move || on.get()>
            <label class="ev-head">
                <span>{words}</span>
                <input
                    class="switch"
                    type="checkbox"
                    role="switch"
                    prop:checked=move || on.get()
                    on:change=toggle
                />
            </label>
            <When lab place />
        </div>
    }
}

/// Between which requests the event falls.
#[component]
fn When(lab: Lab, place: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let at = move || lab.puzzle.with(|p| p.events.get(place).and_then(|e| before(p, e)));
    let count = move || lab.puzzle.with(|p| p.requests.len());
    let options = move || {
        let l = &t.get().lab;
        let one = |i: usize| {
            let words = if i == 0 { l.before_first.to_owned() } else { (l.after_request)(i) };
            view! { <option value=i.to_string() selected=move || at() == Some(i)>{words}</option> }
        };
        (0..count()).map(one).collect_view()
    };
    let pick = move |ev| {
        let Ok(i) = event_target_value(&ev).parse::<usize>() else { return };
        // the times offered are all possible ones, so the change is always taken over
        let _ = lab.change(|p| {
            let second = half_way(p, i);
            match p.events.get_mut(place) {
                Some(Event::Down { at_s, .. }) => *at_s = Some(second),
                Some(Event::Join { at_s, .. }) => *at_s = second,
                None => {}
            }
        });
    };
    view! {
        <select class="field" aria-label=move || t.get().lab.when on:change=pick>
            {options}
        </select>
    }
}

/// How many requests come before the event.
fn before(p: &Puzzle, e: &Event) -> Option<usize> {
    let at = match e {
        Event::Down { at_s, .. } => (*at_s)?,
        Event::Join { at_s, .. } => *at_s,
    };
    Some(p.requests.iter().filter(|r| r.at_s < at).count())
}

/// A second half-way between the requests around a gap.
fn half_way(p: &Puzzle, gap: usize) -> f64 {
    let at = |i: usize| p.requests.get(i).map_or(0.0, |r| r.at_s);
    let earlier = if gap == 0 { 0.0 } else { at(gap - 1) };
    (earlier + at(gap)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::lab::{EN, PT};
    use simcore::lab::{Down, Join};

    #[test]
    fn who_asks_is_said_in_words() {
        let p = Puzzle::classic(Down::Never, Join::Never);
        assert_eq!(requests(&EN, &p), ["u1 again", "u2, a new user", "u1 once more"]);
        assert_eq!(requests(&PT, &p)[1], "u2, usuário novo");
    }

    #[test]
    fn a_gap_and_its_time_belong_together() {
        let p = Puzzle::classic(Down::AfterT2, Join::BeforeT1);
        for gap in 0..3 {
            let e = Event::Down { server: "s3".into(), at_s: Some(half_way(&p, gap)) };
            assert_eq!(before(&p, &e), Some(gap));
        }
        assert_eq!(before(&p, &p.events[0]), Some(2));
        assert_eq!(before(&p, &p.events[1]), Some(0));
    }
}
