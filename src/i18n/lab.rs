//! Texts of the laboratory: which server takes the next request, and why.

mod en;
mod pt;
pub mod say;

pub use en::EN;
pub use pt::PT;

use simcore::lab::{Algorithm, MissingFact};

/// The texts; a field that one language lacks does not compile. Lists by algorithm and by missing
/// fact follow the order of `Algorithm::ALL` and `MissingFact::ALL`, and have their lengths.
pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub text_only: &'static str,
    pub all_facts: &'static str,
    pub pass_label: &'static str,
    pub tally: fn(usize, usize) -> String,
    pub enough: fn(usize) -> String,
    pub hint: &'static str,
    pub hints_used: fn(u32) -> String,
    pub check_row: &'static str,
    pub check_all: &'static str,
    // practice
    pub practice: &'static str,
    pub another: &'static str,
    pub classic: &'static str,
    pub difficulty: &'static str,
    pub levels: [&'static str; 3],
    pub puzzle_number: fn(&str) -> String,
    pub share_note: &'static str,
    // given
    pub given: &'static str,
    pub servers_in_order: &'static str,
    pub last_dispatch: &'static str,
    pub went_to: fn(&str, &str) -> String,
    pub again: fn(&str) -> String,
    pub new_user: fn(&str) -> String,
    pub returns: fn(&str) -> String,
    // the world
    pub world: &'static str,
    pub goes_down: fn(&str) -> String,
    pub joins: fn(&str) -> String,
    pub before_first: &'static str,
    pub after_request: fn(usize) -> String,
    pub when: &'static str,
    pub no_events: &'static str,
    // facts
    pub facts: &'static str,
    pub facts_note: &'static str,
    pub facts_absent: &'static str,
    pub facts_for: fn(&str) -> String,
    pub facts_none: &'static str,
    pub facts_other: &'static str,
    pub reset_facts: &'static str,
    pub f_pointer_server: &'static str,
    pub f_pointer_kind: &'static str,
    pub pointer_kinds: [&'static str; 4],
    pub f_weights: &'static str,
    pub f_join_weight: fn(&str) -> String,
    pub f_wrr: &'static str,
    pub wrr: [&'static str; 2],
    pub f_position: &'static str,
    pub f_open: &'static str,
    pub f_duration: &'static str,
    pub f_ties: &'static str,
    pub ties: [&'static str; 3],
    pub f_loads: &'static str,
    pub f_per_request: &'static str,
    pub f_report: &'static str,
    pub f_unknown: &'static str,
    pub unknowns: [&'static str; 2],
    pub f_base: &'static str,
    pub bases: [&'static str; 3],
    pub f_redispatch: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub f_detect: &'static str,
    pub f_hashing: &'static str,
    pub hashings: [&'static str; 2],
    pub f_hash_of: fn(&str) -> String,
    pub f_address_of: fn(&str) -> String,
    pub f_vnodes: &'static str,
    pub f_key_of: fn(&str) -> String,
    pub unknown: &'static str,
    pub bad_list: fn(usize) -> String,
    pub bad_value: &'static str,
    pub contradiction: &'static str,
    pub too_large: &'static str,
    // the grid
    pub algorithm: &'static str,
    pub grid_label: &'static str,
    pub grid_help: &'static str,
    pub t: fn(usize) -> String,
    pub col_down: fn(&str, &str) -> String,
    pub col_joins: fn(&str, &str) -> String,
    pub col_both: fn(&str) -> String,
    pub empty: &'static str,
    pub right: &'static str,
    pub half: &'static str,
    pub wrong: &'static str,
    pub unchecked: &'static str,
    pub row_done: &'static str,
    pub row_fix: fn(usize) -> String,
    pub row_left: fn(usize) -> String,
    pub nobody: &'static str,
    pub depends: &'static str,
    // the editor
    pub who: &'static str,
    pub who_may: &'static str,
    pub settled: &'static str,
    pub settled_yes: &'static str,
    pub settled_no: &'static str,
    pub shares: &'static str,
    pub equal: &'static str,
    pub own_shares: &'static str,
    pub share_of: fn(&str) -> String,
    pub share_help: &'static str,
    pub sum_is: fn(&str) -> String,
    pub which_facts: &'static str,
    pub clear: &'static str,
    pub close: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    // the timeline
    pub timeline: fn(&str, &str) -> String,
    pub step_back: &'static str,
    pub step_on: &'static str,
    pub play: &'static str,
    pub stop: &'static str,
    pub step_of: fn(usize, usize) -> String,
    pub given_tag: &'static str,
    pub changed_tag: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub joined: &'static str,
    pub your_answers: &'static str,
    pub true_course: &'static str,
    // why
    pub you_said: fn(&str, &str, &str) -> String,
    pub cell_name: fn(&str, &str) -> String,
    pub watch: &'static str,
    pub watch_stop: &'static str,
    pub show_answer: &'static str,
    pub the_answer: fn(&str) -> String,
    pub half_bars: &'static str,
    pub half_depends: &'static str,
    pub text_settles: &'static str,
    pub text_open: &'static str,
    pub text_leaves: fn(&str) -> String,
    pub possible: fn(&str) -> String,
    pub if_then: fn(&str, &str) -> String,
    pub start_here: &'static str,
    pub then_check: &'static str,
    pub not_followed: &'static str,
    pub hint_of: fn(usize, usize) -> String,
    // slips
    pub slip_down: fn(&str) -> String,
    pub slip_absent: fn(&str) -> String,
    pub slip_affinity: fn(&str) -> String,
    pub slip_sticky: fn(&str) -> String,
    pub slip_modulo: &'static str,
    pub slip_ring: fn(&str) -> String,
    pub slip_turn: fn(&str) -> String,
    // the right column
    pub ring: &'static str,
    pub ring_alt: fn(usize, usize) -> String,
    pub live_marks: fn(usize) -> String,
    pub per_server: fn(&str) -> String,
    pub clockwise: &'static str,
    pub close_up: fn(&str) -> String,
    pub lands_at: fn(&str, &str) -> String,
    pub ring_unknown: &'static str,
    pub if_hidden_ring: &'static str,
    pub if_hidden: &'static str,
    pub hidden_note: &'static str,
    pub hidden_later: &'static str,
    pub in_practice: &'static str,
    pub in_practice_note: &'static str,
    pub configured: &'static str,
    pub no_such_policy: &'static str,
    pub by_chance: &'static str,
    pub by_client: &'static str,
    pub movers: &'static str,
    pub movers_modulo: &'static str,
    pub movers_ring: &'static str,
    pub how: &'static str,
    pub memory: &'static str,
    pub memory_none: &'static str,
    pub uniform: &'static str,
    pub memory_turn: fn(&str) -> String,
    pub cookie: fn(&str, &str) -> String,
    pub no_cookie: fn(&str) -> String,
    pub hash_line: fn(&str, &str, usize, &str) -> String,
    pub hash_unknown: fn(&str) -> String,
    pub open_now: &'static str,
    pub load_now: &'static str,
    pub weight_now: &'static str,
    // lists
    pub names: [&'static str; 9],
    pub rules: [&'static str; 9],
    pub missing: [&'static str; 15],
}

impl Texts {
    /// The name of an algorithm.
    pub fn name(&self, a: Algorithm) -> &'static str {
        self.names[a as usize]
    }

    /// What an algorithm looks at, in one or two sentences.
    pub fn rule(&self, a: Algorithm) -> &'static str {
        self.rules[a as usize]
    }

    /// The name of a fact.
    pub fn missing(&self, f: MissingFact) -> &'static str {
        self.missing[f as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_follow_the_order_of_their_enums() {
        for (i, a) in Algorithm::ALL.into_iter().enumerate() {
            assert_eq!(a as usize, i);
        }
        for (i, f) in MissingFact::ALL.into_iter().enumerate() {
            assert_eq!(f as usize, i);
        }
        assert_eq!(EN.name(Algorithm::ConsistentHash), "Consistent hashing");
        assert_eq!(PT.missing(MissingFact::Ring), "os pontos do anel");
    }
}
