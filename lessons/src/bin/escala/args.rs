//! The command line as types; the help texts are these comments.

use crate::args_author::{BuildArgs, NewArgs, ProveArgs};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Run boards, check and prove lessons, grade submissions.
///
/// Exit codes: 0 all well, 1 findings or a failed grade, 2 the command could not do its work.
#[derive(Parser)]
#[command(name = "escala", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    Run(RunArgs),
    Kinds(KindsArgs),
    Sweep(SweepArgs),
    Compare(CompareArgs),
    Spof(SpofArgs),
    Cost(CostArgs),
    Slo(SloArgs),
    Recover(RecoverArgs),
    Distances(DistancesArgs),
    Trace(TraceArgs),
    Trust(TrustArgs),
    Systems(SystemsArgs),
    Estimate(EstimateArgs),
    Lab(LabArgs),
    Check(CheckArgs),
    Grade(GradeArgs),
    Answers(AnswersArgs),
    Build(BuildArgs),
    Prove(ProveArgs),
    New(NewArgs),
}

/// Run a board and print what was measured.
#[derive(clap::Args)]
pub struct RunArgs {
    /// A board file, as exported from the page.
    pub board: PathBuf,
    /// Seed of the run; without it the seed of the board.
    #[arg(long)]
    pub seed: Option<u64>,
    /// End of the run, in simulated seconds.
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
    pub until: f64,
    /// Measure from here, so that a warm-up does not count.
    #[arg(long, default_value_t = 0.0, value_name = "SECONDS")]
    pub from: f64,
    /// So many runs, each under the seed after that of the one before: means with their intervals.
    #[arg(long, default_value_t = 1)]
    pub seeds: u32,
    /// The whole report as JSON; of several runs a list.
    #[arg(long)]
    pub json: bool,
}

/// List every component kind with its parameters: unit, range, default and source.
#[derive(clap::Args)]
pub struct KindsArgs {
    /// Only this kind.
    pub kind: Option<String>,
    #[arg(long)]
    pub json: bool,
}

/// How long each run is, and how many there are.
#[derive(clap::Args)]
pub struct Runs {
    /// Measure from here, in simulated seconds.
    #[arg(long, default_value_t = 20.0, value_name = "SECONDS")]
    pub from: f64,
    /// End of each run.
    #[arg(long, default_value_t = 120.0, value_name = "SECONDS")]
    pub until: f64,
    /// Runs of each design, each under a seed of its own.
    #[arg(long, default_value_t = 5)]
    pub seeds: u32,
    /// What is measured, such as p95_ms, failed_share, throughput, utilisation:4, lag:7.
    #[arg(long = "measure", default_values_t = ["p95_ms".to_owned(), "failed_share".to_owned()], value_name = "NAME")]
    pub measures: Vec<String>,
    #[arg(long)]
    pub json: bool,
}

/// Run a board at many values of one parameter and find the knee.
#[derive(clap::Args)]
pub struct SweepArgs {
    pub board: PathBuf,
    /// The node, by id.
    #[arg(long)]
    pub node: u32,
    /// The parameter, by name (see `escala kinds`).
    #[arg(long)]
    pub param: String,
    /// First and last value; without them the whole range of the parameter.
    #[arg(long, value_name = "VALUE")]
    pub start: Option<f64>,
    #[arg(long, value_name = "VALUE")]
    pub end: Option<f64>,
    /// How many values.
    #[arg(long, default_value_t = 12)]
    pub steps: usize,
    #[command(flatten)]
    pub runs: Runs,
}

/// Run two boards under the same seeds and tell the difference with its confidence interval.
#[derive(clap::Args)]
pub struct CompareArgs {
    pub a: PathBuf,
    pub b: PathBuf,
    #[command(flatten)]
    pub runs: Runs,
}

