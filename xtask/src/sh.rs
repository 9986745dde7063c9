//! Running other programs: quietly with the time that passes (installers), or in the open (compilers, tests).

use crate::Outcome;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where generated files go. Not CARGO_TARGET_DIR: trunk and the README name these paths.
pub fn target() -> PathBuf {
    root().join("target")
}

/// A program started at the root, without a keyboard: nothing here may wait for an answer.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The very cargo that runs this program.
pub fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// The first file called `program` on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// What a program prints, or nothing when it cannot be run.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Runs with the output in the open.
pub fn run(what: &str, command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| could_not_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed ({status}).")) }
}

/// Runs with the output in a file, one line on the screen that counts the seconds, and the end of the
/// output when it fails.
pub fn run_quietly(what: &str, command: &mut Command) -> Outcome {
    let log = log_file(what)?;
    let to = |file: &File| file.try_clone().map(Stdio::from).map_err(|e| e.to_string());
    let file = File::create(&log).map_err(|e| unwritable(&log, &e))?;
    let mut child =
        command.stdout(to(&file)?).stderr(to(&file)?).spawn().map_err(|e| could_not_start(command, &e))?;
    let clock = Clock::start(what);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(100));
        clock.tick();
    };
    clock.stop(status.success());
    if status.success() {
        return Ok(());
    }
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(30)..].join("\n");
    Err(format!("{tail}\n\n{what}: failed ({status}). The whole output is in {}.", log.display()))
}

/// Runs in the open and hands every line of the standard output to `see` as well.
pub fn run_seen(what: &str, command: &mut Command, mut see: impl FnMut(&str)) -> Outcome {
    run_listened(what, command, |line| {
        println!("{line}");
        see(line);
    })
}

/// Runs and hands every line of the standard output to `hear`, which alone sees it.
pub fn run_listened(what: &str, command: &mut Command, mut hear: impl FnMut(&str)) -> Outcome {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| could_not_start(command, &e))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            hear(&String::from_utf8_lossy(&line));
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed ({status}).")) }
}

fn could_not_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    match error.kind() {
        std::io::ErrorKind::NotFound => missing(&program),
        _ => format!("`{program}` could not be started: {error}."),
    }
}

/// One sentence that says what to install.
pub fn missing(program: &str) -> String {
    match program {
        "cargo" | "rustc" | "rustup" => {
            "Rust is missing: install rustup from https://rustup.rs and open a new terminal.".into()
        }
        "node" | "npm" => {
            format!(
                "`{program}` is missing: install Node.js 20 or newer (https://nodejs.org), which brings npm."
            )
        }
        _ => format!("`{program}` is missing: install it and try again."),
    }
}

fn log_file(what: &str) -> Outcome<PathBuf> {
    let folder = target().join("xtask");
    std::fs::create_dir_all(&folder).map_err(|e| unwritable(&folder, &e))?;
    let short = what.split(" in ").next().unwrap_or(what);
    let name: String = short.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("{}.log", name.to_lowercase())))
}

/// A path that could not be written, with the reason.
pub fn unwritable(path: &Path, error: &std::io::Error) -> String {
    format!("{} could not be written: {error}.", path.display())
}

/// Reads a text file, or says which one could not be read.
pub fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|e| format!("{} could not be read: {e}.", path.display()))
}

/// Writes a file together with its folders.
pub fn write(path: &Path, text: &str) -> Outcome {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
    }
    std::fs::write(path, text).map_err(|e| unwritable(path, &e))
}

/// The line that counts: in place on a terminal, a new line every 20 s in a log.
struct Clock {
    what: String,
    started: Instant,
    live: bool,
    said: std::cell::Cell<u64>,
}

impl Clock {
    fn start(what: &str) -> Self {
        let live = std::io::stderr().is_terminal();
        if !live {
            eprintln!("  {what} ...");
        }
        Self { what: what.into(), started: Instant::now(), live, said: std::cell::Cell::new(0) }
    }

    fn tick(&self) {
        let seconds = self.started.elapsed().as_secs();
        let due = if self.live { seconds != self.said.get() } else { seconds >= self.said.get() + 20 };
        if due {
            self.said.set(seconds);
            self.say(&format!("{seconds} s"), false);
        }
    }

    fn stop(&self, well: bool) {
        let word = if well { "done" } else { "failed" };
        self.say(&format!("{word}, {:.1} s", self.started.elapsed().as_secs_f64()), true);
    }

    fn say(&self, text: &str, last: bool) {
        let (start, end) = if self.live { ("\r", if last { "\n" } else { "" }) } else { ("", "\n") };
        eprint!("{start}  {}: {text}{end}", self.what);
        // a progress line that cannot be shown is no reason to stop
        let _ = std::io::stderr().flush();
    }
}
