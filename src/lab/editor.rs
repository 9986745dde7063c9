//! The editor of a cell: one server, several, or shares; in the text pass also "it depends". Every
//! press is taken over at once; Escape closes.

use super::grid::focus_cell;
use super::labels;
use super::sheet::{Key, Pass};
use super::state::{Lab, named};
use crate::i18n::{self, Lang, number};
use crate::ui::segmented::Segmented;
use crate::view::prelude::*;
use leptos::html;
use simcore::lab::{Given, MissingFact, Outcome};
use simcore::sorted::sort_by;

/// What is being put together: an answer that need not be complete yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    depends: bool,
    said: Vec<Outcome>,
    /// Shares as typed, in the order of `said`; `None` while they are equal.
    shares: Option<Vec<f64>>,
    facts: Vec<MissingFact>,
}

impl Draft {
    fn of(given: Option<Given>) -> Draft {
        let said = given.as_ref().map(named).unwrap_or_default();
        match given {
            Some(Given::Depends { facts, .. }) => Draft { depends: true, said, facts, ..Draft::default() },
            Some(Given::Bars(bars)) => {
                let share = |o: &Outcome| bars.iter().find(|b| b.0 == *o).map_or(0.0, |b| b.1);
                Draft { shares: Some(said.iter().map(share).collect()), said, ..Draft::default() }
            }
            _ => Draft { said, ..Draft::default() },
        }
    }

    fn given(&self) -> Option<Given> {
        if self.depends {
            return Some(Given::Depends { facts: self.facts.clone(), possible: self.said.clone() });
        }
        match (&self.shares, self.said.as_slice()) {
            (_, []) => None,
            (Some(shares), [_, _, ..]) => {
                Some(Given::Bars(self.said.iter().copied().zip(shares.iter().copied()).collect()))
            }
            _ => Some(Given::Set(self.said.clone())),
        }
    }

    fn toggle(&mut self, o: Outcome) {
        let shares = self.shares.is_some();
        match self.said.iter().position(|x| *x == o) {
            Some(i) => drop(self.said.remove(i)),
            None => {
                self.said.push(o);
                sort_by(&mut self.said, Ord::cmp);
            }
        }
        // other servers, other shares: they start out equal again
        self.shares = (shares && self.said.len() > 1).then(|| self.even());
    }

    fn even(&self) -> Vec<f64> {
        vec![1.0 / self.said.len().max(1) as f64; self.said.len()]
    }
}

/// Reads a share: `1/3`, `0.25`, `25%`, in the writing of the language.
pub fn read_share(lang: Lang, text: &str) -> Option<f64> {
    let text = text.trim();
    let value = match text.split_once('/') {
        Some((a, b)) => {
            let (a, b): (f64, f64) = (a.trim().parse().ok()?, b.trim().parse().ok()?);
            (b > 0.0).then_some(a / b)?
        }
        None => {
            let number = number::parse(lang, text.trim_end_matches('%').trim())?;
            if text.ends_with('%') { number / 100.0 } else { number }
        }
    };
    (0.0..=1.0).contains(&value).then_some(value)
}

/// A share as people write it: a small fraction if it is one, or else per cent.
pub fn write_share(lang: Lang, v: f64) -> String {
    let small = (1..=12_u32).find_map(|d| {
        let n = v * f64::from(d);
        ((n - n.round()).abs() < 1e-6).then(|| (n.round() as u32, d))
    });
    match small {
        Some((n, 1)) => n.to_string(),
        Some((n, d)) => format!("{n}/{d}"),
        None => number::percent(lang, v),
    }
}

