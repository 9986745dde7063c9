//! Arguments of the commands for those who write lessons.

use clap::Subcommand;
use std::path::PathBuf;

/// Compile the course to one JSON per lesson and language.
#[derive(clap::Args)]
pub struct BuildArgs {
    /// The folder with course.toml.
    pub lessons: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Prove every exercise on 20 seeds, for the page for teachers; what this build of the program has proven
    /// before is not proven again.
    #[arg(long)]
    pub prove: bool,
    #[arg(long)]
    pub json: bool,
}

/// Prove every exercise: solutions pass, start boards, traps and boards without a lever fail.
#[derive(clap::Args)]
pub struct ProveArgs {
    /// A lesson folder, the slug of a lesson, or a course; without it, the course in ./lessons.
    pub lesson: Option<String>,
    #[arg(long, default_value_t = 20)]
    pub seeds: u32,
    /// Threads; without it one for each core.
    #[arg(long)]
    pub threads: Option<usize>,
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
        #[arg(long)]
        json: bool,
    },
}
