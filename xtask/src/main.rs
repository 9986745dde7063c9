//! `cargo xtask <command>`: everything that is done to this repository goes through here, on a laptop and in CI
//! alike, so that there is one way to build the site and one way to test it.

mod args;
mod browser;
mod firefox;
mod measure;
mod offline;
mod page;
mod serve;
mod sh;
mod site;
mod size;
mod soak;
mod sprite;
mod suite;
mod tools;
mod watch;

use args::Args;
use std::process::ExitCode;

/// One sentence for the person at the keyboard: what went wrong and what to do about it.
type Failure = String;
type Outcome<T = ()> = Result<T, Failure>;

type Run = fn(&mut Args) -> Outcome;

/// Name, options, what it does, how. The help text and the README test are drawn from this table.
const COMMANDS: &[(&str, &str, &str, Run)] = &[
    ("serve", SERVE_OPTIONS, "builds the site and serves it on this machine", serve::command),
    ("build", "[--dev]", "builds the static site in dist/", site::command),
    ("test", "[--quick] [--only STEP]", "checks everything (--quick: without the browser)", suite::command),
    (
        "soak",
        "[ROW...] [--share 0.1]",
        "the tests against lost work and hostile input, at full figures",
        soak::command,
    ),
    ("firefox", "[WORDS]", "the journeys of learners through the built site, in Firefox", firefox::command),
    ("size", "", "what the built site weighs, against its budget", size::command),
    ("shots", "[WORDS]", "screenshots of screens and lesson steps in target/screenshots", browser::shots),
    (
        "snapshots",
        "",
        "renews the reduced pictures that the journeys hold the main screens against",
        browser::snapshots,
    ),
    (
        "bench-browser",
        "[--firefox]",
        "how fast the engine is in a worker of Chromium or Firefox",
        browser::bench,
    ),
    (
        "measure",
        MEASURE_OPTIONS,
        "how fast the built site starts and draws, and how much it keeps",
        measure::command,
    ),
    ("tools", "", "installs the pinned tools in target/tools, and nothing else", tools::command),
    (
        "prepare",
        "",
        "(trunk calls it) lessons, icons and styles, before the page is built",
        site::prepare_command,
    ),
    (
        "finish",
        "",
        "(trunk calls it) start scripts and policy, after the page is built",
        page::finish_command,
    ),
];

const MEASURE_OPTIONS: &str = "[start] [frames] [heap] [lighthouse] [--minutes N] [--json]";
const SERVE_OPTIONS: &str = "[--dev] [--watch] [--port N] [--prefix /PATH] [--no-build]";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "help".into());
    let mut args = Args::new(words.collect());
    let outcome = match COMMANDS.iter().find(|(command, ..)| *command == name) {
        Some((.., run)) => run(&mut args),
        None if matches!(name.as_str(), "help" | "--help" | "-h") => {
            print!("{}", help());
            Ok(())
        }
        None => Err(format!("`{name}` is not one of the commands.\n\n{}", help())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("\n{what}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> String {
    let mut text = String::from("cargo xtask <command>\n\n");
    for (name, options, what, _) in COMMANDS {
        text += &format!("  {:<14} {what}\n", name);
        if !options.is_empty() {
            text += &format!("  {:<14} {options}\n", "");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_help() {
        let text = help();
        for (name, ..) in COMMANDS {
            assert!(text.contains(name), "{name} is missing");
        }
    }
}