/// The editor.
#[component]
pub fn Editor(lab: Lab, key: Key) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let draft = rw_signal(Draft::of(untrack(|| lab.given(key))));
    let change = move |f: &dyn Fn(&mut Draft)| {
        draft.update(|d| f(d));
        lab.put(key, draft.with_untracked(Draft::given));
    };
    let close = move || {
        lab.editing.set(None);
        focus_cell(key.algorithm, key.column);
    };
    let title = move || super::grid::spoken(lab, key, t.get(), lang.get());
    let text_pass = key.pass == Pass::Text;
    let question = move || {
        let l = &t.get().lab;
        if draft.with(|d| d.depends) { l.who_may } else { l.who }
    };
    let several = move || draft.with(|d| d.said.len() > 1 && !d.depends);
    view! {
        <div
            class="ed"
            role="group"
            aria-label=title
            data-testid="editor"
            on:keydown=move |ev| {
                if ev.key() == "Escape" {
                    ev.prevent_default();
                    ev.stop_propagation();
                    close();
                }
            }
        >
            {text_pass.then(|| view! { <Settled draft change=callback(move |d| change(&|x: &mut Draft| x.depends = d)) /> })}
            <div class="ed-part">
                <span class="ed-label">{question}</span>
                <Servers lab draft toggle=callback(move |o| change(&|d: &mut Draft| d.toggle(o))) />
            </div>
            <Show when=several>
                <Shares lab draft change=callback(move |s: Option<Vec<f64>>| change(&|d: &mut Draft| d.shares = s.clone())) />
            </Show>
            <Show when=move || draft.with(|d| d.depends)>
                <Facts
                    draft
                    toggle=callback(move |f| {
                        change(&|d: &mut Draft| match d.facts.iter().position(|x| *x == f) {
                            Some(i) => drop(d.facts.remove(i)),
                            None => d.facts.push(f),
                        });
                    })
                />
            </Show>
            <div class="ed-foot">
                <button
                    class="btn sm"
                    type="button"
                    on:click=move |_| {
                        draft.set(Draft::default());
                        lab.put(key, None);
                    }
                >
                    {move || t.get().lab.clear}
                </button>
                <button class="btn sm pri" type="button" data-testid="close-editor" on:click=move |_| close()>
                    {move || t.get().lab.close}
                </button>
            </div>
        </div>
    }
}

/// Does the text settle it?
#[component]
fn Settled(draft: RwSignal<Draft>, change: Callback<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let options = derived(move || {
        let l = &t.get().lab;
        vec![l.settled_yes.to_owned(), l.settled_no.to_owned()]
    });
    view! {
        <div class="ed-part">
            <span class="ed-label">{move || t.get().lab.settled}</span>
            <Segmented
                label=derived(move || t.get().lab.settled.to_owned())
                options
                value=derived(move || Some(usize::from(draft.with(|d| d.depends))))
                on_pick=callback(move |i| change.run(i == 1))
            />
        </div>
    }
}

/// One button per server, and one for "nobody answers".
#[component]
fn Servers(lab: Lab, draft: RwSignal<Draft>, toggle: Callback<Outcome>) -> impl IntoView {
    let t = i18n::use_texts();
    let first: NodeRef<html::Button> = NodeRef::new();
    // the editor opens under the fingers: the focus goes to its first server
    effect(move || {
        if let Some(button) = first.get() {
            let _ = button.focus();
        }
    });
    let names = untrack(|| lab.names());
    let button = move |(o, node): (Outcome, Option<NodeRef<html::Button>>)| {
        let names = names.clone();
        let name = move || labels::outcome(&t.get().lab, &names, o);
        let on = move || draft.with(|d| d.said.contains(&o));
        view! {
            <button
                node_ref=node.unwrap_or_default()
                class="pick"
                class:pick-on=on
                type="button"
                aria-pressed=move || on().to_string()
                on:click=move |_| toggle.run(o)
            >
                {name}
            </button>
        }
    };
    let count = untrack(|| lab.names().len());
    let all = (0..count).map(|i| (Outcome::Server(i as u32), (i == 0).then_some(first)));
    let all = all.chain([(Outcome::Error, None)]);
    view! { <span class="picks">{all.map(button).collect_view()}</span> }
}

