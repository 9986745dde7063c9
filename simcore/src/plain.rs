//! The usual way of an end: nothing is wrong anywhere, nothing is traced, nothing has failed.

use crate::call::{CallId, End, NONE, Pass, Phase, What};
use crate::world::World;

impl World {
    /// [`World::end`] in a plain world, for an end that is no failure: counts the call at its node
    /// and ends those that end with it, up the chain.
    #[inline(always)]
    pub fn end_well<const SAMPLES: bool>(&mut self, mut c: CallId, end: End) {
        let same = Pass::just(end);
        let World { calls, nodes, links, sampler, free, now, .. } = self;
        let mut call = &mut calls[c as usize];
        loop {
            if SAMPLES {
                sampler.take(calls, c, false);
                call = &mut calls[c as usize];
            }
            let node = &mut nodes[call.node as usize];
            let link = &mut links[call.link as usize];
            node.inside -= 1;
            link.ok += 1;
            node.answered += 1;
            node.window.record(*now - call.arrived);
            let parent = call.parent;
            if let Some(ring) = link.ring
                && (call.root | (parent != NONE))
            {
                call.phase = Phase::Returning(end);
                return self.cal.after(*now, ring, c);
            }
            call.generation = call.generation.wrapping_add(1);
            call.phase = Phase::Free;
            call.next = *free;
            *free = c;
            if parent == NONE {
                if call.root {
                    let (from, sent, class) = (link.from, call.sent, call.class);
                    self.answer(from, sent, class);
                }
                return;
            }
            link.open -= 1;
            call = &mut calls[parent as usize];
            if !call.pass.meets(same) {
                let (from, local) = (link.from, link.local);
                return self.then(from, parent, What::Reply { link: local, end, here: false });
            }
            c = parent;
        }
    }
}
