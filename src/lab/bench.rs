//! The laboratory itself: given and facts on the left, timeline and grid in the middle, the ring or
//! the memory of the algorithm on the right.

use super::cards::Cards;
use super::explain::{Explain, has_hint};
use super::facts::Facts;
use super::grid::Grid;
use super::media;
use super::sheet::{Pass, Sheet, enough};
use super::side::Side;
use super::state::{Lab, ROWS};
use super::timeline::Timeline;
use super::world::{Given, World};
use crate::i18n;
use crate::ui::Icon;
use crate::ui::segmented::Segmented;
use crate::view::prelude::*;
use simcore::lab::Puzzle;

/// A puzzle with everything around it. `on_change` hears of every answer, `on_done` when enough of
/// the second pass is right.
#[component]
pub fn Laboratory(
    puzzle: Puzzle,
    sheet: Sheet,
    on_change: Callback<Sheet>,
    on_done: Callback<()>,
    /// Says how many right cells make the step done.
    #[prop(optional)]
    in_lesson: bool,
) -> impl IntoView {
    // a lesson begins with what the text alone settles, the laboratory page with the facts
    let begun = sheet.entries.iter().any(|e| e.key.pass == Pass::Facts);
    let pass = if in_lesson && !begun { Pass::Text } else { Pass::Facts };
    let lab = Lab::new(puzzle, sheet, pass, on_change);
    let narrow = media::matches("(max-width: 759px)");
    effect(move || {
        let cells = ROWS.len() * lab.columns().len();
        // as a teacher's grade does: with the facts as given
        if !lab.changed() && lab.sheet.with(|s| s.right(Pass::Facts)) >= enough(cells) {
            on_done.run(());
        }
    });
    view! {
        <div class="lab" data-testid="lab">
            <Head lab in_lesson />
            <div class="lab-left">
                <Given lab />
                <World lab />
                <Facts lab />
            </div>
            <div class="lab-mid">
                <Timeline lab />
                <Show when=move || narrow.get() fallback=move || view! { <Grid lab /> }>
                    <Cards lab />
                </Show>
                <Explain lab />
            </div>
            <div class="lab-right">
                <Side lab />
            </div>
        </div>
    }
}

/// The two passes, how much is right, hint and checks.
#[component]
fn Head(lab: Lab, in_lesson: bool) -> impl IntoView {
    let t = i18n::use_texts();
    let passes = derived(move || {
        let l = &t.get().lab;
        vec![l.text_only.to_owned(), l.all_facts.to_owned()]
    });
    let pick = callback(move |i| lab.set_pass(if i == 0 { Pass::Text } else { Pass::Facts }));
    let tally = move || {
        let (right, of) = lab.tally();
        (t.get().lab.tally)(right, of)
    };
    let width = move || {
        let (right, of) = lab.tally();
        format!("{:.1}%", 100.0 * right as f64 / of.max(1) as f64)
    };
    let goal = move || {
        let cells = ROWS.len() * lab.columns().len();
        in_lesson.then(|| (t.get().lab.enough)(enough(cells)))
    };
    let hints = move || {
        let n = lab.sheet.with(|s| s.hints);
        (n > 0).then(|| (t.get().lab.hints_used)(n))
    };
    view! {
        <header class="lab-head">
            <Segmented
                label=derived(move || t.get().lab.pass_label.to_owned())
                options=passes
                value=derived(move || Some(usize::from(lab.pass.get() == Pass::Facts)))
                on_pick=pick
            />
            <span class="lab-goal">{goal}</span>
            <span class="lab-tally" role="status" data-testid="tally">{tally}</span>
            <span class="prog" aria-hidden="true">
                <i style:width=width></i>
            </span>
            <span class="lab-hints">{hints}</span>
            <button
                class="btn"
                type="button"
                data-testid="hint"
                disabled=move || !has_hint(lab)
                on:click=move |_| lab.ask_hint()
            >
                <Icon name="lightbulb" small=true />
                {move || t.get().lab.hint}
            </button>
            <button class="btn" type="button" data-testid="check-all" on:click=move |_| lab.check(&ROWS)>
                {move || t.get().lab.check_all}
            </button>
            <button
                class="btn pri"
                type="button"
                data-testid="check-row"
                on:click=move |_| {
                    lab.check_row();
                    show_reason();
                }
            >
                {move || t.get().lab.check_row}
            </button>
        </header>
    }
}

/// The reason stands below the grid: after a check it is brought into view.
fn show_reason() {
    request_animation_frame(|| {
        let window = web_sys::window();
        let found = window.as_ref().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("lab-why"));
        let height = window.and_then(|w| w.inner_height().ok()).and_then(|h| h.as_f64());
        if let (Some(panel), Some(height)) = (found, height)
            && panel.get_bounding_client_rect().bottom() > height
        {
            panel.scroll_into_view_with_bool(false);
        }
    });
}
