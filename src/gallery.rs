//! `#/systems`: the systems of the guides, each a board that runs. A card opens a copy in the sandbox.

use crate::app::{Route, use_page_title};
use crate::content::{self, Trouble};
use crate::i18n;
use crate::steps::TroubleView;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::board_file::BoardFile;
use lessons::gallery::{Gallery, Ready, Shelf};
use std::fmt::Write;
use std::sync::Arc;

/// Size of a station in a thumbnail, in units of the board.
pub const STATION: (i32, i32) = (132, 60);
/// Room around the stations.
const MARGIN: i32 = 40;
/// Smallest field that a thumbnail shows: a lone station should not fill the card.
const LEAST: (i32, i32) = (760, 320);

/// The page.
#[component]
pub fn GalleryPage() -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    use_page_title(move || t.get().gallery.title.to_owned());
    let got = rw_signal(None::<Result<Arc<Gallery>, Trouble>>);
    let again = Trigger::new();
    effect(move || {
        again.track();
        let lang = lang.get();
        spawn_local(async move {
            let answer = content::gallery::gallery(lang).await;
            // nobody is left to see it when the page was left meanwhile
            let _ = got.try_set(Some(answer));
        });
    });
    let retry = callback(move |()| again.notify());
    view! {
        <main id="content" class="gallery" tabindex="-1" data-testid="gallery">
            <header class="gal-head">
                <h1>{move || t.get().gallery.title}</h1>
                <p>{move || t.get().gallery.lead}</p>
            </header>
            {move || match got.get() {
                None => view! { <p role="status">{move || t.get().gallery.loading}</p> },
                Some(Err(trouble)) => view! { <TroubleView trouble retry /> },
                Some(Ok(all)) => {
                    let shelves = all.chapters.iter().cloned().map(|shelf| view! { <ShelfOf shelf /> });
                    view! { <div class="gal-shelves">{shelves.collect_view()}</div> }
                }
            }}
        </main>
    }
}

#[component]
fn ShelfOf(shelf: Shelf) -> impl IntoView {
    let id = format!("shelf-{}", shelf.id);
    let cards = shelf.systems.into_iter().map(|system| view! { <Card system /> });
    view! {
        <section aria-labelledby=id.clone()>
            <h2 class="chapter-name" id=id>{shelf.title}</h2>
            <ul class="gal-cards">{cards.collect_view()}</ul>
        </section>
    }
}

#[component]
fn Card(system: Ready) -> impl IntoView {
    let t = i18n::use_texts();
    let design = &system.board.design;
    let (stations, faults) = (design.nodes.len(), design.faults.len());
    let href = Route::System(system.slug.clone()).href();
    view! {
        <li>
            <a class="gal-card" href=href data-testid="system">
                <Thumb board=system.board />
                <b>{system.title}</b>
                <span class="gal-why">{system.why}</span>
                <span class="gal-foot">
                    <span class="num">{system.reference}</span>
                    <span>{move || (t.get().gallery.stations)(stations)}</span>
                    <span>{move || (t.get().gallery.faults)(faults)}</span>
                </span>
            </a>
        </li>
    }
}

/// The board from afar: boxes and lines.
#[component]
pub fn Thumb(board: BoardFile) -> impl IntoView {
    let (field, boxes, lines) = drawn(&board);
    view! {
        <svg class="gal-thumb" viewBox=field aria-hidden="true">
            <path class="gal-lines" d=lines></path>
            <path class="gal-boxes" d=boxes></path>
        </svg>
    }
}

/// The field of view, the boxes and the lines.
pub fn drawn(board: &BoardFile) -> (String, String, String) {
    let nodes = &board.design.nodes;
    let (w, h) = STATION;
    let ends = |of: fn(&[i32; 2]) -> i32| {
        let each = nodes.iter().map(|n| of(&n.at));
        (each.clone().min().unwrap_or(0), each.max().unwrap_or(0))
    };
    let ((left, right), (top, bottom)) = (ends(|a| a[0]), ends(|a| a[1]));
    let wide = (right - left + w + 2 * MARGIN).max(LEAST.0);
    let high = (bottom - top + h + 2 * MARGIN).max(LEAST.1);
    // what is smaller than the field stands in its middle
    let x = left - (wide - (right - left + w)) / 2;
    let y = top - (high - (bottom - top + h)) / 2;
    let (mut boxes, mut lines) = (String::new(), String::new());
    for n in nodes {
        let _ = write!(boxes, "M{} {}h{w}v{h}h-{w}z", n.at[0], n.at[1]);
    }
    let centre = |id| board.design.node(id).map(|n| (n.at[0] + w / 2, n.at[1] + h / 2));
    for link in &board.design.links {
        if let (Some(a), Some(b)) = (centre(link.from), centre(link.to)) {
            let _ = write!(lines, "M{} {}L{} {}", a.0, a.1, b.0, b.1);
        }
    }
    (format!("{x} {y} {wide} {high}"), boxes, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{LinkSpec, NodeSpec};
    use simcore::kinds::KindId;

    #[test]
    fn a_thumbnail_has_a_box_for_every_station_and_a_line_for_every_link() {
        let mut board = BoardFile::default();
        assert_eq!(drawn(&board).0, "-314 -130 760 320");
        let kind = KindId::ALL[0];
        board.design.nodes =
            vec![NodeSpec::new(1, kind), NodeSpec { at: [900, 0], ..NodeSpec::new(2, kind) }];
        board.design.links = vec![LinkSpec::new(1, 2, 0.0), LinkSpec::new(1, 7, 0.0)];
        let (field, boxes, lines) = drawn(&board);
        assert_eq!(field, "-40 -130 1112 320");
        assert_eq!(boxes, "M0 0h132v60h-132zM900 0h132v60h-132z");
        assert_eq!(lines, "M66 30L966 30");
    }
}
