//! What users carry with them: the session that a server gave them last.

use crate::cx::Cx;

/// By user: who gave the session, and in which of its lives; 0 is none.
pub(crate) type Cookies = Vec<u64>;

/// How a user stands with a server that keeps sessions itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// The session is from here.
    Known,
    /// The user had none yet.
    First,
    /// The user comes with a session that is not known here.
    Lost,
}

impl Cx<'_> {
    /// A user comes to a server in this life of its memory (from 1), and has a session of it now.
    pub(crate) fn session(&mut self, user: u32, life: u32) -> Session {
        let (user, id) = (user as usize, self.w.nodes[self.node as usize].id);
        if user >= self.w.cookies.len() {
            self.w.cookies.resize((user + 1).next_power_of_two(), 0);
        }
        let mine = u64::from(id) << 32 | u64::from(life);
        match std::mem::replace(&mut self.w.cookies[user], mine) {
            0 => Session::First,
            had if had == mine => Session::Known,
            _ => Session::Lost,
        }
    }
}
