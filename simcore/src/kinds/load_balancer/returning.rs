//! Whether users come back to the server that they had.

/// Do users come back to the server that they had?
#[derive(Clone, Debug, Default)]
pub(super) struct Returning {
    /// Server before, by user; 0 is none (ids are stored plus one).
    last: Vec<u32>,
    pub calls: u64,
    pub same: u64,
}

impl Returning {
    #[cold]
    fn grow(&mut self, user: usize) {
        self.last.resize((user + 1).next_power_of_two(), 0);
    }

    #[inline]
    pub fn note(&mut self, user: u32, server: u32) {
        let user = user as usize;
        if user >= self.last.len() {
            self.grow(user);
        }
        let Some(last) = self.last.get_mut(user) else { return };
        let before = std::mem::replace(last, server.wrapping_add(1));
        if before != 0 {
            self.calls += 1;
            self.same += u64::from(before == server.wrapping_add(1));
        }
    }
}
