//! The inspector with nothing selected: the board as a whole, and what is wrong with it.

use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::panels::Findings;
use crate::ui::Icon;
use crate::view::prelude::*;

#[component]
pub fn BoardCard(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let counts =
        memo(move || desk.board.with(|h| (h.board().design.nodes.len(), h.board().design.links.len())));
    let total = memo(move || desk.frame.with(|f| f.total.clone()));
    let n = move |v: u64| number::int(lang.get(), v as f64);
    let row = |what: &'static str, much: String| view! { <div><dt>{what}</dt><dd>{much}</dd></div> };
    let figures = move || {
        let (p, total) = (&t.get().panels, total.get());
        let failed: u64 = total.failed.iter().sum();
        let ms = |v: f64| number::ms(lang.get(), v);
        view! {
            {row(p.generated, n(total.generated))}
            {row(p.answered_total, n(total.answered))}
            {row(p.on_time_total, n(total.on_time))}
            {row(p.failed_total, n(failed))}
            {row(p.still_inside, n(total.in_flight))}
            {row("p50", ms(total.latency.p50))}
            {row("p95", ms(total.latency.p95))}
            {row("p99", ms(total.latency.p99))}
        }
    };
    view! {
        <header class="ins-head">
            <Icon name="board" />
            <h2 class="grow">{move || t.get().panels.this_board}</h2>
        </header>
        <p class="ins-ends q2">{move || (t.get().panels.board_size)(counts.get().0, counts.get().1)}</p>
        <div class="ins-body">
            <Findings desk />
            <h3>{move || t.get().panels.run_so_far}</h3>
            <dl class="ins-figures">{figures}</dl>
            <Show when=move || desk.frame.with(|f| f.limited)>
                <p class="so bad">{move || t.get().errors.limited}</p>
            </Show>
            <p class="so">{move || t.get().panels.select_hint}</p>
        </div>
    }
}
