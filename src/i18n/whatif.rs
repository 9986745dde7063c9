//! Texts of the questions beyond one run: what if, compare, estimate, and theory beside a run.

mod en;
mod pt;

pub use en::EN;
pub use pt::PT;

use simcore::answers::beside::Why;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub tools: &'static str,
    /// What if, compare, estimate.
    pub pages: [&'static str; 3],
    /// In the order of `Measure::ALL`.
    pub measures: [&'static str; 5],
    pub result: &'static str,
    // the form
    pub title: &'static str,
    pub lead: &'static str,
    /// Where the chart will be.
    pub blank: &'static str,
    pub change: &'static str,
    pub of: &'static str,
    pub parameter: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub points: &'static str,
    pub seeds: &'static str,
    pub seeds_each: &'static str,
    pub seconds: &'static str,
    pub measure: &'static str,
    pub guess_key: &'static str,
    pub guess_again: &'static str,
    pub no_guess: &'static str,
    pub factor: fn(&str) -> String,
    /// How far off on average; the worst point: where, drawn, measured.
    pub guess_off: fn(&str, &str, &str, &str) -> String,
    pub held: &'static str,
    pub held_rest: &'static str,
    pub held_rest_as_is: &'static str,
    pub warm_up: &'static str,
    pub measured_for: &'static str,
    pub run: fn(&str) -> String,
    /// Done, of how many.
    pub progress: fn(&str, &str) -> String,
    pub cancel: &'static str,
    pub done: fn(&str) -> String,
    pub from_to: &'static str,
    pub too_many: &'static str,
    pub empty_board: &'static str,
    pub board_changed: &'static str,
    pub setup_changed: &'static str,
    // what was found
    pub first_runs: &'static str,
    pub one_point: fn(&str, &str) -> String,
    pub bends: fn(&str) -> String,
    /// The measure; where it begins, bends and ends; its value there.
    pub bends_says: fn(&str, &[String; 3], &[String; 3]) -> String,
    pub straight: fn(&str, &str) -> String,
    pub straight_says: fn(&str, &str, &str) -> String,
    pub knee: fn(&str) -> String,
    /// Where, and whether theory says so.
    pub full: fn(&str, bool) -> String,
    pub theory: &'static str,
    pub measured: &'static str,
    pub measured_95: &'static str,
    pub p95_too: &'static str,
    pub value: &'static str,
    pub load: &'static str,
    pub beside: &'static str,
    pub measured_only: &'static str,
    /// Inside, of how many.
    pub agreement: fn(&str, &str) -> String,
    // theory
    pub formula: fn(&str) -> String,
    pub exact: &'static str,
    pub approximate: &'static str,
    pub letter_c: fn(&str) -> String,
    pub letter_p: fn(&str) -> String,
    pub letter_v: fn(&str) -> String,
    pub no_theory: &'static str,
    /// Why, at which station, how much.
    pub why: fn(Why, &str, &str) -> String,
    pub open_plain: &'static str,
    pub plain_title: &'static str,
    pub plain_names: [&'static str; 2],
    pub live_head: &'static str,
    /// Model, load, response, wait.
    pub live_theory: fn(&str, &str, &str, &str) -> String,
    /// Mean, half of the interval, seconds.
    pub live_measured: fn(&str, &str, &str) -> String,
    /// Seconds so far, of how many.
    pub live_soon: fn(&str, &str) -> String,
    // compare
    pub compare_title: &'static str,
    pub compare_lead: &'static str,
    pub compare_blank: &'static str,
    pub two_designs: &'static str,
    pub not_kept: &'static str,
    pub keep_a: &'static str,
    pub kept_as_a: fn(&str) -> String,
    pub or_system: &'static str,
    pub a_system: &'static str,
    pub or_file: &'static str,
    pub change_b: &'static str,
    pub put_a_back: &'static str,
    pub no_a: &'static str,
    pub a_is_b: &'static str,
    pub same_luck: &'static str,
    pub cost: &'static str,
    pub versus_heads: [&'static str; 6],
    pub better: &'static str,
    pub worse: &'static str,
    pub open: &'static str,
    pub same: &'static str,
    pub sooner: fn(&str) -> String,
    pub later: fn(&str) -> String,
    pub none_shown: &'static str,
    pub all_same: &'static str,
    /// Low, high, pairs.
    pub between: fn(&str, &str, &str) -> String,
    pub between_open: fn(&str, &str, &str) -> String,
    pub dots_note: &'static str,
    // estimate
    pub estimate_title: &'static str,
    /// Peak, servers, storage.
    pub estimate_says: fn(&str, &str, &str) -> String,
    pub estimate_note: &'static str,
    pub assumptions: &'static str,
    pub preset: &'static str,
    pub presets: [&'static str; 4],
    pub assumed: [&'static str; 10],
    pub steps: [&'static str; 7],
    pub a_day: fn(&str) -> String,
    pub drive: fn(&str) -> String,
    pub drive_note: &'static str,
    pub driven: fn(&str) -> String,
    pub driven_already: &'static str,
    pub no_sources: &'static str,
    pub out_of_range: &'static str,
    pub to_board: &'static str,
}
