//! A call: one hop of a request, from its departure to its reply.

use crate::kinds::KindId;
use crate::measure::Reason;
use crate::time::Time;

/// A call's place in the slab.
pub type CallId = u32;
/// No call.
pub const NONE: u32 = u32::MAX;

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    Read,
    Write,
    /// Put a fresh entry into a cache; nobody waits.
    Fill,
    /// Drop an entry from a cache; nobody waits.
    Forget,
    /// Carry a change over to a copy of the data.
    Replicate,
    /// Read content that is the same for everybody: images, styles, scripts.
    Static,
}

impl Class {
    /// Does it ask for something without changing it?
    pub fn reads(self) -> bool {
        matches!(self, Class::Read | Class::Static)
    }
}

/// What a controller tells another node to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Have so many machines.
    Instances(u32),
    /// Take writes from now on: you are the leader.
    Lead,
    /// Send writes to the node over your link to this one.
    Follow(crate::design::NodeId),
    /// Spare this share of your machine for something else until then.
    Busy { percent: u32, until: Time },
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Ok,
    /// A cache that does not know the key.
    Miss,
    Failed(Reason),
}

/// Ends of a child call that end the call it was made for in the same way, without asking the node:
/// the engine passes them on. A bit set of kinds of [`End`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass(u8);

impl Pass {
    /// The node hears of every end.
    pub const NOTHING: Pass = Pass(0);
    /// The node hears of misses and failures.
    pub const OK: Pass = Pass(1);
    /// The node hears of failures.
    pub const ANSWERS: Pass = Pass(1 | 2);
    /// The node has no say in how the call ends.
    pub const EVERYTHING: Pass = Pass(1 | 2 | 4);

    /// The set of this one end.
    #[inline(always)]
    pub(crate) fn just(end: End) -> Pass {
        Pass(match end {
            End::Ok => 1,
            End::Miss => 2,
            End::Failed(_) => 4,
        })
    }

    /// Do the two have an end in common?
    #[inline(always)]
    pub(crate) fn meets(self, other: Pass) -> bool {
        self.0 & other.0 != 0
    }
}

/// What is to happen next at this very instant, before any event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// `NONE` is nothing.
    pub node: u32,
    pub call: CallId,
    pub what: What,
}

/// See [`Now`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// The call reaches the node.
    Arrive,
    /// What the node had asked for with this call has ended; see [`crate::kinds::Behaviour::reply`].
    Reply { link: u32, end: End, here: bool },
    /// A controller has spoken.
    Control(Order),
}

impl Now {
    pub const NOTHING: Now = Now { node: NONE, call: NONE, what: What::Arrive };
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Phase {
    Free,
    /// On its way to the node.
    Going,
    /// At the node: queued, or waiting for a reply.
    Inside,
    /// At the node, with a service end in the calendar.
    Serving,
    /// Its reply is on the way back.
    Returning(End),
    /// Lost in a crash while something was in the calendar for it.
    Ghost,
    /// At its source, which will send it again.
    Waiting,
    /// Lost on the way there or back; its caller learns that nothing came.
    Lost,
}

/// One hop of a request, on a cache line of its own.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Call {
    pub parent: CallId,
    pub generation: u32,
    pub node: u32,
    /// Of which kind the node at the end of its link is: most often that is where it is.
    pub kind: KindId,
    /// Index of the link that it came over.
    pub link: u32,
    pub user: u32,
    pub key: u32,
    pub sent: Time,
    pub arrived: Time,
    /// Next in a node's queue; of a free place, the next free one.
    pub next: CallId,
    /// For the node's own use.
    pub note: u32,
    /// Span that follows it, if any.
    pub span: u32,
    pub class: Class,
    pub depth: u8,
    /// How often its source has sent it again.
    pub attempt: u8,
    pub phase: Phase,
    /// Ends of the call that it waits for which are its own end.
    pub pass: Pass,
    /// A request as its source sent it, for which the source still waits.
    pub root: bool,
    /// On its node's disk: a crash leaves it there.
    pub kept: bool,
}

/// Whose request a new call belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub user: u32,
    pub key: u32,
    pub class: Class,
    pub depth: u8,
    pub root: bool,
}

/// Numbers that go with a call that a node makes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notes {
    /// What the call that it is made for has in its note from now on.
    pub own: Option<u32>,
    /// What the other node finds in the new call's note.
    pub new: u32,
}
