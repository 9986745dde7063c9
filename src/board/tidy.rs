//! Automatic placing: columns by the longest way from a source, so that requests flow from left to
//! right; within a column in the order that keeps lines short.

use super::geometry::{Layout, Plan, Rect};
use super::{SNAP, snap};
use simcore::design::{Design, NodeId};
use simcore::sorted::{SortedMap, sort_by};

/// Room between two columns, for lines and their labels.
const COLUMN_GAP: f64 = 112.0;
/// Room between two stations of a column, for the reasons that hang under one.
const ROW_GAP: f64 = 48.0;
/// How often the order in the columns is improved.
const SWEEPS: usize = 6;

/// A place for every station. The first is where the leftmost stands now, so that the board does
/// not jump.
pub fn tidy(design: &Design) -> Vec<(NodeId, [i32; 2])> {
    let graph = Graph::of(design);
    let mut columns = graph.columns();
    graph.order(&mut columns);
    place(design, &graph, &columns)
}

/// Do stations lie on each other?
pub fn overlaps(design: &Design) -> bool {
    let layout = Layout::of(design, None);
    let mut rects: Vec<Rect> = layout.nodes.iter().map(|p| p.rect).collect();
    sort_by(&mut rects, |a, b| a.x.total_cmp(&b.x));
    rects
        .iter()
        .enumerate()
        .any(|(i, a)| rects[i + 1..].iter().take_while(|b| b.x < a.right()).any(|b| a.meets(b)))
}

/// Stations by index, with the indices that they call and that call them.
struct Graph {
    plans: Vec<Plan>,
    outs: Vec<Vec<usize>>,
    ins: Vec<Vec<usize>>,
}

impl Graph {
    fn of(design: &Design) -> Graph {
        let index: SortedMap<NodeId, usize> =
            design.nodes.iter().enumerate().map(|(i, n)| (n.id, i)).collect();
        let (mut outs, mut ins) = (vec![Vec::new(); index.len()], vec![Vec::new(); index.len()]);
        for link in &design.links {
            if let (Some(a), Some(b)) = (index.get(&link.from), index.get(&link.to)) {
                outs[*a].push(*b);
                ins[*b].push(*a);
            }
        }
        let plans = design.nodes.iter().zip(&outs).map(|(n, o)| Plan::of(n.kind, o.len())).collect();
        Graph { plans, outs, ins }
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
}

fn place(design: &Design, graph: &Graph, columns: &[Vec<usize>]) -> Vec<(NodeId, [i32; 2])> {
    let left = design.nodes.iter().map(|n| n.at[0]).min().unwrap_or(0);
    let top = design.nodes.iter().map(|n| n.at[1]).min().unwrap_or(0);
    let height = |c: &[usize]| {
        c.iter().map(|i| graph.plans[*i].h).sum::<f64>() + ROW_GAP * c.len().saturating_sub(1) as f64
    };
    let tallest = columns.iter().map(|c| height(c)).fold(0.0, f64::max);
    let mut out = Vec::with_capacity(design.nodes.len());
    let mut x = f64::from(snap(left));
    for column in columns {
        let widest = column.iter().map(|i| graph.plans[*i].w).fold(0.0, f64::max);
        let mut y = f64::from(snap(top)) + (tallest - height(column)) / 2.0;
        for i in column {
            let at = [x + (widest - graph.plans[*i].w) / 2.0, y].map(|v| snap(v.round() as i32));
            out.push((design.nodes[*i].id, at));
            y += graph.plans[*i].h + ROW_GAP;
        }
        x += widest + COLUMN_GAP;
    }
    debug_assert!(out.iter().all(|(_, at)| at.iter().all(|v| v % SNAP == 0)));
    out
}
