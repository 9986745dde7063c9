//! The compiler of lessons: what it makes of a sound folder, and what it says of an unsound one.
#![cfg(feature = "author")]

#[path = "support/folder.rs"]
mod folder;

use folder::{change, course, fresh, write};
use lessons::author::course::compile_course;
use lessons::author::prove::{Must, prove};
use lessons::author::{compile, output};
use lessons::lesson::{Bound, StepKind};
use lessons::{Lang, prose};

#[test]
fn the_template_compiles_in_both_languages() {
    let dir = course("compiles");
    let (course, made) = compile_course(&dir).expect("the template is sound");
    assert_eq!(course.lesson("caching").map(|l| (l.id.as_str(), l.steps.len())), Some(("L08", 3)));
    let graded: Vec<_> =
        course.lessons().flat_map(|l| &l.steps).map(|s| (s.kind.as_str(), s.graded)).collect();
    assert_eq!(graded, [("read", false), ("choose", true), ("build", true)]);
    let step = |lang, id: &str| made[0].lesson(lang).step(id).expect("a step").clone();
    let body = |lang| match &step(lang, "meet").body[0] {
        prose::Block::Paragraph(runs) => prose::plain(runs),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(Lang::En), "The users send 100\u{a0}requests a second. Watch the queue of the server.");
    assert_eq!(
        body(Lang::Pt),
        "Os usuários enviam 100\u{a0}requisições por segundo. Observe a fila do servidor."
    );
    let StepKind::Choose(choose) = step(Lang::En, "guess").kind else { panic!("a choice") };
    assert_eq!(choose.key, ["slots"]);
    assert_eq!(
        prose::plain(&choose.options[0].feedback),
        "Requests would wait longer and be answered no sooner."
    );
    let fix = step(Lang::Pt, "fix");
    assert_eq!(fix.hints.len(), 1);
    let StepKind::Build(build) = fix.kind else { panic!("a build step") };
    assert_eq!(build.goals[0].bound, Bound::AtMost(400.0));
    assert_eq!(prose::plain(&build.goals[1].text), "Quase nada falha");
    assert_eq!(made[0].traps["fix"].len(), 1);
    let shape = |lang| made[0].lesson(lang).steps.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    assert_eq!(shape(Lang::En), shape(Lang::Pt));
}

#[test]
fn the_template_is_proven_and_a_lesson_without_a_lever_is_not() {
    let dir = course("proves").join("08-caching");
    let rows = prove(&compile(&dir).expect("sound"), 3, 2);
    let names: Vec<_> = rows.iter().map(|r| (r.name.as_str(), r.must, r.holds())).collect();
    assert_eq!(
        names,
        [
            ("solution", Must::Pass, true),
            ("start", Must::Fail, true),
            ("trap-more-queue.board.json", Must::Fail, true),
            ("bigger, times 2", Must::Pass, true)
        ]
    );
    // a second change that is not needed is a lever that proves nothing
    change(&dir.join("solution.board.json"), "\"queue\": 20", "\"queue\": 21");
    let rows = prove(&compile(&dir).expect("sound"), 3, 2);
    let unproven: Vec<_> = rows.iter().filter(|r| !r.holds()).map(|r| r.name.as_str()).collect();
    assert_eq!(unproven, ["without web_server.queue"]);
}

#[test]
fn content_is_written_once_and_old_content_removed() {
    let (dir, out) = (course("content"), fresh("content-out"));
    let (list, made) = compile_course(&dir).expect("sound");
    for (name, text) in [("gone.en.json", "{}"), ("gone.pt.bin", ""), ("mine.json", "{}")] {
        write(&out.join(name), text);
    }
    output::write(&list, &made, &output::Apart::default(), &out).expect("written");
    let mut names: Vec<_> =
        std::fs::read_dir(&out).expect("a folder").flatten().map(|e| e.file_name().into_string()).collect();
    names.sort();
    let lesson = ["caching.en.bin", "caching.en.json", "caching.pt.bin", "caching.pt.json"];
    let expected = lesson.into_iter().chain(["course.bin", "course.json", "mine.json"]);
    assert_eq!(names, expected.map(|n| Ok(n.into())).collect::<Vec<_>>());
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect("content");
    let bytes = |name: &str| std::fs::read(out.join(name)).expect("content");
    assert_eq!(lessons::packed::unpack(&bytes("caching.pt.bin")), Ok(made[0].pt.clone()));
    assert_eq!(lessons::packed::unpack(&bytes("course.bin")), Ok(list.clone()));
    assert_eq!(
        serde_json::from_str::<lessons::Lesson>(&read("caching.pt.json")).expect("a lesson"),
        made[0].pt
    );
    assert_eq!(
        serde_json::from_str::<lessons::course::Course>(&read("course.json")).expect("a course"),
        list
    );
    let time = |name: &str| std::fs::metadata(out.join(name)).and_then(|m| m.modified()).expect("a time");
    let before = time("caching.en.json");
    output::write(&list, &made, &output::Apart::default(), &out).expect("written again");
    assert_eq!(time("caching.en.json"), before, "what is the same is not touched");
}

