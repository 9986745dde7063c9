//! The line over the charts: the root cause in a sentence, and on demand all that was found.

use super::sentences::{Said, sentences, summary};
use crate::board::Selection;
use crate::desk::Desk;
use crate::i18n::{use_lang, use_texts};
use crate::ui::{Icon, fresh_id};
use crate::view::prelude::*;

/// Why requests fail or are slow; `children` are buttons at its end.
#[component]
pub fn WhyBar(desk: Desk, children: Children) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let open = rw_signal(false);
    let all = memo(move || sentences(desk, lang.get()));
    let rest = move || all.with(|all| all.len().saturating_sub(1));
    let list = fresh_id("why");
    let lit = memo(move || all.with(|all| all.first().is_some_and(|s| s.root)));
    let first = memo(move || all.with(|all| all.first().cloned()));
    let well = memo(move || if all.with(Vec::is_empty) { summary(desk, lang.get()) } else { String::new() });
    let word = move || {
        if open.get() { t.get().why.fewer.to_owned() } else { (t.get().why.more)(rest()) }
    };
    let controls = list.clone();
    view! {
        <div class="why" class:bad=lit data-testid="why">
            <Icon name=derived(move || if lit.get() { "warning" } else { "info" }.to_owned()) small=true />
            <b class="why-title">{move || t.get().why.title}</b>
            <p class="why-first">
                {move || match first.get() {
                    Some(said) => view! { <Sentence desk said /> }.into_dom(),
                    None => well.get().into_dom(),
                }}
            </p>
            <Show when=move || rest() != 0>
                <button
                    type="button"
                    class="btn sm ghost why-more"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=controls.clone()
                    on:click=move |_| open.update(|o| *o = !*o)
                >
                    {word}
                </button>
            </Show>
            {children()}
            <Show when=move || open.get() && rest() != 0>
                <ol class="why-list" id=list.clone()>
                    {move || {
                        let others = all.with(|all| all.iter().skip(1).cloned().collect::<Vec<Said>>());
                        others.into_iter().map(|said| view! { <li><Sentence desk said /></li> }).collect_view()
                    }}
                </ol>
            </Show>
        </div>
    }
}

/// A finding, with a way to its station.
#[component]
fn Sentence(desk: Desk, said: Said) -> impl IntoView {
    let t = use_texts();
    let name = said.name;
    let link = said.station.map(|id| {
        let label = move || (t.get().why.show_station)(&name);
        view! {
            <button
                type="button"
                class="why-link"
                on:click=move |_| desk.selection.set(Selection::node(id))
            >
                {label}
            </button>
        }
    });
    view! { <span>{said.words}</span>" "{link} }
}
