//! Boards and messages of every sort, sensible or not.

use escala::board::{Align, Board, Edit, Msg, Note, Part, Tidied};
use proptest::collection::vec;
use proptest::prelude::*;
use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec, Place, PlaceKind};
use simcore::kinds::KindId;

/// Ids that mostly hit a station.
fn id() -> impl Strategy<Value = u32> {
    prop_oneof![9 => 1u32..12, 1 => any::<u32>()]
}

/// Ids that mostly hit a region or zone.
fn place_id() -> impl Strategy<Value = u32> {
    prop_oneof![9 => 20u32..26, 1 => id()]
}

fn place() -> impl Strategy<Value = Place> {
    let size = || prop_oneof![8 => 64..2_000i32, 1 => any::<i32>()];
    let what = proptest::sample::select(PlaceKind::ALL.to_vec());
    let of = proptest::option::weighted(0.8, place_id());
    (place_id(), name(), what, of, number(), number(), at(), [size(), size()]).prop_map(
        |(id, name, what, of, lat, lon, at, size)| {
            // most regions lie in nothing
            let of = of.filter(|of| what == PlaceKind::Zone || of % 5 == 0);
            Place { id, name, what, of, lat: lat / 10.0, lon, at, size }
        },
    )
}

/// Numbers as a hostile file may hold them.
pub fn number() -> impl Strategy<Value = f64> {
    let odd = proptest::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e308, -1.0]);
    prop_oneof![4 => 0.0..2_000.0f64, 1 => odd, 1 => any::<f64>()]
}

fn kind() -> impl Strategy<Value = KindId> {
    proptest::sample::select(KindId::ALL.to_vec())
}

fn at() -> impl Strategy<Value = [i32; 2]> {
    prop_oneof![8 => [-2_000..2_000i32, -2_000..2_000i32], 1 => any::<[i32; 2]>()]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[A-Za-z ãç0-9]{0,20}", 1 => ".{0,400}"]
}

pub fn fault() -> impl Strategy<Value = Fault> {
    let what = proptest::sample::select(FaultKind::ALL.to_vec());
    (prop_oneof![3 => id(), 1 => place_id()], what, number(), number(), proptest::option::of(number()))
        .prop_map(|(node, what, strength, from_s, until_s)| Fault { node, what, strength, from_s, until_s })
}

fn node() -> impl Strategy<Value = NodeSpec> {
    let place = proptest::option::of(place_id());
    let parts = (id(), name(), kind(), vec(number(), 0..20), at(), place);
    parts.prop_map(|(id, name, kind, params, at, place)| NodeSpec { id, name, kind, params, at, place })
}

fn link() -> impl Strategy<Value = LinkSpec> {
    (id(), id(), vec(number(), 0..4)).prop_map(|(from, to, params)| LinkSpec { from, to, params })
}

/// A design with every defect that a file can have.
pub fn design() -> impl Strategy<Value = Design> {
    (vec(node(), 0..12), vec(link(), 0..24), vec(fault(), 0..4), vec(place(), 0..6))
        .prop_map(|(nodes, links, faults, places)| Design { nodes, links, faults, places })
}

/// A valid board, made of a broken one.
pub fn board() -> impl Strategy<Value = Board> {
    (name(), any::<u64>(), design(), vec(note(), 0..4))
        .prop_map(|(title, seed, design, notes)| Board::new(&title, seed, design).with_notes(notes))
}

/// A note of any text, place and size.
pub fn note() -> impl Strategy<Value = Note> {
    let text = prop_oneof![4 => "[a-zç\n ]{0,40}", 1 => ".{0,60}", 1 => "\\PC{0,20}\u{202e}"];
    let size = || prop_oneof![8 => 60..2_100i32, 1 => any::<i32>()];
    (text, at(), [size(), size()]).prop_map(|(text, at, size)| Note { text, at, size })
}

/// A part of a board as it may come from the clipboard.
fn part() -> impl Strategy<Value = Part> {
    let links = vec((id(), id(), vec(number(), 0..3)), 0..4);
    (vec(node(), 0..4), links, vec(place(), 0..4), vec(note(), 0..3))
        .prop_map(|(nodes, links, places, notes)| Part { nodes, links, places, notes })
}