/// Equally likely, or in shares of one's own.
#[component]
fn Shares(lab: Lab, draft: RwSignal<Draft>, change: Callback<Option<Vec<f64>>>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let options = derived(move || {
        let l = &t.get().lab;
        vec![l.equal.to_owned(), l.own_shares.to_owned()]
    });
    let own = move || draft.with(|d| d.shares.is_some());
    let pick = callback(move |i| {
        change.run((i == 1).then(|| draft.with_untracked(Draft::even)));
    });
    let said = memo(move || draft.with(|d| d.said.clone()));
    let field = move |(i, o): (usize, Outcome)| {
        let names = lab.names();
        let name = labels::outcome(&t.get().lab, &names, o);
        let label = (t.get().lab.share_of)(&name);
        let value = move || draft.with(|d| d.shares.as_ref().and_then(|s| s.get(i).copied())).unwrap_or(0.0);
        let take = move |ev| {
            let read = read_share(lang.get_untracked(), &event_target_value(&ev));
            let now = draft.with_untracked(|d| d.shares.clone());
            if let (Some(v), Some(mut shares)) = (read, now)
                && let Some(slot) = shares.get_mut(i)
            {
                *slot = v;
                change.run(Some(shares));
            }
        };
        view! {
            <label class="share">
                <b>{name}</b>
                <input
                    class="field"
                    type="text"
                    autocomplete="off"
                    aria-label=label
                    prop:value=move || write_share(lang.get(), value())
                    on:change=take
                />
                <span class="share-bar" aria-hidden="true">
                    <i style:width=move || format!("{:.1}%", 100.0 * value())></i>
                </span>
            </label>
        }
    };
    let sum = move || {
        let sum: f64 = draft.with(|d| d.shares.iter().flatten().sum());
        (t.get().lab.sum_is)(&write_share(lang.get(), sum))
    };
    view! {
        <div class="ed-part">
            <span class="ed-label">{move || t.get().lab.shares}</span>
            <Segmented
                label=derived(move || t.get().lab.shares.to_owned())
                options
                value=derived(move || Some(usize::from(own())))
                on_pick=pick
            />
        </div>
        <Show when=own>
            <div class="shares">
                {move || said.get().into_iter().enumerate().map(field).collect_view()}
                <span class="q2">{move || t.get().lab.share_help} ", " {sum}</span>
            </div>
        </Show>
    }
}

/// The facts that the answer hangs on.
#[component]
fn Facts(draft: RwSignal<Draft>, toggle: Callback<MissingFact>) -> impl IntoView {
    let t = i18n::use_texts();
    let line = move |f: MissingFact| {
        view! {
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || draft.with(|d| d.facts.contains(&f))
                    on:change=move |_| toggle.run(f)
                />
                <span>{move || t.get().lab.missing(f)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="ed-facts">
            <legend>{move || t.get().lab.which_facts}</legend>
            {MissingFact::ALL.into_iter().map(line).collect_view()}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        assert_eq!(read_share(Lang::En, "1/4"), Some(0.25));
        assert_eq!(read_share(Lang::Pt, "0,4"), Some(0.4));
        assert_eq!(read_share(Lang::En, "40%"), Some(0.4));
        assert_eq!(read_share(Lang::En, "1/0"), None);
        assert_eq!(read_share(Lang::En, "2"), None);
    }

    #[test]
    fn shares_are_written_as_fractions() {
        assert_eq!(write_share(Lang::En, 0.4), "2/5");
        assert_eq!(write_share(Lang::En, 1.0 / 3.0), "1/3");
        assert_eq!(write_share(Lang::En, 1.0), "1");
    }

    #[test]
    fn a_draft_becomes_the_answer_that_it_shows() {
        let mut d = Draft::default();
        assert_eq!(d.given(), None);
        d.toggle(Outcome::Server(3));
        d.toggle(Outcome::Server(0));
        assert_eq!(d.given(), Some(Given::Set(vec![Outcome::Server(0), Outcome::Server(3)])));
        d.shares = Some(d.even());
        d.toggle(Outcome::Server(4));
        assert_eq!(d.shares.as_ref().map(Vec::len), Some(3), "shares follow the servers");
        assert_eq!(Draft::of(d.given()), d);
        d.depends = true;
        assert!(matches!(d.given(), Some(Given::Depends { possible, .. }) if possible.len() == 3));
    }
}
