//! One line under each algorithm: the facts that it works with now.

use super::labels::{self, lower};
use super::sheet::Pass;
use super::state::Lab;
use crate::i18n::lab::Texts;
use crate::i18n::{Lang, number};
use crate::view::prelude::*;
use simcore::lab::{Algorithm, HashFact, Puzzle, RingFact};

/// The line; empty in the pass in which only the text counts.
pub fn subtitle(t: &Texts, lang: Lang, lab: Lab, algorithm: Algorithm) -> String {
    if lab.pass.get() == Pass::Text {
        return String::new();
    }
    lab.puzzle.with(|p| of(t, lang, p, algorithm))
}

fn of(t: &Texts, lang: Lang, p: &Puzzle, algorithm: Algorithm) -> String {
    let f = &p.facts;
    let parts: Vec<Option<String>> = match algorithm {
        Algorithm::Random => vec![],
        Algorithm::RoundRobin => {
            vec![f.pointer_server.as_ref().map(|s| lower((t.memory_turn)(s).trim_end_matches('.')))]
        }
        Algorithm::WeightedRoundRobin => vec![
            f.wrr.map(|v| labels::wrr(t, v).to_owned()),
            f.weights.as_ref().map(|w| list(w.iter().map(|v| v.to_string()))),
        ],
        Algorithm::LeastConnections | Algorithm::TwoChoices => vec![
            f.open.as_ref().map(|o| format!("{} {}", list(o.iter().map(|v| v.to_string())), t.open_now)),
            f.ties.map(|v| labels::ties(t, v).to_owned()),
        ],
        Algorithm::LeastLoaded => vec![
            f.load.as_ref().map(|l| {
                let loads = list(l.loads.iter().map(|v| number::short(lang, *v)));
                format!("{loads}%, +{}%", number::short(lang, l.per_request))
            }),
            f.load
                .as_ref()
                .filter(|l| l.report_s > 0.0)
                .map(|l| format!("{} {}\u{a0}s", lower(t.f_report), number::short(lang, l.report_s))),
        ],
        Algorithm::StickySession => {
            vec![f.sticky_base.map(|b| format!("{} {}", lower(t.f_base), labels::base(t, b)))]
        }
        Algorithm::IpHash => vec![match &f.ip_hash {
            Some(HashFact::ModLive { .. }) => Some(t.hashings[0].to_owned()),
            Some(HashFact::Nginx { .. }) => Some(t.hashings[1].to_owned()),
            None => None,
        }],
        Algorithm::ConsistentHash => vec![match &f.ring {
            Some(RingFact::Md5 { vnodes, .. }) => {
                Some(format!("md5, {}", (t.per_server)(&vnodes.to_string())))
            }
            Some(RingFact::Explicit { points, .. }) => Some((t.live_marks)(points.len())),
            None => None,
        }],
    };
    if algorithm == Algorithm::Random {
        return t.uniform.to_owned();
    }
    let known: Vec<String> = parts.into_iter().flatten().collect();
    if known.is_empty() { t.unknown.to_owned() } else { known.join(", ") }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::lab::{EN, PT};
    use simcore::lab::{Down, Join};

    #[test]
    fn a_row_says_what_it_works_with() {
        let p = Puzzle::classic(Down::Never, Join::Never);
        assert_eq!(of(&EN, Lang::En, &p, Algorithm::WeightedRoundRobin), "smooth, 3 2 2 1");
        assert_eq!(of(&PT, Lang::Pt, &p, Algorithm::ConsistentHash), "md5, 150 por servidor");
        assert_eq!(of(&EN, Lang::En, &Puzzle::small(), Algorithm::LeastLoaded), "unknown");
    }
}
