//! What is laid over and under a station: the reasons that requests fail, the corners of the
//! selection, the ring of the focus, the port.

use super::Part;
use crate::canvas::text::fit;
use crate::i18n::number::rate;
use crate::view::prelude::*;
use simcore::design::Severity;
use simcore::kinds::Family;

const LINE: f64 = 16.0;
/// More reasons than this are summed up by the panels.
const LINES: usize = 3;

/// Reasons hang under the station, so that they move and resize nothing.
#[component]
pub fn Flap(part: Part) -> impl IntoView {
    let lines = memo(move || {
        let (lang, t) = (part.lang.get(), &part.lang.get().texts().canvas.words);
        part.reading.with(|r| {
            let line = |(why, n): &(_, f64)| format!("{} {}", rate(lang, *n), (t.reason)(*why));
            r.reasons.iter().take(LINES).map(line).collect::<Vec<_>>()
        })
    });
    move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            let (w, h, inset) =
                part.plan.with(|p| (p.w, p.h, if p.family == Family::Entry { 8.0 } else { 0.0 }));
            let height = 14.0 + LINE * lines.len() as f64 + 6.0;
            let rows = lines.into_iter().enumerate().map(|(i, text)| {
                let y = h + 15.0 + LINE * i as f64;
                let cross = format!("M{} {}l6 6m0 -6l-6 6", inset + 11.0, y - 7.0);
                let text = fit(&text, w - 2.0 * inset - 34.0, 11.0, true);
                view! {
                    <path class="st-cross" d=cross />
                    <text class="st-reason" x=inset + 24.0 y=y>{text}</text>
                }
            });
            view! {
                <rect class="st-flap" x=inset y=h - 14.0 width=w - 2.0 * inset height=height rx=3 />
                {rows.collect_view()}
            }
        })
    }
}

/// How many findings there are about the station, and whether one of them is grave.
#[component]
pub fn Badge(part: Part) -> impl IntoView {
    let about = memo(move || {
        part.stage.desk.remarks.with(|all| {
            let mine = all.iter().filter(|f| f.node == Some(part.id));
            (mine.clone().count(), mine.clone().any(|f| f.severity != Severity::Hint))
        })
    });
    move || {
        let (count, bad) = about.get();
        (count > 0).then(|| {
            let mark = if bad { "!" } else { "i" };
            let x = part.plan.with(|p| p.w) - 22.0;
            view! {
                <g class="st-found" data-testid="badge" transform=format!("translate({x} 0)")>
                    <circle class="st-badge" class:bad=bad r=8 />
                    <text class="st-badge-mark" class:bad=bad y=4>{mark}</text>
                </g>
            }
        })
    }
}

#[component]
pub fn Marks(part: Part, selected: Memo<bool>) -> impl IntoView {
    let size = memo(move || part.plan.with(|p| (p.w, p.h)));
    let corners = move || {
        let (w, h) = size.get();
        selected.get().then(|| {
            let at = [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)];
            at.map(|(x, y)| view! { <rect class="st-corner" x=x - 4.0 y=y - 4.0 width=8 height=8 /> })
        })
    };
    let ring = move |by: f64, class: &'static str| {
        view! {
            <rect
                class=class
                x=-by
                y=-by
                width=move || size.get().0 + 2.0 * by
                height=move || size.get().1 + 2.0 * by
                rx=by
            />
        }
    };
    let calls = part.plan.with_untracked(|p| p.calls);
    view! {
        {ring(5.0, "st-ring ring-ink")}
        {ring(7.5, "st-ring ring-you")}
        {corners}
        {calls
            .then(|| {
                view! {
                    <g class="st-port" transform=move || format!("translate({} {})", size.get().0, size.get().1 / 2.0)>
                        <circle r=6 />
                        <path d="M-3 0H3M0 -3V3" />
                    </g>
                }
            })}
    }
}