/// An edit of what the editor knows beyond single stations.
fn editor_msg() -> impl Strategy<Value = Msg> {
    let how = proptest::sample::select(Align::ALL.to_vec());
    prop_oneof![
        3 => (part(), at()).prop_map(|(part, offset)| Msg::Insert { part: Box::new(part), offset }),
        3 => (how, vec(id(), 0..6)).prop_map(|(how, nodes)| Msg::Align { how, nodes }),
        2 => note().prop_map(Msg::AddNote),
        2 => (0..5usize, note()).prop_map(|(note, to)| Msg::SetNote { note, to }),
        1 => (0..5usize).prop_map(Msg::RemoveNote),
    ]
}

/// One edit; most of them make sense.
pub fn msg() -> impl Strategy<Value = Msg> {
    prop_oneof![
        8 => single_msg(),
        1 => vec(single_msg(), 0..5).prop_map(|steps| Msg::Several(Edit::Mend, steps)),
    ]
}

fn single_msg() -> impl Strategy<Value = Msg> {
    let small = || -400..400i32;
    prop_oneof![
        4 => (kind(), name(), at()).prop_map(|(kind, name, at)| Msg::AddNode { kind, name, at }),
        2 => (id(), kind(), name(), at())
            .prop_map(|(from, kind, name, at)| Msg::AddLinked { from, kind, name, at }),
        1 => (vec(node(), 0..4), vec((id(), id(), vec(number(), 0..3)), 0..4), at())
            .prop_map(|(nodes, links, offset)| Msg::Insert {
                part: Box::new(Part { nodes, links, ..Part::default() }),
                offset,
            }),
        3 => (vec(id(), 0..4), small(), small()).prop_map(|(nodes, dx, dy)| Msg::MoveNodes { nodes, dx, dy }),
        1 => (vec((id(), at()), 0..4), vec((place_id(), at(), at()), 0..3))
            .prop_map(|(nodes, places)| Msg::Tidy(Tidied { nodes, places })),
        2 => (vec(id(), 0..3), vec((id(), id()), 0..3)).prop_map(|(nodes, links)| Msg::Remove { nodes, links }),
        6 => (id(), id()).prop_map(|(from, to)| Msg::Connect { from, to }),
        3 => (vec(id(), 0..4), 0..14usize, number())
            .prop_map(|(nodes, param, value)| Msg::SetParam { nodes, param, value }),
        1 => (id(), id(), 0..4usize, number())
            .prop_map(|(a, b, param, value)| Msg::SetLinkParam { link: (a, b), param, value }),
        1 => (id(), name()).prop_map(|(node, name)| Msg::Rename { node, name }),
        1 => name().prop_map(Msg::SetTitle),
        1 => any::<u64>().prop_map(Msg::SetSeed),
        1 => fault().prop_map(Msg::AddFault),
        1 => (0..3usize).prop_map(Msg::RemoveFault),
        1 => board().prop_map(|b| Msg::Replace(Box::new(b))),
        8 => place_msg(),
        6 => editor_msg(),
    ]
}

/// An edit of regions and zones.
pub fn place_msg() -> impl Strategy<Value = Msg> {
    let small = || -400..400i32;
    prop_oneof![
        4 => place().prop_map(Msg::AddPlace),
        1 => (place_id(), name()).prop_map(|(place, name)| Msg::RenamePlace { place, name }),
        3 => (place_id(), small(), small()).prop_map(|(place, dx, dy)| Msg::MovePlace { place, dx, dy }),
        2 => place().prop_map(|p| Msg::ResizePlace { place: p.id, at: p.at, size: p.size }),
        1 => (place_id(), number(), number()).prop_map(|(place, lat, lon)| Msg::SetSpot { place, lat, lon }),
        1 => place_id().prop_map(Msg::RemovePlace),
        3 => (vec(id(), 0..4), proptest::option::of(place_id()))
            .prop_map(|(nodes, place)| Msg::PutNodes { nodes, place }),
    ]
}

/// Numbers that look random and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}