/// One slip each: the file, what is replaced by what, and what is said (`file:line: words`).
#[test]
fn every_slip_is_found_with_its_file_its_line_and_a_reason() {
    for (i, (file, from, to, said)) in [
        (
            "lesson.toml",
            "format_version = 1",
            "format_version = 2",
            "lesson.toml:1: format_version is 2, and this program reads 1",
        ),
        ("lesson.toml", "format_version = 1\n", "", "lesson.toml:1: format_version = 1 is missing"),
        (
            "lesson.toml",
            "minutes = 10",
            "minuets = 10",
            "lesson.toml:4: unknown field `minuets`, expected one of",
        ),
        ("lesson.toml", "minutes = 10", "minuets = 10", "did you mean \"minutes\"?"),
        ("lesson.toml", "kind = \"choose\"", "kind = \"chose\"", "did you mean \"choose\"?"),
        ("lesson.toml", "p95_ms", "p95_mss", "did you mean \"p95_ms\"?"),
        ("start.board.json", "web_server", "web_sever", "did you mean \"web_server\"?"),
        ("start.board.json", "\"queue\"", "\"quuee\"", "did you mean \"queue\"?"),
        ("en.md", "{{rate}}", "{{rat}}", "did you mean \"rate\"?"),
        ("lesson.toml", "minutes = 10", "minutes = ", "lesson.toml:4: "),
        ("lesson.toml", "minutes = 10", "minutes = 500", "lesson.toml:4: a lesson takes 10 to 20 minutes"),
        ("lesson.toml", "\"L08\"", "\"8\"", "lesson.toml:2: the id of a lesson reads L01 to L99"),
        ("lesson.toml", "\"caching\"", "\"Caching!\"", "lesson.toml:3: the slug"),
        (
            "lesson.toml",
            "pt = [\"",
            "pt = [\"Mais\", \"",
            "lesson.toml:10: objectives: 1 in English, 2 in Portuguese",
        ),
        (
            "lesson.toml",
            "goal_p95 = 400",
            "goal_p95 = 400\nunquoted = 1",
            "lesson.toml:17: no prose quotes the fact \"unquoted\"",
        ),
        (
            "lesson.toml",
            "goal_p95 = 400",
            "goal_p95 = true",
            "lesson.toml:16: a fact is a number, a text, or",
        ),
        (
            "lesson.toml",
            "node = 1, param = \"rate\"",
            "node = 9, param = \"rate\"",
            "lesson.toml:15: there is no node 9",
        ),
        ("lesson.toml", "param = \"rate\"", "param = \"shape\"", "lesson.toml:15: \"shape\" is not a number"),
        ("lesson.toml", "id = \"meet\"", "id = \"Meet\"", "lesson.toml:22: the step id \"Meet\""),
        ("lesson.toml", "id = \"guess\"", "id = \"meet\"", "lesson.toml:27: two steps have the id \"meet\""),
        (
            "lesson.toml",
            "kind = \"read\"",
            "kind = \"watch\"",
            "lesson.toml:23: there is no step kind \"watch\"",
        ),
        (
            "lesson.toml",
            "kind = \"read\"\n",
            "kind = \"read\"\nseconds = 9.0\n",
            "lesson.toml:22: a read step has no field \"seconds\"",
        ),
        (
            "lesson.toml",
            "options = [\"queue\", \"slots\"]",
            "options = [\"slots\"]",
            "lesson.toml:29: a choice needs two options",
        ),
        ("lesson.toml", "key = [\"slots\"]", "key = [\"luck\"]", "lesson.toml:29: the key names \"luck\""),
        ("lesson.toml", "key = [\"slots\"]\n", "", "lesson.toml:29: a choice needs either key"),
        (
            "lesson.toml",
            "solution.board.json",
            "../solution.board.json",
            "lesson.toml:36: \"../solution.board.json\" must be the name of",
        ),
        (
            "lesson.toml",
            "solution.board.json",
            "other.board.json",
            "lesson.toml:36: there is no file \"other.board.json\"",
        ),
        ("lesson.toml", "\"client\", ", "", "lesson.toml:33: fixed must name \"client\""),
        (
            "lesson.toml",
            "\"client\", ",
            "\"client\", \"cleint\", ",
            "lesson.toml:39: there is no component kind \"cleint\"",
        ),
        (
            "lesson.toml",
            "web_server.speed",
            "web_server.sped",
            "lesson.toml:39: \"web_server\" has no parameter \"sped\"",
        ),
        (
            "lesson.toml",
            "web_server.service_ms",
            "web_server.slots",
            "breaks a rule of step \"fix\": node 2: slots",
        ),
        ("lesson.toml", "warm_s = 20", "warm_s = 200", "lesson.toml:40: a run lasts more than 0"),
        ("lesson.toml", "seeds = 3", "seeds = 0", "lesson.toml:33: seeds is 1 to 20"),
        ("lesson.toml", "what = \"p95_ms\"", "what = \"p95\"", "lesson.toml:45: goal \"fast\": there is no measure \"p95\""),
        ("lesson.toml", "at_most = 400.0", "", "lesson.toml:45: goal \"fast\": at_most or at_least is needed"),
        (
            "lesson.toml",
            "at_most = 1.0",
            "at_most = 101.0",
            "lesson.toml:50: goal \"all\": \"failed_share\" is in per cent",
        ),
        (
            "lesson.toml",
            "what = \"p95_ms\"",
            "what = \"queue_mean\", node = 7",
            "lesson.toml:45: goal \"fast\": there is no node 7",
        ),
        ("lesson.toml", "at_most = 400.0", "at_most = 400.0\nclass = \"wriet\"", "lesson.toml:45: goal \"fast\": there is no class \"wriet\", only read, write, static; did you mean \"write\"?"),
        ("lesson.toml", "at_most = 400.0", "at_most = 400.0\nregion = 3", "lesson.toml:45: goal \"fast\": region = 3 names no region of users"),
        ("lesson.toml", "at_most = 400.0", "at_most = 400.0\nfrom_s = 100\nuntil_s = 130", "lesson.toml:45: goal \"fast\": the time from 100 to 130 s does not lie within the run, which ends at 120 s"),
        ("lesson.toml", "at_most = 400.0", "at_most = 400.0\nafter_fault = { node = 2, seconds = 10 }", "lesson.toml:45: goal \"fast\": no fault is planned for 2"),
        ("lesson.toml", "at_most = 400.0", "at_most = 400.0\ncase = \"rain\"", "lesson.toml:45: goal \"fast\": there is no [[step.case]] \"rain\""),
        ("lesson.toml", "id = \"all\"", "id = \"fast\"", "two goals have the id \"fast\""),
        ("en.md", "{{rate}}", "{{rat}}", "en.md:3: there is no fact \"rat\""),
        ("en.md", "{{rate}}", "100", "lesson.toml:15: only the Portuguese prose quotes the fact \"rate\""),
        ("en.md", "## guess: What", "## guess What", "en.md:5: a step's heading must read"),
        ("en.md", "## guess:", "## gues:", "en.md:5: there is no step \"gues\" in lesson.toml"),
        ("pt.md", "## fix:", "## extra: Mais\n\nTexto.\n\n## fix:", "pt.md:12: there is no step \"extra\""),
        ("pt.md", "- [queue] Uma fila mais longa\n", "", "pt.md:5: the option \"- [queue] ...\""),
        (
            "pt.md",
            "- [slots!] Mais requisições são atendidas ao mesmo tempo.\n",
            "",
            "pt.md:5: the option \"- [slots!] ...\"",
        ),
        ("pt.md", "- [slots] ", "- [slots] Mais\n- [more] ", "pt.md:10: \"[more]\" is no id of this step"),
        (
            "pt.md",
            "- [all] Quase",
            "- [all!] Quase",
            "pt.md:17: \"[all!]\": only options of a choice have feedback",
        ),
        (
            "pt.md",
            "### hint",
            "### after",
            "lesson.toml:33: step \"fix\": 1 hints in English, 0 in Portuguese",
        ),
        ("pt.md", "Observe", "<b>Observe</b>", "pt.md:3: raw HTML is not allowed"),
        ("pt.md", "Observe", "[Observe](#guesses)", "a link leads to the step \"guesses\" of \"caching\""),
        (
            "pt.md",
            "Observe",
            "[Observe](lesson:queues)",
            "a link leads to \"queues\", and there is no such lesson",
        ),
        (
            "start.board.json",
            "\"seed\": 1",
            "\"seed\": 1, \"speed\": 2",
            "start.board.json: speed: there is no such field",
        ),
        (
            "start.board.json",
            "\"format_version\": 1",
            "\"format_version\": 3",
            "start.board.json: the file has format_version 3",
        ),
        (
            "start.board.json",
            "\"slots\": 2",
            "\"slots\": 0",
            "start.board.json: nodes[1].params.slots: 0 is out of range",
        ),
        ("start.board.json", "\"faults\"", "\"faults", "start.board.json: this is not JSON"),
    ]
    .into_iter()
    .enumerate()
    {
        let dir = course(&format!("slip-{i}"));
        change(&dir.join("08-caching").join(file), from, to);
        let findings = compile_course(&dir).err().unwrap_or_default();
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|l| l.contains(said)), "{from:?} -> {to:?}: want {said:?} of {lines:#?}");
        assert!(lines.iter().all(|l| !l.contains('\n')), "one line each: {lines:#?}");
    }
}

