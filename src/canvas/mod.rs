//! The board as seen: lines, moving requests, stations, in that order from the paper up.
//!
//! Nothing here knows a component kind by name, and nothing here changes the document except by a
//! message to the desk.

mod clip;
mod deed;
mod follow;
mod gesture;
mod keys;
mod line;
mod menu;
mod minimap;
mod mix;
mod notes;
mod pace;
mod pick;
mod places;
mod sheet;
mod speech;
mod spots;
mod stage;
mod station;
mod text;
mod tokens;
mod tools;

pub use deed::{Deed, focus_later};
pub use sheet::BoardView;
pub use stage::{Stage, StageHere};
pub use station::{Reading, State};

use crate::board::geometry::Point;
use crate::board::snap;
use crate::desk::Desk;
use crate::view::prelude::*;

/// The place on the grid under a pointer, for whatever is dropped there from outside; nothing when
/// the pointer is not over a board.
pub fn drop_point(desk: Desk, client_x: f64, client_y: f64) -> Option<[i32; 2]> {
    let under = document().element_from_point(client_x as f32, client_y as f32)?;
    let rect = under.closest(".board").ok().flatten()?.get_bounding_client_rect();
    let at = Point::new(client_x - rect.left(), client_y - rect.top());
    let at = desk.view.get_untracked().to_board(at);
    Some([at.x, at.y].map(|v| snap(v.round() as i32)))
}

/// The size of the board's view in CSS pixels; nothing of it where no board is shown.
pub fn view_size() -> (f64, f64) {
    let board = document().query_selector(".board").ok().flatten();
    board.map_or((0.0, 0.0), |b| (f64::from(b.client_width()), f64::from(b.client_height())))
}
