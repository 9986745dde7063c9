//! `#/glossary`: every term in three languages with its meaning, and every component.

use super::search::{SearchBox, kind_link};
use super::{bring, not_here};
use crate::app::{Route, Study, use_page_title, use_route};
use crate::content::help::Helps;
use crate::content::study::glossary;
use crate::i18n::{self, kinds};
use crate::ui::Icon;
use crate::view::prelude::*;
use lessons::glossary::{Glossary, Term};
use simcore::kinds::KindId;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// The tags of the three columns.
const TAGS: [&str; 3] = ["en", "pt-BR", "es"];

/// The address of a component on this page: what no term is called.
pub fn part_id(kind: KindId) -> String {
    format!("part-{}", kind.name())
}

#[component]
pub fn GlossaryPage() -> impl IntoView {
    let (t, route) = (i18n::use_texts(), use_route());
    use_page_title(move || t.get().study.glossary.to_owned());
    let (got, retry) = bring(glossary);
    let here = memo(move || match route.get() {
        Route::Study(Study::Glossary(id)) => id,
        _ => None,
    });
    effect(move || {
        let (Some(id), true) = (here.get(), got.with(|g| matches!(g, Some(Ok(_))))) else { return };
        request_animation_frame(move || show(&format!("term-{id}")));
    });
    view! {
        <main id="content" class="study glossary" tabindex="-1" data-testid="glossary">
            <header class="study-head">
                <h1>{move || t.get().study.glossary}</h1>
                <p>{move || t.get().study.glossary_lead}</p>
            </header>
            <SearchBox />
            {move || match got.get() {
                Some(Ok(all)) => view! { <Terms all=all.clone() here /> <Parts all here /> },
                other => not_here(other.and_then(Result::err), retry),
            }}
        </main>
    }
}

/// Brings a row into sight and gives it the focus, so that a screen reader goes on there.
fn show(id: &str) {
    let row = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(row) = row {
        row.scroll_into_view();
        let _ = row.focus();
    }
}

#[component]
fn Terms(all: Arc<Glossary>, here: Memo<Option<String>>) -> impl IntoView {
    let t = i18n::use_texts();
    let heads = move || {
        let s = &t.get().study;
        s.languages
            .iter()
            .zip(TAGS)
            .map(|(h, tag)| view! { <th scope="col" lang=tag>{*h}</th> })
            .collect_view()
    };
    let rows = all.terms.iter().map(|term| row(term, here));
    view! {
        <table class="terms">
            <thead>
                <tr>{heads} <th scope="col">{move || t.get().study.meaning}</th></tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn row(term: &Term, here: Memo<Option<String>>) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let own = lang.get_untracked() as usize;
    let name = |(i, name): (usize, &String)| {
        let name = name.clone();
        let tag = TAGS[i];
        match i == own {
            true => {
                let href = Route::Study(Study::Glossary(Some(term.id.clone()))).href();
                view! { <th scope="row" lang=tag><a href=href>{name}</a></th> }
            }
            false => view! { <td lang=tag data-head=i18n_head(i)>{name}</td> },
        }
    };
    let names = term.names.iter().enumerate().map(name).collect_view();
    let met = term.met.iter().map(|m| {
        let to = Route::Lesson { slug: m.lesson.clone(), step: Some(m.step.clone()) };
        view! { <a href=to.href()>{m.title.clone()}</a> }
    });
    let met = (!term.met.is_empty()).then(|| {
        view! { <span class="term-met"><span>{move || t.get().study.met_in}</span> {met.collect_view()}</span> }
    });
    let parts = term.kinds.iter().map(|k| kind_link(*k)).collect_view();
    let id = term.id.clone();
    let is_here = move || here.with(|h| h.as_ref() == Some(&id));
    view! {
        <tr id=format!("term-{}", term.id) class:term-here=is_here tabindex="-1" data-testid="term">
            {names}
            <td class="term-is">
                <p>{term.is.clone()}</p>
                <p class="term-links">{met} {parts}</p>
            </td>
        </tr>
    }
}

/// The name of a column in its own language: what a phone shows before the word.
fn i18n_head(column: usize) -> &'static str {
    i18n::Lang::En.texts().study.languages[column]
}

#[component]
fn Parts(all: Arc<Glossary>, here: Memo<Option<String>>) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let rows = KindId::ALL.iter().map(|kind| {
        let kind = *kind;
        let own = lang.get_untracked() as usize;
        let terms = all.terms.iter().filter(|term| term.kinds.contains(&kind)).map(|term| {
            let href = Route::Study(Study::Glossary(Some(term.id.clone()))).href();
            view! { <a href=href>{term.names[own].clone()}</a> }
        });
        let is_here = move || here.with(|h| h.as_deref() == Some(part_id(kind).as_str()));
        view! {
            <li
                id=format!("term-{}", part_id(kind))
                class:term-here=is_here
                tabindex="-1"
                data-testid="part"
            >
                <h3>
                    <Icon name=kind.name() />
                    {move || kinds::kind(lang.get(), kind).name}
                </h3>
                <p>{move || Helps::here().kind(lang.get(), kind)}</p>
                <p class="term-links">{terms.collect_view()}</p>
            </li>
        }
    });
    view! {
        <h2>{move || t.get().study.parts}</h2>
        <ul class="parts">{rows.collect_view()}</ul>
    }
}
