//! Automatic placing: columns by the longest way from a source, so that requests flow from left to
//! right; within a column in the order that keeps lines short.

use super::geometry::{Layout, Plan, Rect};
use super::{SNAP, snap};
use simcore::design::{Design, NodeId, Place};
use simcore::place::SIDES;
use simcore::sorted::{SortedMap, sort_by};

/// Room between two columns, for lines and their labels.
const COLUMN_GAP: f64 = 112.0;
/// Room between two stations of a column, for the reasons that hang under one.
const ROW_GAP: f64 = 48.0;
/// How often the order in the columns is improved.
const SWEEPS: usize = 6;

/// Room around what is in a region or zone, and above it for the name.
const PAD: i32 = 24;
const HEAD: i32 = 40;

/// Positions for everything: stations, and the rectangles of regions and zones around theirs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tidied {
    pub nodes: Vec<(NodeId, [i32; 2])>,
    /// Each with its corner and its size.
    pub places: Vec<(NodeId, [i32; 2], [i32; 2])>,
}

/// A place for every station, and a rectangle for every region and zone. The first is where the
/// leftmost stands now, so that the board does not jump. Each region is laid out for itself and then
/// put like one large station among the others, and so is each zone in its region: nobody comes to
/// stand in another.
pub fn tidy(design: &Design) -> Tidied {
    let corners = || design.nodes.iter().map(|n| n.at).chain(design.places.iter().map(|p| p.at));
    let least = |axis: usize| snap(corners().map(|at| at[axis]).min().unwrap_or(0));
    block(design, None).shifted([least(0), least(1)])
}

impl Tidied {
    fn shifted(mut self, by: [i32; 2]) -> Tidied {
        let shift = |at: &mut [i32; 2]| *at = [0, 1].map(|i| snap(at[i].saturating_add(by[i])));
        self.nodes.iter_mut().for_each(|(_, at)| shift(at));
        self.places.iter_mut().for_each(|(_, at, _)| shift(at));
        self
    }
}

/// What stands directly in a place, or in none, and the places in it, laid out from [0, 0].
fn block(design: &Design, scope: Option<NodeId>) -> Tidied {
    let links_out = |id| design.links.iter().filter(|l| l.from == id).count();
    let mut items: Vec<Tidied> = Vec::new();
    let mut sizes = Vec::new();
    for n in design.nodes.iter().filter(|n| n.place == scope) {
        let plan = Plan::of(n.kind, links_out(n.id));
        sizes.push((plan.w, plan.h));
        items.push(Tidied { nodes: vec![(n.id, [0, 0])], places: Vec::new() });
    }
    // regions lie in nothing, zones in their region, and nothing in a zone
    let inner = |p: &&Place| p.of == scope && Some(p.id) != scope;
    for p in design.places.iter().filter(inner) {
        let item = block(design, Some(p.id));
        let size = item.places.last().map_or([0, 0], |(_, _, size)| *size);
        sizes.push((f64::from(size[0]), f64::from(size[1])));
        items.push(item);
    }
    let held = items.iter().enumerate().flat_map(|(i, item)| item.nodes.iter().map(move |(id, _)| (*id, i)));
    let item_of: SortedMap<NodeId, usize> = held.collect();
    let ends = design.links.iter().filter_map(|l| Some((*item_of.get(&l.from)?, *item_of.get(&l.to)?)));
    let graph = Graph::of(sizes, ends.filter(|(a, b)| a != b));
    let mut columns = graph.columns();
    graph.order(&mut columns);

    let mut out = Tidied::default();
    let mut extent = [0, 0];
    let corner = if scope.is_some() { [PAD, HEAD] } else { [0, 0] };
    for ((item, at), (w, h)) in items.into_iter().zip(graph.place(&columns)).zip(&graph.sizes) {
        let at = [at[0].saturating_add(corner[0]), at[1].saturating_add(corner[1])];
        extent = [extent[0].max(at[0] + *w as i32), extent[1].max(at[1] + *h as i32)];
        let item = item.shifted(at);
        out.nodes.extend(item.nodes);
        out.places.extend(item.places);
    }
    if let Some(id) = scope {
        let (least, most) = (*SIDES.start(), *SIDES.end());
        out.places.push((id, [0, 0], extent.map(|v| v.saturating_add(PAD).max(least).min(most))));
    }
    out
}

/// Do stations lie on each other?
pub fn overlaps(design: &Design) -> bool {
    let layout = Layout::of(design);
    let mut rects: Vec<Rect> = layout.nodes.iter().map(|p| p.rect).collect();
    sort_by(&mut rects, |a, b| a.x.total_cmp(&b.x));
    rects
        .iter()
        .enumerate()
        .any(|(i, a)| rects[i + 1..].iter().take_while(|b| b.x < a.right()).any(|b| a.meets(b)))
}

