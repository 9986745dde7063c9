//! The live board beside the text: traffic, board, transport, and four figures that never scroll away.

use crate::app::{self, Route};
use crate::board::{Board, share};
use crate::canvas::BoardView;
use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::list::{Form, FormSwitch, ListView, use_form};
use crate::panels::{Inspector, Palette, TrafficBar, Transport};
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::board_file::BoardFile;

/// A board file as the editor's document.
pub fn to_board(file: BoardFile) -> Board {
    Board::from(file)
}

/// The editor's document as a board file.
pub fn of_board(board: &Board) -> BoardFile {
    BoardFile::from(board)
}

/// The board of a step. A sealed one waits: it would give away what is to be predicted.
#[component]
pub fn LiveBoard(desk: Desk, kind: &'static str, seal: RwSignal<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    if seal.get_untracked() {
        desk.pause();
    }
    let builds = matches!(kind, "build" | "do");
    // a copy in the sandbox would be without the fault that is to be found
    let copies = kind != "diagnose";
    // a palette from which nothing may be taken is only in the way
    let form = use_form();
    let listed = move || form.get() == Form::List;
    let adds =
        move || builds && !listed() && desk.locks.with(|l| l.palette.as_ref().is_none_or(|p| !p.is_empty()));
    view! {
        <section
            class="live"
            class:live-builds=builds
            aria-label=move || t.get().course.live_board
            data-testid="live"
        >
            <Show when=move || !seal.get()>
                <div class="live-bar">
                    <TrafficBar desk />
                    <FormSwitch />
                </div>
            </Show>
            <div class="live-board" class:live-sealed=move || seal.get()>
                <Show when=adds>
                    <Palette desk />
                </Show>
                <Show when=listed fallback=move || view! { <BoardView desk /> }>
                    <ListView desk />
                </Show>
            </div>
            <Show when=move || !seal.get() fallback=|| view! { <Sealed /> }>
                <Transport desk />
                <Show when=move || !listed() && desk.selection.with(|s| !s.is_empty())>
                    <div class="live-inspector">
                        <Inspector desk />
                    </div>
                </Show>
                <Figures desk />
                <Show when=move || copies>
                    <ToSandbox desk />
                </Show>
            </Show>
        </section>
    }
}

/// In place of the transport until the learner has committed.
#[component]
fn Sealed() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <p class="live-seal">
            <Icon name="lock" small=true />
            {move || t.get().course.commit_why}
        </p>
    }
}

/// The board as it is now, opened as a copy in the sandbox; this one stays.
#[component]
fn ToSandbox(desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    let open = move |_| {
        let board = desk.board.with_untracked(|h| h.shared());
        spawn_local(async move {
            let data = share::web::link(&board).await;
            app::go(&Route::Shared(data));
        });
    };
    view! {
        <div class="live-foot">
            <button class="btn sm" type="button" data-testid="to-sandbox" on:click=open>
                <Icon name="open" small=true />
                {move || t.get().course.copy_to_sandbox}
            </button>
        </div>
    }
}

/// Four figures of the last second of the run.
#[component]
fn Figures(desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let last = memo(move || desk.frame.with(|f| f.last.clone()));
    let done = move || last.with(|p| f64::from(p.on_time + p.late + p.failed));
    let share = move |part: f32| match done() {
        d if d > 0.0 => number::percent(lang.get(), f64::from(part) / d),
        _ => "–".to_owned(),
    };
    let answered = move || last.with(|p| p.on_time + p.late);
    let p95 = move || match answered() {
        a if a > 0.0 => number::ms(lang.get(), last.with(|p| f64::from(p.p95))),
        _ => "–".to_owned(),
    };
    view! {
        <dl class="figures" data-testid="figures">
            <div>
                <dd>{move || share(last.with(|p| p.on_time))}</dd>
                <dt>{move || t.get().course.kpi_on_time}</dt>
            </div>
            <div>
                <dd class:bad=move || last.with(|p| p.failed > 0.0)>
                    {move || share(last.with(|p| p.failed))}
                </dd>
                <dt>{move || t.get().course.kpi_failed}</dt>
            </div>
            <div>
                <dd>{p95}</dd>
                <dt>{move || t.get().course.kpi_p95}</dt>
            </div>
            <div>
                <dd>{move || number::rate(lang.get(), f64::from(answered()))}</dd>
                <dt>{move || t.get().course.kpi_throughput}</dt>
            </div>
        </dl>
    }
}
