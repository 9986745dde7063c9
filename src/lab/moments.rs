//! The course of a puzzle as a row of moments: what was given, requests, and the changes between
//! them. Pure; the drawing is in `timeline.rs`.

use simcore::lab::{Column, Event, Outcome, Path, Puzzle};

/// One place on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// A request of the history.
    Past { user: usize, server: usize },
    /// A request asked about (index into `Puzzle::requests`).
    Request { index: usize, user: usize },
    /// Servers that go down or join before the next request.
    Changes { down: Vec<usize>, join: Vec<usize> },
}

/// The moments up to the request of a column. Servers and users by index.
pub fn moments(puzzle: &Puzzle, column: Column) -> Vec<Moment> {
    let puzzle = puzzle.variant(column.variant);
    let (names, users) = (puzzle.names(), puzzle.users());
    let server = |name: &String| names.iter().position(|n| n == name).unwrap_or(0);
    let user = |name: &String| users.iter().position(|n| n == name).unwrap_or(0);
    let mut all: Vec<Moment> = puzzle
        .history
        .iter()
        .map(|p| Moment::Past { user: user(&p.user), server: server(&p.server) })
        .collect();
    let mut since = f64::NEG_INFINITY;
    for (index, r) in puzzle.requests.iter().enumerate().take(column.request + 1) {
        let between = |t: f64| t > since && t <= r.at_s;
        let (mut down, mut join) = (Vec::new(), Vec::new());
        for event in &puzzle.events {
            match event {
                Event::Down { server: s, at_s: Some(t) } if between(*t) => down.push(server(s)),
                Event::Join { server: s, at_s: t, .. } if between(*t) => join.push(server(s)),
                _ => {}
            }
        }
        if !(down.is_empty() && join.is_empty()) {
            all.push(Moment::Changes { down, join });
        }
        all.push(Moment::Request { index, user: user(&r.user) });
        since = r.at_s;
    }
    all
}

/// How a server stands after some moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Up,
    Down,
    /// Part of the pool since it joined.
    Joined,
    /// Not there yet.
    Absent,
}

/// How each of `total` servers stands after the first `shown` moments, `initial` being there at first.
pub fn standing(moments: &[Moment], shown: usize, initial: usize, total: usize) -> Vec<Standing> {
    let mut all = vec![Standing::Absent; total];
    all.iter_mut().take(initial).for_each(|s| *s = Standing::Up);
    for m in moments.iter().take(shown) {
        if let Moment::Changes { down, join } = m {
            join.iter().for_each(|&s| all[s] = Standing::Joined);
            down.iter().for_each(|&s| all[s] = Standing::Down);
        }
    }
    all
}

/// Where a true run sends a request.
pub fn outcome(path: &Path, request: usize) -> Option<Outcome> {
    path.outcomes.get(request).copied().flatten()
}

/// Does anything of this column happen before that request? Then an answer for the calm course says
/// nothing about it.
pub fn disturbed(moments: &[Moment], request: usize) -> bool {
    let until = moments.iter().position(|m| matches!(m, Moment::Request { index, .. } if *index == request));
    moments.iter().take(until.unwrap_or(0)).any(|m| matches!(m, Moment::Changes { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::lab::{Down, Join, Variant};

    #[test]
    fn the_classic_has_five_moments() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let column = Column { variant: Variant::Both, request: 2 };
        let all = moments(&p, column);
        assert_eq!(all.len(), 5);
        assert_eq!(all[0], Moment::Past { user: 0, server: 2 });
        assert_eq!(all[3], Moment::Changes { down: vec![2], join: vec![4] });
        assert_eq!(all[4], Moment::Request { index: 2, user: 0 });
        assert!(!disturbed(&all, 1) && disturbed(&all, 2));
        let calm = moments(&p, Column { variant: Variant::Calm, request: 0 });
        assert_eq!(calm.len(), 2);
    }

    #[test]
    fn servers_stand_as_the_moments_say() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let all = moments(&p, Column { variant: Variant::Both, request: 2 });
        let before = standing(&all, 3, 4, 5);
        assert_eq!((before[2], before[4]), (Standing::Up, Standing::Absent));
        let after = standing(&all, 5, 4, 5);
        assert_eq!((after[2], after[4]), (Standing::Down, Standing::Joined));
    }

    #[test]
    fn an_early_failure_comes_before_every_request() {
        let p = Puzzle::classic(Down::BeforeT1, Join::Never);
        let all = moments(&p, Column { variant: Variant::Downs, request: 2 });
        assert!(disturbed(&all, 0));
    }
}
