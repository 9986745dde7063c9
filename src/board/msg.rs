//! Every edit is a value: what a gesture, a key, the inspector or the list view can ask of a board.

use super::{Align, Board, Note, Part, Tidied};
use simcore::design::{Fault, NodeId, Place};
use simcore::kinds::KindId;

/// An edit. All are undoable; none can fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A new station. The name comes from outside, since it is in the learner's language.
    AddNode {
        kind: KindId,
        name: String,
        at: [i32; 2],
    },
    /// A new station and a connection to it, as one step (a wire dropped in the void).
    AddLinked {
        from: NodeId,
        kind: KindId,
        name: String,
        at: [i32; 2],
    },
    /// Copies of a part of a board; ids are given anew (paste, duplicate).
    Insert {
        part: Box<Part>,
        offset: [i32; 2],
    },
    /// Shift stations.
    MoveNodes {
        nodes: Vec<NodeId>,
        dx: i32,
        dy: i32,
    },
    /// Positions for everything; each station stays in the region or zone where it stands.
    Tidy(Tidied),
    /// Remove stations, with all that hangs on them, and connections.
    Remove {
        nodes: Vec<NodeId>,
        links: Vec<(NodeId, NodeId)>,
    },
    /// Connect two stations; refused when [`may_connect`](super::may_connect) says so.
    Connect {
        from: NodeId,
        to: NodeId,
    },
    /// Set one parameter on those of the stations that are of the kind of the first.
    SetParam {
        nodes: Vec<NodeId>,
        param: usize,
        value: f64,
    },
    /// Set one parameter of a connection.
    SetLinkParam {
        link: (NodeId, NodeId),
        param: usize,
        value: f64,
    },
    Rename {
        node: NodeId,
        name: String,
    },
    SetTitle(String),
    SetSeed(u64),
    /// Plan a fault.
    AddFault(Fault),
    /// Take back the planned fault at this index of `Design::faults`.
    RemoveFault(usize),
    /// Another board altogether (open, import, start again).
    Replace(Box<Board>),
    /// A new region or zone; its id is given anew. A zone that names no region is one of the region
    /// that it is drawn in; without any, nothing is added. Stations under it stand in it.
    AddPlace(Place),
    RenamePlace {
        place: NodeId,
        name: String,
    },
    /// Shift a place with the zones and stations in it.
    MovePlace {
        place: NodeId,
        dx: i32,
        dy: i32,
    },
    /// Another rectangle for a place; the stations stay where they are drawn.
    ResizePlace {
        place: NodeId,
        at: [i32; 2],
        size: [i32; 2],
    },
    /// Where on the Earth a region is, in degrees north and east.
    SetSpot {
        place: NodeId,
        lat: f64,
        lon: f64,
    },
    /// Remove a place, the zones of it too; the stations stay.
    RemovePlace(NodeId),
    /// Stations stand in this place, or in none, and are moved there unless they are drawn there.
    PutNodes {
        nodes: Vec<NodeId>,
        place: Option<NodeId>,
    },
    /// Stations in line, or at equal distances.
    Align {
        how: Align,
        nodes: Vec<NodeId>,
    },
    /// A text on the board.
    AddNote(Note),
    /// Another text, position or size for the note of this number.
    SetNote {
        note: usize,
        to: Note,
    },
    RemoveNote(usize),
    /// Several messages as one step under one name.
    Several(Edit, Vec<Msg>),
}

/// The name of a step in the undo menu; the words live with the languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    Add,
    AddLinked,
    Insert,
    Move,
    Tidy,
    Remove,
    Connect,
    SetParam,
    SetLinkParam,
    Rename,
    SetTitle,
    SetSeed,
    AddFault,
    RemoveFault,
    Replace,
    /// The board of another time, from which an edit went on.
    GoBack,
    AddPlace,
    RenamePlace,
    MovePlace,
    ResizePlace,
    SetSpot,
    RemovePlace,
    PutNodes,
    Align,
    AddNote,
    SetNote,
    RemoveNote,
    /// What was found wrong is put right.
    Mend,
    Cut,
    Duplicate,
}

impl Msg {
    /// What the step is called.
    pub fn edit(&self) -> Edit {
        match self {
            Msg::AddNode { .. } => Edit::Add,
            Msg::AddLinked { .. } => Edit::AddLinked,
            Msg::Insert { .. } => Edit::Insert,
            Msg::MoveNodes { .. } => Edit::Move,
            Msg::Tidy(_) => Edit::Tidy,
            Msg::Remove { .. } => Edit::Remove,
            Msg::Connect { .. } => Edit::Connect,
            Msg::SetParam { .. } => Edit::SetParam,
            Msg::SetLinkParam { .. } => Edit::SetLinkParam,
            Msg::Rename { .. } => Edit::Rename,
            Msg::SetTitle(_) => Edit::SetTitle,
            Msg::SetSeed(_) => Edit::SetSeed,
            Msg::AddFault(_) => Edit::AddFault,
            Msg::RemoveFault(_) => Edit::RemoveFault,
            Msg::Replace(_) => Edit::Replace,
            Msg::AddPlace(_) => Edit::AddPlace,
            Msg::RenamePlace { .. } => Edit::RenamePlace,
            Msg::MovePlace { .. } => Edit::MovePlace,
            Msg::ResizePlace { .. } => Edit::ResizePlace,
            Msg::SetSpot { .. } => Edit::SetSpot,
            Msg::RemovePlace(_) => Edit::RemovePlace,
            Msg::PutNodes { .. } => Edit::PutNodes,
            Msg::Align { .. } => Edit::Align,
            Msg::AddNote(_) => Edit::AddNote,
            Msg::SetNote { .. } => Edit::SetNote,
            Msg::RemoveNote(_) => Edit::RemoveNote,
            Msg::Several(edit, _) => *edit,
        }
    }

    /// Does this message go on with what `earlier` began, as the ticks of one slider do?
    pub(super) fn continues(&self, earlier: &Msg) -> bool {
        match (earlier, self) {
            (Msg::MoveNodes { nodes: a, .. }, Msg::MoveNodes { nodes: b, .. }) => a == b,
            (Msg::SetParam { nodes: a, param: p, .. }, Msg::SetParam { nodes: b, param: q, .. }) => {
                p == q && a == b
            }
            (Msg::SetLinkParam { link: a, param: p, .. }, Msg::SetLinkParam { link: b, param: q, .. }) => {
                p == q && a == b
            }
            (Msg::Rename { node: a, .. }, Msg::Rename { node: b, .. }) => a == b,
            (Msg::RenamePlace { place: a, .. }, Msg::RenamePlace { place: b, .. })
            | (Msg::MovePlace { place: a, .. }, Msg::MovePlace { place: b, .. })
            | (Msg::ResizePlace { place: a, .. }, Msg::ResizePlace { place: b, .. })
            | (Msg::SetSpot { place: a, .. }, Msg::SetSpot { place: b, .. }) => a == b,
            (Msg::SetNote { note: a, .. }, Msg::SetNote { note: b, .. }) => a == b,
            (Msg::SetTitle(_), Msg::SetTitle(_)) | (Msg::SetSeed(_), Msg::SetSeed(_)) => true,
            _ => false,
        }
    }
}
