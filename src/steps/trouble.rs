//! What is shown when something could not be fetched: what happened, and the way back.

use crate::app::Route;
use crate::content::Trouble;
use crate::i18n;
use crate::view::prelude::*;

/// Says what went wrong with fetching, and offers to try again.
#[component]
pub fn TroubleView(trouble: Trouble, retry: Callback<()>) -> impl IntoView {
    let t = i18n::use_texts();
    let title = move || {
        let c = &t.get().course;
        match trouble {
            Trouble::Offline => c.offline,
            Trouble::Missing => c.missing,
            Trouble::Server(_) => c.server,
            Trouble::Unreadable => c.unreadable,
        }
    };
    let text = move || {
        let c = &t.get().course;
        match trouble {
            Trouble::Offline => c.offline_text.to_owned(),
            Trouble::Missing => c.missing_text.to_owned(),
            Trouble::Server(code) => (c.server_text)(code),
            Trouble::Unreadable => c.unreadable_text.to_owned(),
        }
    };
    let helps = trouble != Trouble::Missing;
    view! {
        <section class="trouble" role="alert" data-testid="trouble">
            <h2>{title}</h2>
            <p>{text}</p>
            <div class="trouble-row">
                <Show when=move || helps>
                    <button class="btn pri" type="button" on:click=move |_| retry.run(())>
                        {move || t.get().course.try_again}
                    </button>
                </Show>
                <a class="btn" href=Route::Lessons.href()>
                    {move || t.get().course.back_to_course}
                </a>
            </div>
        </section>
    }
}