#[test]
fn strays_missing_files_and_forgotten_folders_are_found() {
    let dir = course("strays");
    write(&dir.join("08-caching/old.board.json"), "{}");
    std::fs::remove_file(dir.join("08-caching/pt.md")).expect("a file of the template");
    lessons::author::scaffold::lesson(&dir, "09-forgotten").expect("the template");
    let lines: Vec<String> =
        compile_course(&dir).err().unwrap_or_default().iter().map(ToString::to_string).collect();
    for said in [
        "old.board.json: no step of lesson.toml uses this file",
        "pt.md: cannot be read: there is no such file",
        "course.toml: the lesson folder \"09-forgotten\" is in no chapter",
    ] {
        assert!(lines.iter().any(|l| l.ends_with(said)), "{said} of {lines:#?}");
    }
}

#[test]
fn keys_and_facts_can_be_left_to_the_core() {
    let dir = course("computed").join("08-caching");
    let toml = dir.join("lesson.toml");
    change(
        &toml,
        "key = [\"slots\"]",
        "key_from = { measure = { what = \"p95_ms\" }, pick = \"lowest\", seconds = 60.0, \
         boards = { queue = \"trap-more-queue.board.json\", slots = \"solution.board.json\" } }",
    );
    change(
        &toml,
        "goal_p95 = 400",
        "goal_p95 = { board = \"solution.board.json\", measure = { what = \"utilisation\", node = 2 }, seconds = 400.0, digits = 0 }",
    );
    let compiled = compile(&dir).unwrap_or_else(|list| panic!("{list:#?}"));
    let StepKind::Choose(choose) = &compiled.en.steps[1].kind else { panic!("a choice") };
    assert_eq!(choose.key, ["slots"]);
    let StepKind::Build(build) = &compiled.en.steps[2].kind else { panic!("a build step") };
    let goal = prose::plain(&build.goals[0].text);
    // 100 requests a second of 40 ms on 8 slots: 50 %, give or take one
    assert!(["49", "50", "51"].iter().any(|n| goal == format!("p95 is at most {n}\u{a0}ms")), "{goal}");

    // what luck decides is no key and no fact
    change(&toml, "seconds = 400.0, digits = 0", "seconds = 2.0, digits = 4");
    change(&toml, "{ queue = \"trap-more-queue.board.json\"", "{ queue = \"solution.board.json\"");
    let lines: Vec<String> =
        compile(&dir).err().unwrap_or_default().iter().map(ToString::to_string).collect();
    assert!(lines.iter().any(|l| l.contains("lesson.toml:16: this fact is not settled")), "{lines:#?}");
    assert!(
        lines.iter().any(|l| l.contains("lesson.toml:30: the runs do not decide this key")),
        "{lines:#?}"
    );
}
