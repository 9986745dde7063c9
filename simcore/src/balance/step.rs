//! How a choice came about, as data: told by the very code that chooses, so that an explanation can
//! never differ from what happened. The engine does not listen, and then nothing is computed.

use super::Ties;
use serde::{Deserialize, Serialize};

/// One step of a choice. Servers are named by their ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// One of these was drawn, each as likely as the others.
    DrawnAmong { servers: Vec<u32> },
    /// The turn stands behind this server (`None`: before the first of the list).
    PointerAfter { server: Option<u32> },
    /// It was this server's turn, but it is believed to be down.
    Skipped { server: u32 },
    /// `number` modulo the `live` servers left gives the index into the list of the live.
    IndexIntoLive { number: u64, live: u32, index: u32 },
    /// This is the `slot`-th of the `weight` requests in a row that the server gets.
    SlotInARow { server: u32, slot: u32, weight: u32 },
    /// Every live server earned its weight: the highest credit wins and pays `total`.
    Credits { credits: Vec<(u32, i64)>, total: i64 },
    /// Requests sent to each live server and not yet answered.
    Counts { counts: Vec<(u32, u32)> },
    /// The last load report of each live server (`None`: it has not reported yet).
    Loads { loads: Vec<(u32, Option<f64>)> },
    /// These are equally good.
    Tie { servers: Vec<u32>, rule: Ties },
    /// Two different servers were drawn, to be compared.
    Pair { first: u32, second: u32 },
    /// The user is tied to this server, and it is believed to be up.
    Tied { server: u32 },
    /// The user is tied to no server: the base algorithm chooses.
    NotTied,
    /// The user is tied to a server that is down or gone; `fails` if nobody else may answer.
    TiedToDead { server: u32, fails: bool },
    /// The hash of the user modulo the `live` servers gives the index into the list of the live.
    HashIntoLive { hash: u64, live: u32, index: u32 },
    /// nginx's hash of the address modulo all the weights names this server.
    HashByWeight { hash: u32, total: u64, server: u32 },
    /// nginx hashed too often in vain and takes the next in turn.
    HashGaveUp,
    /// The user's key lands here on the ring (degrees, clockwise).
    RingKey { degrees: f64 },
    /// The next point clockwise; `taken` if its server answers, or else the walk goes on.
    RingPoint { degrees: f64, server: u32, taken: bool },
    /// Nobody can take it.
    NoServer,
}

/// Someone who wants to know how a choice came about.
pub trait Watch {
    /// Called at each step; the step is only made if it is wanted.
    fn step(&mut self, make: impl FnOnce() -> Step);
}

/// Nobody: the choice runs at full speed.
impl Watch for () {
    #[inline]
    fn step(&mut self, _make: impl FnOnce() -> Step) {}
}

impl Watch for Vec<Step> {
    fn step(&mut self, make: impl FnOnce() -> Step) {
        self.push(make());
    }
}