/// Take every node, region and zone away in turn and tell what fails: single points of failure and blast radius.
#[derive(clap::Args)]
pub struct SpofArgs {
    pub board: PathBuf,
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
    pub from: f64,
    #[arg(long, default_value_t = 180.0, value_name = "SECONDS")]
    pub until: f64,
    /// Chance that a node is up, for the availability on paper.
    #[arg(long, default_value_t = 0.999)]
    pub up: f64,
    #[arg(long)]
    pub json: bool,
}

/// What a board costs a month, for its machines and the traffic of a run, line by line.
#[derive(clap::Args)]
pub struct CostArgs {
    pub board: PathBuf,
    #[arg(long)]
    pub seed: Option<u64>,
    /// The traffic from here to there is taken to go on all month, in simulated seconds.
    #[arg(long, default_value_t = 20.0, value_name = "SECONDS")]
    pub from: f64,
    #[arg(long, default_value_t = 120.0, value_name = "SECONDS")]
    pub until: f64,
    #[arg(long)]
    pub json: bool,
}

/// Hold a run against objectives: met or missed, and what is left of the error budget.
///
/// Exit code 1 when one is missed.
#[derive(clap::Args)]
pub struct SloArgs {
    pub board: PathBuf,
    /// Requests answered, in % (at least); brings the error budget and its burn rate.
    #[arg(long, value_name = "%")]
    pub availability: Option<f64>,
    /// Latency, in ms (at most).
    #[arg(long, value_name = "MS")]
    pub p95: Option<f64>,
    #[arg(long, value_name = "MS")]
    pub p99: Option<f64>,
    /// Requests failed, in % (at most).
    #[arg(long, value_name = "%")]
    pub errors: Option<f64>,
    /// Reads of an old value at the worst node, in % (at most).
    #[arg(long, value_name = "%")]
    pub stale: Option<f64>,
    /// The longest time without service (at most).
    #[arg(long, value_name = "SECONDS")]
    pub rto: Option<f64>,
    /// The age of the newest copy at the worst moment (at most).
    #[arg(long, value_name = "SECONDS")]
    pub rpo: Option<f64>,
    /// Dollars a month (at most).
    #[arg(long, value_name = "DOLLARS")]
    pub cost: Option<f64>,
    #[arg(long)]
    pub seed: Option<u64>,
    /// Measured from here to there, in simulated seconds.
    #[arg(long, default_value_t = 20.0, value_name = "SECONDS")]
    pub from: f64,
    #[arg(long, default_value_t = 620.0, value_name = "SECONDS")]
    pub until: f64,
    #[arg(long)]
    pub json: bool,
}

/// Tell whether a board comes back after its faults, or stays down although they are over.
///
/// Exit code 1 when it does not come back within the wait.
#[derive(clap::Args)]
pub struct RecoverArgs {
    /// A board with at least one fault that ends.
    pub board: PathBuf,
    /// How long after the last fault it is watched.
    #[arg(long, default_value_t = 300.0, value_name = "SECONDS")]
    pub wait: f64,
    /// Pairs of runs, with the faults and without.
    #[arg(long, default_value_t = 5)]
    pub seeds: u32,
    #[arg(long)]
    pub json: bool,
}

