//! `escala`: run a board, compile, check and prove lessons, grade submissions. The same core and
//! the same grader as in the page.

mod args;
mod args_author;
mod author;
mod class;
mod cost;
mod distances;
mod explore;
mod grade;
mod jobs;
mod kinds;
mod lab;
mod out;
mod recover;
mod run;
mod slo;
mod spof;
mod trace;
mod trust;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// What a command comes to when nothing went wrong on the way.
pub enum Done {
    /// Exit code 0.
    Good,
    /// Findings, a failed grade, a proof that does not hold: exit code 1.
    Bad,
}

/// Why a command could not do its work: one sentence, exit code 2.
pub struct Failure(pub String);

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Kinds(args) => kinds::kinds(&args),
        Command::Sweep(args) => explore::sweep(&args),
        Command::Compare(args) => explore::compare(&args),
        Command::Spof(args) => spof::spof(&args),
        Command::Cost(args) => cost::cost(&args),
        Command::Slo(args) => slo::slo(&args),
        Command::Recover(args) => recover::recover(&args),
        Command::Distances(args) => distances::distances(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::Trust(args) => trust::trust(&args),
        Command::Systems(args) => trust::systems(&args),
        Command::Estimate(args) => explore::estimate(&args),
        Command::Lab(args) => lab::lab(&args),
        Command::Check(args) => author::check(&args),
        Command::Grade(args) => grade::grade(&args),
        Command::Answers(args) => grade::answers(&args),
        Command::Build(args) => author::build(&args),
        Command::Prove(args) => author::prove(&args),
        Command::New(args) => author::new(&args),
    };
    match done {
        Ok(Done::Good) => ExitCode::SUCCESS,
        Ok(Done::Bad) => ExitCode::from(1),
        Err(Failure(reason)) => {
            eprintln!("escala: {reason}");
            ExitCode::from(2)
        }
    }
}
