//! What nodes say of themselves to those that steer them.

use crate::cx::Cx;

/// See [`Cx::position`] and [`Cx::machines`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    position: Option<u32>,
    machines: Option<(u32, u32)>,
}

impl Cx<'_> {
    fn said(&self, local: u32) -> Said {
        self.w.nodes[self.link(local).to as usize].said
    }

    fn say(&mut self) -> &mut Said {
        &mut self.w.nodes[self.node as usize].said
    }

    /// How many changes the log of the node at the far end holds; `None` if it keeps no log.
    pub fn position(&self, local: u32) -> Option<u32> {
        self.said(local).position
    }

    /// Says how many changes this node's log holds.
    pub fn set_position(&mut self, position: u32) {
        self.say().position = Some(position);
    }

    /// Machines that work and machines that are starting at the far end; `None` if it is no group.
    pub fn machines(&self, local: u32) -> Option<(u32, u32)> {
        self.said(local).machines
    }

    /// Says how many machines of this group work and how many are starting.
    pub fn set_machines(&mut self, ready: u32, booting: u32) {
        self.say().machines = Some((ready, booting));
    }
}
