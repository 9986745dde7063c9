//! Where each station and each line is, told one by one. If all of them listened to the whole layout,
//! every move of a drag would have a large board worked out again, and a signal with thousands of
//! listeners is dear: it looks for each of them in a row.

use crate::board::geometry::{Layout, Placed, Route};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::sorted::SortedMap;
use std::sync::Arc;

/// A line in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// Where it is in the order of the design, while it is on the board.
    pub index: Option<usize>,
    pub route: Route,
}

type Listeners<K, V> = SortedMap<K, Vec<RwSignal<V>>>;

/// The handle.
#[derive(Clone, Copy)]
pub struct Spots {
    layout: Memo<Arc<Layout>>,
    nodes: StoredValue<Listeners<NodeId, Option<Placed>>>,
    lines: StoredValue<Listeners<(NodeId, NodeId), Way>>,
}

fn way(layout: &Layout, (from, to): (NodeId, NodeId)) -> Way {
    Way { index: layout.link(from, to), route: layout.route(from, to).cloned().unwrap_or_default() }
}

/// A listener that ends with the current owner.
fn listen<K, V>(all: StoredValue<Listeners<K, V>>, key: K, value: V) -> RwSignal<V>
where
    K: Ord + Copy + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let signal = rw_signal(value);
    all.update_value(|all| all.get_or_default(key).push(signal));
    on_cleanup(move || {
        // the board may be gone before its stations
        let _ = all.try_update_value(|all| {
            if let Some(listeners) = all.get_mut(&key) {
                listeners.retain(|s| *s != signal);
                if listeners.is_empty() {
                    all.remove(&key);
                }
            }
        });
    });
    signal
}

fn tell<K: Ord, V: Clone + PartialEq + Send + Sync + 'static>(all: &Listeners<K, V>, key: &K, value: &V) {
    for signal in all.get(key).into_iter().flatten() {
        if signal.try_with_untracked(|v| v != value) == Some(true) {
            signal.set(value.clone());
        }
    }
}

impl Spots {
    pub fn new(layout: Memo<Arc<Layout>>) -> Spots {
        Spots { layout, nodes: StoredValue::default(), lines: StoredValue::default() }
    }

    /// A station's place; nothing once it is gone.
    pub fn node(self, id: NodeId) -> RwSignal<Option<Placed>> {
        listen(self.nodes, id, self.layout.with_untracked(|l| l.node(id).cloned()))
    }

    /// A line's place.
    pub fn line(self, from: NodeId, to: NodeId) -> RwSignal<Way> {
        listen(self.lines, (from, to), self.layout.with_untracked(|l| way(l, (from, to))))
    }

    /// Tells each that is somewhere else, from now on until the current owner ends.
    pub fn keep(self) {
        Effect::new(move |before: Option<Arc<Layout>>| {
            let (now, before) = (self.layout.get(), before.unwrap_or_default());
            // clones: who is told may begin or end to listen
            let (nodes, lines) = (self.nodes.get_value(), self.lines.get_value());
            for id in now.moved_nodes(&before) {
                tell(&nodes, &id, &now.node(id).cloned());
            }
            for ends in now.moved_links(&before) {
                tell(&lines, &ends, &way(&now, ends));
            }
            now
        });
    }
}
