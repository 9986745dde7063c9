//! The inspector with nothing selected: the board as a whole, and what is wrong with it.

use crate::board::Selection;
use crate::desk::Desk;
use crate::i18n::{number, use_lang, use_texts};
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::design::{Issue, Severity};

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
            <Issues desk />
            <h3>{move || t.get().panels.run_so_far}</h3>
            <dl class="ins-figures">{figures}</dl>
            <Show when=move || desk.frame.with(|f| f.limited)>
                <p class="so bad">{move || t.get().errors.limited}</p>
            </Show>
            <p class="so">{move || t.get().panels.select_hint}</p>
        </div>
    }
}

/// What the check of the design found; a press shows where.
#[component]
fn Issues(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let issues = memo(move || desk.issues.get());
    let row = move |issue: Issue| {
        let name = move || {
            let node = issue.node?;
            desk.board.with(|h| h.board().design.name_of(node).map(str::to_owned))
        };
        let text = move || (t.get().errors.issue)(issue.code, name().as_deref());
        let show = move |_| {
            if let Some(id) = issue.node {
                desk.selection.set(Selection::node(id));
            }
        };
        view! {
            <li>
                <button type="button" class="issue" class:bad=issue.severity != Severity::Hint on:click=show>
                    <Icon name="warning" small=true />
                    <span>{text}</span>
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || !issues.with(Vec::is_empty)>
            <h3>{move || t.get().panels.to_look_at}</h3>
            <ul class="issues" data-testid="issues">
                {move || issues.get().into_iter().map(row).collect_view()}
            </ul>
        </Show>
    }
}
