//! A wire hangs on the pointer. Dropped on a station it connects; dropped in the void it opens a
//! list of what could be there. After a click on a port, or the key, it waits for the next click.

use super::{Gesture, Pointer, slop};
use crate::board::geometry::{Point, Rect, Route};
use crate::canvas::stage::{Pick, Stage, Wire};
use crate::view::prelude::*;
use simcore::design::NodeId;

#[derive(Clone, Debug, PartialEq)]
pub struct Linking {
    pub from: NodeId,
    /// The pointer that is down, if one is.
    held: Option<Pointer>,
}

impl Linking {
    /// The wire is dragged.
    pub fn begin(from: NodeId, start: Pointer) -> Linking {
        Linking { from, held: Some(start) }
    }

    /// The wire waits for a target.
    pub fn waiting(stage: Stage, from: NodeId) -> Linking {
        let port = stage.layout.with_untracked(|l| l.node(from).map(|n| n.out_port()));
        if let Some(port) = port {
            let end = Point::new(port.x + 48.0, port.y);
            stage.wire.set(Some(Wire { from, route: Route::straight(port, end), target: None }));
        }
        Linking { from, held: None }
    }

    pub fn waits(&self) -> bool {
        self.held.is_none()
    }

    pub fn held(&self) -> Option<Pointer> {
        self.held
    }

    pub fn down(self, p: Pointer) -> Gesture {
        Gesture::Linking(Linking { held: Some(p), ..self })
    }

    pub fn moved(self, stage: Stage, p: Pointer) -> Gesture {
        if self.held.is_none_or(|h| h.id == p.id) {
            let at = p.on_board(stage);
            let target = self.target(stage, at);
            let route = stage.layout.with_untracked(|l| {
                let from = l.node(self.from)?;
                let hand = Rect { x: at.x, y: at.y, w: 0.0, h: 0.0 };
                let to = target.as_ref().and_then(|(id, _)| l.node(*id));
                let (end, rect) = to.map_or((at, hand), |n| (n.in_port(), n.rect));
                Some(Route::between(from.out_port(), end, &from.rect, &rect, 0.0))
            });
            stage.wire.set(route.map(|route| Wire { from: self.from, route, target }));
        }
        Gesture::Linking(self)
    }

    fn target(&self, stage: Stage, at: Point) -> Option<(NodeId, Result<(), crate::board::Refused>)> {
        let slack = 12.0 / stage.view().zoom;
        let id = stage.layout.with_untracked(|l| l.node_at(at, slack)).filter(|id| *id != self.from)?;
        Some((id, stage.allowed(self.from, id)))
    }

    pub fn released(self, stage: Stage, p: Pointer) -> Gesture {
        let Some(held) = self.held.filter(|h| h.id == p.id) else { return Gesture::Linking(self) };
        let at = p.on_board(stage);
        stage.wire.set(None);
        match self.target(stage, at) {
            Some((to, _)) => stage.connect(self.from, to),
            None => {
                let home = stage.layout.with_untracked(|l| l.node_at(at, 0.0)) == Some(self.from);
                let far = held.at.distance(p.at) > slop(p.touch);
                // a tap in the void, or back where it began, gives up
                if far && !home {
                    stage.pick.set(Some(Pick { from: Some(self.from), at }));
                }
            }
        }
        Gesture::Idle
    }
}
