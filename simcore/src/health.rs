//! What the active faults make of nodes and of links: the condition of each node, and the network at
//! the borders of places.

use crate::design::{Design, FaultKind, NodeId};
use crate::engine::Sim;
use crate::network::Network;
use crate::place::Stand;
use crate::trouble::TAKEOVER;
use crate::world::ENGINE;

impl Sim {
    /// Lets a fault of the engine's own that began or ended show in the node or place of that id.
    pub(crate) fn settle_around(&mut self, id: NodeId) {
        for node in 0..self.w.nodes.len() {
            if self.w.nodes[node].id == id || self.w.stands[node].is_in(id) {
                self.settle_node(node);
            }
        }
        self.settle_links();
    }

    /// The same for all.
    pub(crate) fn settle_everywhere(&mut self) {
        (0..self.w.nodes.len()).for_each(|node| self.settle_node(node));
        self.settle_links();
    }

    /// Puts every node where the design has it. True when one stands elsewhere than before.
    pub(crate) fn put_in_places(&mut self, design: &Design) -> bool {
        for gone in self.design.places.iter().filter(|p| design.place(p.id).is_none()) {
            self.troubles.iter_mut().filter(|t| t.fault.node == gone.id).for_each(|t| {
                t.cancel();
            });
        }
        let mut stands = vec![Stand::default(); self.w.nodes.len()];
        for (spec, &node) in design.nodes.iter().zip(&self.node_of) {
            stands[node as usize] = design.stand(spec.place);
        }
        self.w.places.clone_from(&design.places);
        let before = std::mem::replace(&mut self.w.stands, stands);
        let stood = |node: usize| before.get(node).copied().unwrap_or_default();
        self.w.stands.iter().enumerate().any(|(node, stand)| *stand != stood(node))
    }

    /// Makes a node's condition what its active faults say, its own and those of where it stands.
    pub(crate) fn settle_node(&mut self, node: usize) {
        if self.w.nodes.get(node).is_none_or(|n| !n.alive) {
            return;
        }
        let (id, stand) = (self.w.nodes[node].id, self.w.stands[node]);
        let (mut crashed, mut hung, mut slow, mut fine, mut open) = (0, false, 1.0, 1.0, 1.0);
        let mut network = Network::default();
        for t in self.troubles.iter().filter(|t| t.active) {
            let (what, strength) = (t.fault.what, t.fault.strength);
            if t.fault.node != id {
                // both machines of a pair stand in the same place
                crashed += if what == FaultKind::Crash && stand.is_in(t.fault.node) { 2 } else { 0 };
                continue;
            }
            match what {
                FaultKind::Crash => crashed += 1,
                FaultKind::Slow => slow *= strength,
                FaultKind::Hang => hung = true,
                FaultKind::Errors => fine *= 1.0 - strength / 100.0,
                FaultKind::Refusals => open *= 1.0 - strength / 100.0,
                _ => network.suffer(what, strength),
            }
        }
        let n = &mut self.w.nodes[node];
        let (down, ready) = n.said.is_down(crashed, self.w.now);
        let (falls, wakes) = (down && !n.down, n.hung && !hung);
        (n.down, n.hung, n.network) = (down, hung, network);
        n.suffer(1.0 - fine, slow);
        n.refuses = 1.0 - open;
        self.w.mark_trouble();
        if let Some(t) = ready {
            let timer = self.w.new_timer(ENGINE, TAKEOVER + node as u32);
            self.w.cal.timer_at(t, timer);
        }
        if falls {
            self.lose_everything(node as u32, false);
        }
        if wakes {
            self.unpark(node as u32);
        }
    }

    /// Makes the borders what the active faults of places say, and marks the links that suffer.
    pub(crate) fn settle_links(&mut self) {
        let w = &mut self.w;
        w.borders.clear();
        w.borders.resize(w.links.len(), Network::default());
        for (border, wire) in w.borders.iter_mut().zip(&w.wires) {
            border.loss = wire.loss;
        }
        for t in self.troubles.iter().filter(|t| t.active && t.fault.what != FaultKind::Crash) {
            let inside = |node: u32| w.stands[node as usize].is_in(t.fault.node);
            for (link, border) in w.links.iter().zip(&mut w.borders) {
                if inside(link.from) != inside(link.to) {
                    border.suffer(t.fault.what, t.fault.strength);
                }
            }
        }
        w.mark_trouble();
    }
}
