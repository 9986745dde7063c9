//! What is happening, in the sentences of the diagnosis, and how often it is read aloud.

use super::aloud::Aloud;
use super::state::List;
use crate::i18n::use_texts;
use crate::keep::settings;
use crate::ui::IconButton;
use crate::ui::segmented::Segmented;
use crate::view::prelude::*;
use crate::why::{Said, sentences, summary};
use std::time::Duration;

/// Whether there is something to read aloud is asked at this pace.
const PACE: Duration = Duration::from_secs(1);
/// After so many of these, what changed may be read aloud again.
const PAUSE: u32 = 3;
const STEADY: u32 = 10;

/// What was read aloud: which findings, and how long ago.
#[derive(Default)]
struct Last {
    keys: Option<Vec<Key>>,
    ago: u32,
}

type Key = (simcore::design::NodeId, u8, u8);

impl Last {
    /// Is it time to read aloud again? Numbers that change are no news, other findings are.
    fn is_due(&mut self, mode: Aloud, keys: Vec<Key>) -> bool {
        self.ago += 1;
        let due = match mode {
            Aloud::Changes => self.ago >= PAUSE && self.keys.as_ref() != Some(&keys),
            Aloud::Steady => self.ago >= STEADY,
            Aloud::Never => false,
        };
        if due {
            *self = Last { keys: Some(keys), ago: 0 };
        }
        due
    }
}

/// The panel beside the table.
#[component]
pub fn Happening(list: List) -> impl IntoView {
    let (t, lang, desk) = (use_texts(), list.lang, list.desk);
    let mode = rw_signal(settings::aloud());
    let said = memo(move || sentences(desk, lang.get()));
    let whole = memo(move || summary(desk, lang.get()));
    let spoken = rw_signal(String::new());
    let last = stored(Last::default());
    let tick = move || {
        let (Some(mode), Some(now)) = (mode.try_get_untracked(), said.try_get_untracked()) else { return };
        let keys = now.iter().map(|s| s.key).collect();
        if last.try_update_value(|last| last.is_due(mode, keys)) == Some(true) {
            let words: Vec<String> = now.into_iter().map(|s| s.words).collect();
            spoken.set(if words.is_empty() { whole.get_untracked() } else { words.join(" ") });
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, PACE) {
        on_cleanup(move || handle.clear());
    }
    let pick = move |i: usize| {
        mode.set(Aloud::ALL[i]);
        settings::keep_aloud(Aloud::ALL[i]);
    };
    view! {
        <section class="hap" aria-label=move || t.get().list.happening data-testid="happening">
            <div class="hap-head">
                <h2>{move || t.get().list.happening}</h2>
                <span class="q2" aria-hidden="true">{move || t.get().list.read_aloud}</span>
                <Segmented
                    label=derived(move || t.get().list.read_aloud.to_owned())
                    options=derived(move || t.get().list.aloud.map(str::to_owned).to_vec())
                    value=derived(move || Aloud::ALL.iter().position(|a| *a == mode.get()))
                    on_pick=callback(pick)
                />
            </div>
            <div class="hap-says">
                <Show when=move || said.with(Vec::is_empty)>
                    <p>{whole}</p>
                </Show>
                <For each=move || said.get() key=|s| s.key let:one>
                    <Finding list said one />
                </For>
            </div>
            <p class="aloud" aria-live="polite" data-testid="spoken">{spoken}</p>
            <Keys />
        </section>
    }
}

/// One sentence; a press goes to its station.
#[component]
fn Finding(list: List, said: Memo<Vec<Said>>, one: Said) -> impl IntoView {
    let key = one.key;
    let words = memo(move || {
        said.with(|all| all.iter().find(|s| s.key == key).map(|s| s.words.clone()).unwrap_or_default())
    });
    match one.station {
        None => view! { <p class:root=one.root>{words}</p> },
        Some(id) => {
            let go = move |_| {
                list.open(id);
                list.focus(id);
            };
            view! { <button type="button" class="hap-line" class:root=one.root on:click=go>{words}</button> }
        }
    }
}

/// The card of keys, until it is closed.
#[component]
fn Keys() -> impl IntoView {
    let t = use_texts();
    let open = rw_signal(true);
    let row = |(key, what): &(&'static str, &'static str)| {
        view! { <div><dt><kbd class="kbd">{*key}</kbd></dt><dd>{*what}</dd></div> }
    };
    let groups = move || {
        let group = |(name, keys): &(&'static str, &'static [(&'static str, &'static str)])| {
            view! {
                <h3>{*name}</h3>
                <dl class="keys">{keys.iter().map(row).collect_view()}</dl>
            }
        };
        t.get().list.keys.iter().map(group).collect_view()
    };
    view! {
        <Show when=move || open.get()>
            <div class="hap-keys">
                <div class="row">
                    <h2 class="grow">{move || t.get().list.keyboard}</h2>
                    <IconButton
                        icon="close"
                        label=derived(move || t.get().shell.close.to_owned())
                        on_press=callback(move |()| open.set(false))
                        class="ghost sm"
                    />
                </div>
                {groups}
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_findings_are_news_and_never_more_often_than_the_pause() {
        let mut last = Last::default();
        let mut due = |mode, ids: &[u32]| last.is_due(mode, ids.iter().map(|id| (*id, 0, 0)).collect());
        assert!(!due(Aloud::Changes, &[]) && !due(Aloud::Changes, &[]) && due(Aloud::Changes, &[]));
        assert!((0..20).all(|_| !due(Aloud::Changes, &[])), "nothing new");
        assert!(due(Aloud::Changes, &[7]));
        assert!(!due(Aloud::Changes, &[8]) && !due(Aloud::Changes, &[8]) && due(Aloud::Changes, &[8]));
        let steady = (0..30).filter(|_| due(Aloud::Steady, &[8])).count();
        assert_eq!(steady, 3);
        assert!((0..30).all(|_| !due(Aloud::Never, &[9])));
    }
}
