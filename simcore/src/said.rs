//! What nodes say of themselves to those that steer them.

use crate::cx::Cx;
use crate::influence::Influence;
use crate::time::Time;

/// See [`Cx::position`] and [`Cx::machines`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    position: Option<u32>,
    machines: Option<(u32, u32)>,
    pub influence: Influence,
    pub spare: Option<Spare>,
}

/// The passive one of a pair: it takes over when the active one has crashed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spare {
    takeover: Time,
    /// When it has taken over, or will have; `None` while both are well.
    ready: Option<Time>,
}

impl Spare {
    /// One of the two is gone.
    pub fn is_alone(&self) -> bool {
        self.ready.is_some()
    }
}

impl Said {
    /// So many of the node's machines have crashed: is nobody there to serve? With a pair, also the
    /// time at which somebody will be.
    pub fn is_down(&mut self, crashed: u32, now: Time) -> (bool, Option<Time>) {
        let Some(spare) = &mut self.spare else { return (crashed > 0, None) };
        if crashed == 0 {
            spare.ready = None;
            return (false, None);
        }
        let fresh = spare.ready.is_none();
        let ready = *spare.ready.get_or_insert(now.saturating_add(spare.takeover));
        (crashed > 1 || now < ready, (fresh && now < ready).then_some(ready))
    }
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

    /// Says that there is a second one of this node, which takes over so long after a crash of the
    /// first.
    pub fn set_spare(&mut self, takeover: Option<Time>) {
        let ready = self.say().spare.and_then(|s| s.ready);
        self.say().spare = takeover.map(|takeover| Spare { takeover, ready });
    }
}
