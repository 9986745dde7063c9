//! HAProxy's "fast weighted round robin" (lb_fwrr.c): every server has a position on an endless line
//! and moves on by `total weight / own weight` when it is picked; the one furthest back is next.
//!
//! Servers wait in one of three trees: `init` (not yet picked in this round, the heaviest first),
//! `current` (picked, the next position falls into this round) and `next` (into the next round).

/// HAProxy counts a weight of 1 as 16, so that a server can be warmed up in sixteenths.
pub(super) const SCALE: u32 = 16;

const UNIT_RANGE: i64 = 256;
const WEIGHT_MAX: i64 = 256 * SCALE as i64;
const CURRENT: usize = 2;

#[derive(Clone, Debug, Default)]
struct Member {
    weight: i64,
    usable: bool,
    npos: i64,
    rweight: i64,
    /// Index into `trees`.
    tree: Option<usize>,
}

/// The servers of one backend.
#[derive(Clone, Debug, Default)]
pub(super) struct Fwrr {
    members: Vec<Member>,
    /// (key, server) in order; equals in the order in which they came.
    trees: [Vec<(i64, usize)>; 3],
    init: usize,
    curr_weight: i64,
    next_weight: i64,
    curr_pos: i64,
}

impl Fwrr {
    /// The servers' weights, and who takes part from the start.
    pub fn new(servers: impl Iterator<Item = (u32, bool)>) -> Fwrr {
        let mut group = Fwrr::default();
        for (i, (weight, usable)) in servers.enumerate() {
            let weight = i64::from(weight.saturating_mul(SCALE));
            let usable = usable && weight > 0;
            group.members.push(Member { weight, usable, ..Member::default() });
            if usable {
                group.next_weight += weight;
                group.queue_by_weight(group.init, i);
            }
        }
        group.curr_weight = group.next_weight;
        group.curr_pos = group.next_weight;
        group
    }

    /// A server is taken out.
    pub fn disable(&mut self, i: usize) {
        if self.members[i].usable {
            self.members[i].usable = false;
            self.next_weight -= self.members[i].weight;
            self.dequeue(i);
            self.members[i].tree = None;
        }
    }

    /// A server is put in: not at the end of the line, but as far ahead as its share of the rest of
    /// the round, so that it neither waits a whole round nor gets everything at once.
    pub fn enable(&mut self, i: usize) {
        if self.members[i].usable || self.members[i].weight == 0 {
            return;
        }
        self.members[i].usable = true;
        self.next_weight += self.members[i].weight;
        let ahead = self.next_weight + self.curr_weight - self.curr_pos;
        self.members[i].npos = self.curr_pos + ahead / self.members[i].weight;
        self.queue(i);
    }

    /// The next server, another than `avoid` if there is one.
    pub fn next(&mut self, avoid: Option<usize>) -> Option<usize> {
        let mut switched = false;
        let mut avoided: Option<usize> = None;
        let picked = loop {
            if self.curr_weight == 0 {
                self.curr_weight = self.next_weight;
                self.curr_pos = self.next_weight;
            }
            let found = loop {
                match self.first() {
                    Some(i) => break Some(i),
                    None if switched => break None,
                    None => {
                        switched = true;
                        self.switch_trees();
                    }
                }
            };
            let Some(i) = found else { break avoided };
            self.advance(i);
            self.dequeue(i);
            self.curr_pos += 1;
            if Some(i) != avoid || avoided.is_some() {
                break Some(i);
            }
            avoided = Some(i);
        };
        if let Some(i) = picked {
            self.queue(i);
        }
        if let Some(i) = avoided.filter(|_| avoided != picked) {
            if switched {
                self.queue_by_weight(self.init, i);
            } else {
                self.queue(i);
            }
        }
        picked
    }

    /// From `current` if somebody is due there, or else from `init`.
    fn first(&mut self) -> Option<usize> {
        let due = self.trees[CURRENT].first().map(|&(_, i)| i);
        if let Some(i) = due.filter(|&i| self.members[i].npos <= self.curr_pos) {
            return Some(i);
        }
        match self.trees[self.init].first() {
            Some(&(_, i)) => {
                self.members[i].npos = 0;
                self.members[i].rweight = 0;
                Some(i)
            }
            None => due,
        }
    }

    fn switch_trees(&mut self) {
        self.init = 1 - self.init;
        self.curr_weight = self.next_weight;
        self.curr_pos = self.curr_weight;
    }

    fn advance(&mut self, i: usize) {
        let m = &mut self.members[i];
        if m.npos == 0 {
            m.npos = self.curr_pos;
        }
        m.npos += self.next_weight / m.weight;
        m.rweight += self.next_weight % m.weight;
        if m.rweight >= m.weight {
            m.rweight -= m.weight;
            m.npos += 1;
        }
    }

    fn queue(&mut self, i: usize) {
        let m = &mut self.members[i];
        if !m.usable {
            m.tree = None;
        } else if m.npos >= 2 * self.curr_weight || m.npos >= self.curr_weight + self.next_weight {
            m.npos -= self.curr_weight;
            self.queue_by_weight(1 - self.init, i);
        } else {
            m.tree = Some(CURRENT);
            let rest = (WEIGHT_MAX + m.rweight - m.weight) / i64::from(SCALE);
            let key = UNIT_RANGE * m.npos + rest;
            insert(&mut self.trees[CURRENT], key, i);
        }
    }

    fn queue_by_weight(&mut self, tree: usize, i: usize) {
        self.members[i].tree = Some(tree);
        insert(&mut self.trees[tree], WEIGHT_MAX - self.members[i].weight, i);
    }

    fn dequeue(&mut self, i: usize) {
        if let Some(tree) = self.members[i].tree {
            self.trees[tree].retain(|&(_, server)| server != i);
        }
    }
}

/// Inserts behind all equals.
pub(super) fn insert<K: PartialOrd>(tree: &mut Vec<(K, usize)>, key: K, server: usize) {
    let at = tree.partition_point(|(k, _)| *k <= key);
    tree.insert(at, (key, server));
}
