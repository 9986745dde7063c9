//! The dock: why all is as it is, four live charts to choose, and single requests.

use super::passage::{EventSteps, ForkButtons};
use super::sheet::{Sheet, SheetHead, use_sheet};
use super::timeline::Timeline;
use crate::charts::{ChartSlot, Metric, provide_tracks};
use crate::desk::{Caught, Desk};
use crate::i18n::use_texts;
use crate::view::prelude::*;
use crate::why::{RequestDrawer, WhyBar};

/// What is shown before anybody chooses.
const FIRST: [Metric; 4] = [Metric::Latency, Metric::Throughput, Metric::Failures, Metric::Utilisation];

#[component]
pub fn Dock(desk: Desk) -> impl IntoView {
    let (t, sheet) = (use_texts(), use_sheet());
    provide_tracks(desk);
    let shown = rw_signal(FIRST);
    // what is shown elsewhere already changes places
    let pick = move |place: usize, metric: Metric| {
        shown.update(|shown| match shown.iter().position(|m| *m == metric) {
            Some(other) => shown.swap(place, other),
            None => shown[place] = metric,
        });
    };
    let slot = move |i: usize| {
        let metric = memo(move || shown.with(|s| s[i]));
        view! { <ChartSlot desk metric=metric.into() on_pick=callback(move |m| pick(i, m)) /> }
    };
    let looking = rw_signal(false);
    // a request that is picked on the board is shown here
    desk.catch.shown.set_value(true);
    on_cleanup(move || desk.catch.shown.set_value(false));
    effect(move || {
        if desk.catch.caught.with(|c| *c != Caught::Nothing) {
            looking.set(true);
        }
    });
    let opener: NodeRef<leptos::html::Button> = NodeRef::new();
    let close = callback(move |()| {
        looking.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    });
    view! {
        <section
            class="dock sheetable"
            class:with-request=looking
            class:open=move || sheet.get() == Sheet::Charts
            aria-label=move || t.get().charts.charts
            data-testid="dock"
        >
            <SheetHead title=derived(move || t.get().panels.charts_sheet.to_owned()) />
            <PhoneTime desk />
            <WhyBar desk>
                <button
                    type="button"
                    class="btn sm why-requests"
                    node_ref=opener
                    aria-pressed=move || if looking.get() { "true" } else { "false" }
                    on:click=move |_| looking.update(|l| *l = !*l)
                    data-testid="requests"
                >
                    {move || t.get().why.request.open}
                </button>
            </WhyBar>
            {(0..FIRST.len()).map(slot).collect_view()}
            <Show when=move || looking.get()>
                <RequestDrawer desk on_close=close />
            </Show>
        </section>
    }
}

/// Phones only, where the foot has no room for it: the bar of time and the ways through it.
#[component]
fn PhoneTime(desk: Desk) -> impl IntoView {
    view! {
        <div class="dock-time">
            <Timeline desk />
            <div class="dock-steps"><EventSteps desk /><ForkButtons desk /></div>
        </div>
    }
}
