//! Left column, second part: the facts that the text leaves out, each a small field.

use super::fact_list::{self, Field};
use super::fact_text::{choices, pick, read, shown};
use super::sheet::Pass;
use super::state::Lab;
use crate::i18n;
use crate::view::prelude::*;

/// The facts; in the text pass only a sentence, since there are none.
#[component]
pub fn Facts(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let text = move || lab.pass.get() == Pass::Text;
    let fields = memo(move || {
        let algorithm = lab.algorithm.get();
        lab.puzzle.with(|p| {
            let all = fact_list::all(p);
            all.into_iter().partition::<Vec<Field>, _>(|f| fact_list::wants(algorithm, f, p))
        })
    });
    let list = move |mine: bool| {
        fields.with(|(wanted, other)| {
            let list = if mine { wanted } else { other };
            list.iter().cloned().map(|field| view! { <FactRow lab field /> }).collect_view()
        })
    };
    let heading = move || {
        let l = &t.get().lab;
        (l.facts_for)(l.name(lab.algorithm.get()))
    };
    view! {
        <section class="lab-facts" aria-labelledby="lab-facts">
            <h2 id="lab-facts">{move || t.get().lab.facts}</h2>
            <Show
                when=move || !text()
                fallback=move || view! { <p class="lab-note">{move || t.get().lab.facts_absent}</p> }
            >
                <h3>{heading}</h3>
                <Show when=move || fields.with(|f| f.0.is_empty())>
                    <p class="lab-note">{move || t.get().lab.facts_none}</p>
                </Show>
                <ul>{move || list(true)}</ul>
                <details class="lab-more">
                    <summary>{move || t.get().lab.facts_other}</summary>
                    <ul>{move || list(false)}</ul>
                </details>
                <Show when=move || lab.changed()>
                    <button class="btn sm" type="button" on:click=move |_| lab.reset_facts()>
                        {move || t.get().lab.reset_facts}
                    </button>
                </Show>
                <p class="lab-note">{move || t.get().lab.facts_note}</p>
            </Show>
        </section>
    }
}

/// A label and its field: a choice where the values are few, text where they are many.
#[component]
fn FactRow(lab: Lab, field: Field) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let wrong = rw_signal(None::<String>);
    let field = stored(field);
    let label = move || field.with_value(|f| super::fact_text::label(&t.get().lab, f));
    let options = move || field.with_value(|f| lab.puzzle.with(|p| choices(&t.get().lab, p, f)));
    let is_choice =
        field.with_value(|f| lab.puzzle.with_untracked(|p| choices(&i18n::lab::EN, p, f).is_some()));
    let take = move |result: Result<(), String>| wrong.set(result.err());
    let on_pick = move |ev| {
        let Ok(i) = event_target_value(&ev).parse::<usize>() else { return };
        let bad = t.get_untracked().lab.bad_value.to_owned();
        take(field.with_value(|f| lab.change(|p| pick(p, f, i))).map_err(|_| bad));
    };
    let on_text = move |ev| {
        let l = &t.get_untracked().lab;
        let typed = event_target_value(&ev);
        let result = field.with_value(|f| {
            let value = lab.puzzle.with_untracked(|p| read(l, lang.get_untracked(), p, f, &typed))?;
            lab.change(|p| super::fact_text::set(p, f, value)).map_err(|_| l.bad_value.to_owned())
        });
        take(result);
    };
    let control = if is_choice {
        view! {
            <select class="field" aria-label=label on:change=on_pick>
                {move || {
                    let (list, at) = options().unwrap_or_default();
                    let one = |(i, words): (usize, String)| {
                        view! { <option value=i.to_string() selected=Some(i) == at>{words}</option> }
                    };
                    list.into_iter().enumerate().map(one).collect_view()
                }}
            </select>
        }
    } else {
        view! {
            <input
                class="field"
                type="text"
                autocomplete="off"
                aria-label=label
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                placeholder=move || t.get().lab.unknown
                prop:value=move || {
                    // a refused text stays in the field until the fact changes
                    field.with_value(|f| lab.puzzle.with(|p| shown(lang.get(), p, f)))
                }
                on:change=on_text
            />
        }
    };
    let unit = field.with_value(super::fact_text::unit);
    view! {
        <li class="fact">
            <div class="fact-row">
                <span>{label}</span>
                <span class="fact-control">{control} {unit.map(|u| view! { <i>{u}</i> })}</span>
            </div>
            <p class="fact-wrong" role="alert">{move || wrong.get()}</p>
        </li>
    }
}