/// Stations or places by index, with their sizes and the indices that they call and that call them.
struct Graph {
    sizes: Vec<(f64, f64)>,
    outs: Vec<Vec<usize>>,
    ins: Vec<Vec<usize>>,
}

impl Graph {
    fn of(sizes: Vec<(f64, f64)>, links: impl Iterator<Item = (usize, usize)>) -> Graph {
        let (mut outs, mut ins) = (vec![Vec::new(); sizes.len()], vec![Vec::new(); sizes.len()]);
        for (a, b) in links {
            outs[a].push(b);
            ins[b].push(a);
        }
        Graph { sizes, outs, ins }
    }

    /// Stations by column. Lines that lead back (circles) are left out of account.
    fn columns(&self) -> Vec<Vec<usize>> {
        let n = self.outs.len();
        let topological = self.topological();
        let mut rank = vec![0; n];
        for (at, i) in topological.iter().enumerate() {
            rank[*i] = at;
        }
        let mut column = vec![0; n];
        for i in &topological {
            for j in self.outs[*i].iter().filter(|j| rank[**j] > rank[*i]) {
                column[*j] = column[*j].max(column[*i] + 1);
            }
        }
        let mut columns = vec![Vec::new(); column.iter().max().map_or(0, |m| m + 1)];
        for (i, c) in column.iter().enumerate() {
            columns[*c].push(i);
        }
        columns
    }

    /// Callers before the called, as far as circles allow: reverse postorder of a depth-first
    /// search from the stations that nobody calls. Without recursion, since a chain may be long.
    fn topological(&self) -> Vec<usize> {
        let n = self.outs.len();
        let (mut seen, mut post) = (vec![false; n], Vec::with_capacity(n));
        let roots = (0..n).filter(|i| self.ins[*i].is_empty()).chain(0..n);
        for root in roots {
            if seen[root] {
                continue;
            }
            seen[root] = true;
            let mut stack = vec![(root, 0)];
            while let Some((i, next)) = stack.last_mut() {
                if let Some(j) = self.outs[*i].get(*next).copied() {
                    *next += 1;
                    if !seen[j] {
                        seen[j] = true;
                        stack.push((j, 0));
                    }
                } else {
                    post.push(*i);
                    stack.pop();
                }
            }
        }
        post.reverse();
        post
    }

    /// Sorts each column by the mean place of the neighbours in the columns before, then after.
    fn order(&self, columns: &mut [Vec<usize>]) {
        let mut place = vec![0.0; self.outs.len()];
        let settle = |column: &[usize], place: &mut Vec<f64>| {
            for (at, i) in column.iter().enumerate() {
                place[*i] = (at as f64 + 0.5) / column.len() as f64;
            }
        };
        for column in columns.iter() {
            settle(column, &mut place);
        }
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            let neighbours = if forward { &self.ins } else { &self.outs };
            let n = columns.len();
            for c in 0..n {
                let column = &mut columns[if forward { c } else { n - 1 - c }];
                let mean = |i: usize| {
                    let near = &neighbours[i];
                    let sum: f64 = near.iter().map(|j| place[*j]).sum();
                    if near.is_empty() { place[i] } else { sum / near.len() as f64 }
                };
                let mut keyed: Vec<(f64, usize)> = column.iter().map(|i| (mean(*i), *i)).collect();
                sort_by(&mut keyed, |a, b| a.0.total_cmp(&b.0));
                *column = keyed.into_iter().map(|(_, i)| i).collect();
                settle(column, &mut place);
            }
        }
    }

    /// Where each comes to lie, from [0, 0].
    fn place(&self, columns: &[Vec<usize>]) -> Vec<[i32; 2]> {
        let height = |c: &[usize]| {
            c.iter().map(|i| self.sizes[*i].1).sum::<f64>() + ROW_GAP * c.len().saturating_sub(1) as f64
        };
        let tallest = columns.iter().map(|c| height(c)).fold(0.0, f64::max);
        let mut out = vec![[0, 0]; self.sizes.len()];
        let mut x = 0.0;
        for column in columns {
            let widest = column.iter().map(|i| self.sizes[*i].0).fold(0.0, f64::max);
            let mut y = (tallest - height(column)) / 2.0;
            for i in column {
                let (w, h) = self.sizes[*i];
                out[*i] = [x + (widest - w) / 2.0, y].map(|v| snap(v.round() as i32));
                y += h + ROW_GAP;
            }
            x += widest + COLUMN_GAP;
        }
        debug_assert!(out.iter().all(|at| at.iter().all(|v| v % SNAP == 0)));
        out
    }
}
