//! The command line as types; the help texts are these comments.

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
    Lab(LabArgs),
    Check(CheckArgs),
    Grade(GradeArgs),
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
    /// The whole report as JSON.
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
}

/// Grade a submission by running it again.
///
/// SUBMISSION is a board file (for a build step), or a file of answers:
/// {"format_version":1,"lesson":"SLUG","answers":{"STEP":{"number":42.9},"STEP":{"server":3},
/// "STEP":{"options":["b"]},"STEP":{"board":{...a board file...}},
/// "STEP":{"puzzle":[{"algorithm":"random","column":0,"given":{"set":[{"server":0}]}}]}}}
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
    /// The verdict as JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum LangArg {
    En,
    Pt,
}

/// Compile the course to one JSON per lesson and language.
#[derive(clap::Args)]
pub struct BuildArgs {
    /// The folder with course.toml.
    pub lessons: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Prove every exercise: solutions pass, start boards, traps and boards without a lever fail.
#[derive(clap::Args)]
pub struct ProveArgs {
    /// A lesson folder, the slug of a lesson, or a course; without it, the course in ./lessons.
    pub lesson: Option<String>,
    #[arg(long, default_value_t = 20)]
    pub seeds: u32,
    #[arg(long, default_value_t = 2)]
    pub threads: usize,
    /// The course in which a slug is looked up.
    #[arg(long, default_value = "lessons", value_name = "DIR")]
    pub course: PathBuf,
    /// The matrix as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Start something new from a template that compiles and proves.
#[derive(clap::Args)]
pub struct NewArgs {
    #[command(subcommand)]
    pub what: New,
}

#[derive(Subcommand)]
pub enum New {
    /// A lesson folder.
    Lesson {
        /// Number and slug, like 08-caching.
        name: String,
        /// The course that it goes into.
        #[arg(long, default_value = "lessons", value_name = "DIR")]
        course: PathBuf,
    },
}
