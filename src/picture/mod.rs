//! The board as a picture: what is on the screen, whole, in the light theme, without anything that is only
//! there for the hand. A file of it refers to nothing outside.

mod clone;
mod inline;
mod png;
pub mod print;

use crate::board::geometry::{Layout, Rect, Viewport};
use crate::board::rect_of;
use crate::desk::Desk;
use crate::i18n::Lang;
use crate::keep::files;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

/// Room around the board, and over it for the title.
const MARGIN: f64 = 24.0;
const HEAD: f64 = 40.0;
/// What hangs under stations and over their edge is drawn, too.
const OVERHANG: f64 = 48.0;

/// What kind of file is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Svg,
    Png,
}

/// The part of the sheet that holds everything.
fn field(desk: Desk) -> Rect {
    let design = desk.design();
    let bounds = Layout::of(&design).bounds();
    let all = bounds.into_iter().chain(design.places.iter().map(rect_of)).reduce(|a, b| a.union(&b));
    let all = all.unwrap_or(Rect { x: 0.0, y: 0.0, w: 400.0, h: 160.0 });
    let all = Rect { h: all.h + OVERHANG, ..all }.grown(MARGIN);
    Rect { y: all.y - HEAD, h: all.h + HEAD, ..all }
}

/// Brings the whole board into sight for as long as it is drawn, since what nobody sees has no details.
async fn whole_in_sight<T>(desk: Desk, draw: impl AsyncFnOnce() -> T) -> T {
    let before = desk.view.get_untracked();
    let (w, h) = crate::canvas::view_size();
    if w > 0.0 {
        desk.view.set(Viewport::fit(&field(desk), w, h, 8.0));
        // the stations that come into sight are made in the meantime
        a_moment().await;
    }
    let drawn = draw().await;
    let _ = desk.view.try_set(before);
    drawn
}

async fn a_moment() {
    let passed = js_sys::Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 120);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(passed).await;
}

/// Hands the learner the board as a picture.
pub fn save(desk: Desk, lang: RwSignal<Lang>, form: Form) {
    spawn_local(async move {
        if make(desk, form).await.is_err() {
            desk.notify(lang.get_untracked().texts().boards.no_picture.to_owned());
        }
    });
}

async fn make(desk: Desk, form: Form) -> Result<(), JsValue> {
    let title = desk.board.with_untracked(|h| h.board().title.clone());
    let area = field(desk);
    let drawn = whole_in_sight(desk, async || clone::board(&area, &title)).await?;
    inline::embed(&drawn).await?;
    let text = web_sys::XmlSerializer::new()?.serialize_to_string(drawn.unchecked_ref())?;
    let svg = files::blob(&text, "image/svg+xml")?;
    let name = files::plain_name(&title);
    match form {
        Form::Svg => files::download_blob(&format!("{name}.svg"), &svg),
        Form::Png => files::download_blob(&format!("{name}.png"), &png::of(&svg, area.w, area.h).await?),
    }
}