/// Tell how far apart regions and zones are: kilometres and the round trip that they cost.
#[derive(clap::Args)]
pub struct DistancesArgs {
    /// The places of this board; without one, the regions and cities that the guides name.
    pub board: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

/// Follow single requests through a board, hop by hop.
#[derive(clap::Args)]
pub struct TraceArgs {
    pub board: PathBuf,
    /// End of the run.
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
    pub until: f64,
    /// Follow one request in so many.
    #[arg(long, default_value_t = 100)]
    pub every: u32,
    /// Print this many of them, the slowest first.
    #[arg(long, default_value_t = 5)]
    pub show: usize,
    #[arg(long)]
    pub seed: Option<u64>,
    #[arg(long)]
    pub json: bool,
}

/// Hold the core against queueing theory and published results.
#[derive(clap::Args)]
pub struct TrustArgs {
    /// Only cases whose name contains this.
    pub only: Option<String>,
    #[arg(long)]
    pub json: bool,
}

/// Run the systems of the guides and tell whether each shows its figures.
#[derive(clap::Args)]
pub struct SystemsArgs {
    /// Only boards whose name contains this.
    pub only: Option<String>,
    /// The folder with systems.toml.
    #[arg(long, default_value = "lessons/systems", value_name = "DIR")]
    pub dir: PathBuf,
    #[arg(long)]
    pub json: bool,
}

/// From users to requests, storage, bandwidth and servers, every step shown.
#[derive(clap::Args)]
pub struct EstimateArgs {
    /// Users a day.
    #[arg(long, default_value_t = 1e6)]
    pub users: f64,
    /// Reads and writes of each user a day.
    #[arg(long, default_value_t = 20.0)]
    pub reads: f64,
    #[arg(long, default_value_t = 2.0)]
    pub writes: f64,
    /// The busiest moment against the average.
    #[arg(long, default_value_t = 3.0)]
    pub peak: f64,
    /// Requests a second that one server carries, and how full it may be.
    #[arg(long, default_value_t = 200.0)]
    pub server_rate: f64,
    #[arg(long, default_value_t = 0.7)]
    pub fill: f64,
    #[arg(long)]
    pub json: bool,
}

/// Answer a puzzle of the load-balancer laboratory exactly, for every algorithm.
#[derive(clap::Args)]
pub struct LabArgs {
    /// A puzzle file.
    pub puzzle: PathBuf,
    /// The answers as JSON, with chances as fractions ("1/4").
    #[arg(long)]
    pub json: bool,
}

/// Check boards, puzzles, lesson folders and whole courses.
#[derive(clap::Args)]
pub struct CheckArgs {
    /// Files or folders; without any, the course in ./lessons.
    pub paths: Vec<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

/// Grade submissions by running them again: one file, or a folder of them with a line per learner.
///
/// SUBMISSION is what a learner hands in on the page: a file of answers, or a board file (for a build step):
/// {"format_version":1,"lesson":"SLUG","learner":"NAME","answers":{"STEP":{"number":42.9},"STEP":{"server":3},
/// "STEP":{"options":["b"]},"STEP":{"board":{...a board file...}},
/// "STEP":{"puzzle":[{"algorithm":"random","column":0,"given":{"set":[{"server":0}]}}]}}}
///
/// Of a folder every .json file within it is graded, on all cores. What cannot be graded has a line that says why,
/// and the rest goes on.
#[derive(clap::Args)]
pub struct GradeArgs {
    /// A lesson folder, or the slug or id of a lesson in the course.
    pub lesson: String,
    pub submission: PathBuf,
    /// Which step; needed when a board is handed in and the lesson has several build steps.
    #[arg(long)]
    pub step: Option<String>,
    /// Run this many seeds instead of those of the page.
    #[arg(long)]
    pub seeds: Option<u32>,
    /// The course in which a slug is looked up.
    #[arg(long, default_value = "lessons", value_name = "DIR")]
    pub course: PathBuf,
    /// Language of the goals.
    #[arg(long, default_value = "en")]
    pub lang: LangArg,
    /// The verdicts as JSON.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Of a folder: a table for a spreadsheet.
    #[arg(long)]
    pub csv: bool,
    /// Of a folder: threads; without it one for each core.
    #[arg(long)]
    pub threads: Option<usize>,
}

/// The answers that get full marks, as a submission: keys, solutions and what the runs measure.
#[derive(clap::Args)]
pub struct AnswersArgs {
    /// A lesson folder, or the slug or id of a lesson in the course.
    pub lesson: String,
    /// The course in which a slug is looked up.
    #[arg(long, default_value = "lessons", value_name = "DIR")]
    pub course: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum LangArg {
    En,
    Pt,
}
