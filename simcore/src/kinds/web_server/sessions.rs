//! Sessions that a server keeps in its own memory.

use crate::cookies::Session;
use crate::cx::Cx;
use crate::rng::mix;

/// The users of a group are spread over its machines in so many parts.
const PARTS: usize = 64;

/// Who is logged in here. A session lives until the memory that it is in is gone.
#[derive(Clone, Debug)]
pub(super) struct Sessions {
    /// How often the memory of each part of the users has begun anew, from 1.
    lives: [u32; PARTS],
    pub lost: u64,
}

impl Sessions {
    pub const NEW: Sessions = Sessions { lives: [1; PARTS], lost: 0 };

    #[cold]
    pub fn visit(&mut self, cx: &mut Cx<'_>, user: u32) {
        let part = mix(u64::from(user)) as usize % PARTS;
        let life = self.lives.get(part).copied().unwrap_or(1);
        self.lost += u64::from(cx.session(user, life) == Session::Lost);
    }

    /// A share of the memory is gone.
    pub fn lose(&mut self, share: f64) {
        let parts = (PARTS as f64 * share + 0.5) as usize;
        self.lives.iter_mut().take(parts).for_each(|life| *life += 1);
    }
}
