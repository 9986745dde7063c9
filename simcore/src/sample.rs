//! A sample of hops for the moving requests. Each knows enough of the request that it is a part of
//! for that request to be found again.

use crate::call::{Call, CallId};
use crate::hop::MAX_DEPTH;
use crate::host::Hop;
use crate::time::to_secs;
use crate::world::Sampler;

/// Hops that are kept for the next reader.
const MOST: usize = 512;

impl Sampler {
    /// A hop has ended; one in so many is kept.
    #[cold]
    #[inline(never)]
    pub fn take(&mut self, calls: &[Call], c: CallId, failed: bool) {
        self.count += 1;
        if self.count < self.every {
            return;
        }
        self.count = 0;
        if self.hops.len() >= MOST {
            return;
        }
        let call = &calls[c as usize];
        let up = |call: &&Call| calls.get(call.parent as usize);
        let top =
            std::iter::successors(Some(call), up).take(usize::from(MAX_DEPTH) + 2).last().unwrap_or(call);
        self.hops.push(Hop {
            link: call.link,
            at_s: to_secs(call.sent),
            class: call.class as u8,
            failed,
            key: call.key,
            began_s: to_secs(top.sent),
            asked: top.root,
            again: top.attempt > 0,
        });
    }
}
