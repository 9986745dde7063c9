//! The pages around the course: glossary, search, a lesson on paper, progress, review, practice.

mod evidence;
mod file;
mod glossary;
mod paper;
mod practice;
mod print;
mod progress;
mod review;
mod search;
mod term;

pub use search::SearchBox;
pub use term::term_link;

use crate::app::{Route, Study, use_route};
use crate::content::Trouble;
use crate::desk::Desk;
use crate::i18n::{self, Lang};
use crate::steps::{Keeper, TroubleView};
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// Which page, whatever it shows of itself.
#[derive(Clone, PartialEq)]
enum Which {
    Glossary,
    Print(String),
    Progress,
    Review,
    Practice,
}

/// The page that the address names; `desk` lends its simulation.
#[component]
pub fn StudyPage(desk: Desk) -> impl IntoView {
    let route = use_route();
    let which = memo(move || match route.get() {
        Route::Study(Study::Print(slug)) => Which::Print(slug),
        Route::Study(Study::Progress) => Which::Progress,
        Route::Study(Study::Review) => Which::Review,
        Route::Study(Study::Practice(_)) => Which::Practice,
        _ => Which::Glossary,
    });
    move || match which.get() {
        Which::Glossary => view! { <glossary::GlossaryPage /> },
        Which::Print(slug) => view! { <print::PrintPage slug /> },
        Which::Progress => view! { <progress::ProgressPage desk /> },
        Which::Review => view! { <review::ReviewPage /> },
        Which::Practice => view! { <practice::PracticePage desk /> },
    }
}

/// What was fetched, and what to press when that failed.
type Brought<T> = (RwSignal<Option<Result<T, Trouble>>>, Callback<()>);

/// Fetches something, again in another language and whenever it is asked to.
fn bring<T, F>(ask: impl Fn(Lang) -> F + 'static) -> Brought<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Trouble>> + 'static,
{
    let lang = i18n::use_lang();
    let got = rw_signal(None);
    let again = Trigger::new();
    effect(move || {
        again.track();
        let answer = ask(lang.get());
        spawn_local(async move {
            let answer = answer.await;
            // nobody is left to see it when the page was left meanwhile
            let _ = got.try_set(Some(answer));
        });
    });
    (got, callback(move |()| again.notify()))
}

/// In place of what is not here yet, or cannot be had.
fn not_here(trouble: Option<Trouble>, retry: Callback<()>) -> Dom {
    let t = i18n::use_texts();
    match trouble {
        None => view! { <p role="status">{move || t.get().study.loading}</p> },
        Some(trouble) => view! { <TroubleView trouble retry /> },
    }
}

/// On the course page: the search, and the ways to the other pages.
#[component]
pub fn StudyBar() -> impl IntoView {
    let t = i18n::use_texts();
    let due = untrack(|| Keeper::open().due().len());
    let link = |page: Study, icon: &'static str, name: fn(&i18n::study::Texts) -> &'static str| {
        view! {
            <a class="btn" href=Route::Study(page).href()>
                <Icon name=icon small=true />
                {move || name(&t.get().study)}
            </a>
        }
    };
    view! {
        <section class="study-bar">
            <SearchBox />
            <div class="study-links">
                {link(Study::Glossary(None), "list", |s| s.glossary)}
                {link(Study::Practice(Vec::new()), "goal", |s| s.practice)}
                {link(Study::Progress, "check", |s| s.progress)}
                <Show when=move || due != 0>
                    <a class="btn" href=Route::Study(Study::Review).href() data-testid="due">
                        <Icon name="clock" small=true />
                        {move || (t.get().study.review_n)(due)}
                    </a>
                </Show>
            </div>
        </section>
    }
}
