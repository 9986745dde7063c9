//! `escala grade LESSON FOLDER` as a teacher meets it: a line per learner, whatever the files hold.
#![cfg(feature = "author")]

#[path = "support/folder.rs"]
mod folder;

use folder::{change, course, write};
use serde_json::{Value, json};
use std::fs::{File, create_dir};
use std::path::PathBuf;
use std::process::Command;

struct Class {
    course: PathBuf,
    folder: PathBuf,
}

impl Class {
    fn new(name: &str) -> Class {
        let course = course(name);
        let folder = course.join("handed-in");
        create_dir(&folder).expect("a folder");
        Class { course, folder }
    }

    fn board(&self, name: &str) -> Value {
        let text = std::fs::read_to_string(self.course.join("08-caching").join(name)).expect("a board");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Hands in answers to both marked steps of the template.
    fn hands_in(&self, file: &str, learner: &str, guess: &str, board: &str) -> Value {
        let answers = json!({ "guess": { "options": [guess] }, "fix": { "board": self.board(board) } });
        let all = json!({ "format_version": 1, "lesson": "caching", "learner": learner, "answers": answers });
        write(&self.folder.join(file), &all.to_string());
        all
    }

    fn grade(&self, more: &[&str]) -> (i32, String, String) {
        let (folder, course) = (self.folder.to_str().expect("a path"), self.course.to_str().expect("a path"));
        let args = [&["grade", "caching", folder, "--course", course][..], more].concat();
        let out = Command::new(env!("CARGO_BIN_EXE_escala")).args(&args).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (out.status.code().expect("an exit code"), text(out.stdout), text(out.stderr))
    }

    fn json(&self, more: &[&str]) -> Value {
        let (_, out, err) = self.grade(&[&["--json"][..], more].concat());
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"))
    }

    fn line(&self, file: &str) -> Value {
        let all = self.json(&[]);
        let lines = all["submissions"].as_array().expect("a list");
        lines
            .iter()
            .find(|l| l["file"] == file)
            .unwrap_or_else(|| panic!("{file} has no line: {all}"))
            .clone()
    }
}

#[test]
fn every_learner_gets_a_line_with_the_marks_that_the_file_alone_gets() {
    let class = Class::new("class-lines");
    create_dir(class.folder.join("b")).expect("a folder per learner");
    class.hands_in("ana.json", "Ana", "slots", "solution.board.json");
    class.hands_in("b/rui.json", "Rui", "queue", "solution.board.json");
    class.hands_in("c.JSON", "Zoé", "slots", "start.board.json");
    let all = class.json(&[]);
    assert_eq!((all["graded"].as_u64(), all["passed"].as_u64()), (Some(3), Some(1)));
    let lines = all["submissions"].as_array().expect("a list");
    let scores: Vec<_> = lines.iter().map(|l| (l["learner"].as_str(), l["score"].as_f64())).collect();
    assert_eq!(scores[..2], [(Some("Ana"), Some(1.0)), (Some("Rui"), Some(0.5))]);
    assert!(scores[2].1.expect("a score") < 1.0 && lines[2]["steps"]["fix"]["build"]["passed"] == false);
    // one file alone, many files, and any number of threads: the same marks to the last bit
    for line in lines {
        let file = class.folder.join(line["file"].as_str().expect("a name"));
        let one = Class { course: class.course.clone(), folder: file }.json(&[]);
        assert_eq!(one["steps"], line["steps"]);
    }
    for threads in ["1", "3"] {
        assert_eq!(class.json(&["--threads", threads]), all);
    }
    // an answer that is missing earns nothing; asked for one step, only that one counts
    let only = class.json(&["--step", "fix"]);
    assert_eq!(only["submissions"][1]["score"], 1.0);
    let (code, text, _) = class.grade(&[]);
    assert_eq!(code, 1);
    assert!(text.contains("Ana") && text.ends_with("1 of 3 passed\n"), "{text}");
}

#[test]
fn whatever_a_file_holds_it_has_its_line_and_the_others_their_marks() {
    let class = Class::new("class-hostile");
    let put = |name: &str, text: &str| write(&class.folder.join(name), text);
    class.hands_in("good.json", "Ana", "slots", "solution.board.json");
    put("empty.json", "");
    put("text.json", "hello");
    put("deep.json", &"[".repeat(200_000));
    std::fs::write(class.folder.join("bytes.json"), [0xff, 0xfe, 0x00]).expect("a file");
    File::create(class.folder.join("huge.json")).and_then(|f| f.set_len(40 << 30)).expect("a sparse file");
    put("other.json", r#"{"format_version":1,"lesson":"sessions","answers":{"fix":{"number":1}}}"#);
    put("future.json", r#"{"format_version":9,"lesson":"caching","answers":{}}"#);
    put("nothing.json", r#"{"format_version":1,"lesson":"caching","answers":{}}"#);
    put("no-step.json", r#"{"format_version":1,"lesson":"caching","answers":{"nope":{"number":1}}}"#);
    let mut claim = class.hands_in("claim.json", "Eve", "slots", "start.board.json");
    claim["passed"] = json!(true);
    put("claim.json", &claim.to_string());
    let mut cheat = class.hands_in("cheat.json", "Mel", "slots", "solution.board.json");
    cheat["answers"]["fix"]["board"]["nodes"][0]["params"] = json!({ "rate": 0.1 });
    put("cheat.json", &cheat.to_string());
    let mut crowd = class.hands_in("crowd.json", "Max", "slots", "solution.board.json");
    let nodes = crowd["answers"]["fix"]["board"]["nodes"].as_array_mut().expect("a list");
    let more = (10..900).map(|id| json!({ "id": id, "kind": "client", "name": "X", "at": [0, 0], "params": { "rate": 1_000_000 } }));
    nodes.extend(more);
    put("crowd.json", &crowd.to_string());
    class.hands_in("name.json", "=HYPERLINK(\"evil\"),\u{1b}[2J\n;\"x\"", "slots", "solution.board.json");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&class.folder, class.folder.join("round")).expect("a link");
        std::os::unix::fs::symlink("nowhere", class.folder.join("lost.json")).expect("a link");
        let made = Command::new("mkfifo").arg(class.folder.join("pipe.json")).status();
        assert!(made.expect("mkfifo").success());
        assert!(class.line("pipe.json")["problems"][0].as_str().expect("words").contains("no file"));
        assert!(class.line("lost.json")["problems"][0].as_str().expect("words").contains("no such file"));
    }
    for (file, words) in [
        ("empty.json", "neither a board nor a file of answers"),
        ("text.json", "neither a board nor a file of answers"),
        ("deep.json", "neither a board nor a file of answers"),
        ("bytes.json", "not UTF-8"),
        ("huge.json", "more than"),
        ("other.json", "answers to \"sessions\""),
        ("future.json", "format_version 9"),
        ("nothing.json", "no answer"),
        ("no-step.json", "no step \"nope\""),
        // what a file claims is not even read
        ("claim.json", "unknown field `passed`"),
    ] {
        let line = class.line(file);
        let said = line["problems"][0].as_str().unwrap_or_default();
        assert!(said.contains(words) && !said.contains('\n'), "{file}: {line}");
        assert_eq!((line["passed"].as_bool(), line["score"].as_f64()), (Some(false), Some(0.0)), "{file}");
    }
    assert_eq!(class.line("good.json")["score"], 1.0);
    for (file, score) in [("cheat.json", 0.5), ("crowd.json", 0.5)] {
        let line = class.line(file);
        assert_eq!(line["score"], score, "{file}: {line}");
        assert_ne!(line["steps"]["fix"]["build"]["broken"], json!([]), "{file}");
    }
    let (_, table, _) = class.grade(&[]);
    assert!(!table.contains('\u{1b}'), "a name does not steer the terminal");
    let (_, csv, _) = class.grade(&["--csv"]);
    let rows: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(rows[0], "learner,file,result,score,guess,fix,problem");
    assert!(csv.contains("Ana,good.json,passed,1.0000,1.0000,1.0000,\r\n"), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK(\"\"evil\"\"), [2J ;\"\"x\"\"\",name.json,passed"), "{csv}");
    assert!(csv.lines().all(|l| !l.contains('\u{1b}')));
}

#[test]
fn a_folder_without_submissions_is_said_to_be_one() {
    let class = Class::new("class-empty");
    let fails = |more: &[&str], words: &str| {
        let (code, out, err) = class.grade(more);
        assert!(code == 2 && out.is_empty() && err.contains(words) && err.lines().count() == 1, "{err}");
    };
    fails(&[], "no .json file");
    fails(&["--step", "meet"], "no marked step \"meet\"");
    let alone = Class { course: class.course.clone(), folder: class.course.join("course.toml") };
    let (code, _, err) = alone.grade(&["--csv"]);
    assert!(code == 2 && err.contains("--csv is for a folder"), "{err}");
}

#[test]
fn the_reference_answers_get_full_marks_and_a_change_loses_some() {
    let class = Class::new("class-answers");
    let course = class.course.to_str().expect("a path");
    let out =
        Command::new(env!("CARGO_BIN_EXE_escala")).args(["answers", "caching", "--course", course]).output();
    let text = String::from_utf8(out.expect("the program runs").stdout).expect("UTF-8");
    let file = class.folder.join("key.json");
    write(&file, &text);
    assert_eq!(class.line("key.json")["score"], 1.0);
    change(&file, "\"slots\"\n", "\"queue\"\n");
    assert_eq!(class.line("key.json")["score"], 0.5);
}
