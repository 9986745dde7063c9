//! `escala grade`: run a submission again and mark it.

use crate::args::{GradeArgs, LangArg};
use crate::jobs::run_all;
use crate::out::{find_lesson, read, say, say_json, short, table};
use crate::{Done, Failure};
use lessons::grade::{GoalVerdict, Mark, Verdict};
use lessons::lesson::{Bound, Lesson, StepKind};
use lessons::measure::Unit;
use lessons::submission::{self, Answer, Graded, Submission};
use lessons::{Lang, prose};
use serde_json::{Map, Value};
use simcore::measure::Reason;
use simcore::sorted::SortedMap;

pub fn grade(args: &GradeArgs) -> Result<Done, Failure> {
    let compiled = find_lesson(&args.lesson, &args.course)?;
    let lesson = compiled.lesson(match args.lang {
        LangArg::En => Lang::En,
        LangArg::Pt => Lang::Pt,
    });
    if args.seeds.is_some_and(|n| !(1..=1000).contains(&n)) {
        return Err(Failure("--seeds is 1 to 1000".into()));
    }
    let mut submission = read_submission(args, lesson)?;
    if let Some(id) = &args.step {
        submission.answers.retain(|step, _| step == id);
    }
    if submission.answers.is_empty() {
        return Err(Failure(format!("{} has no answer to grade", args.submission.display())));
    }
    let mut graded = Vec::new();
    // in the order of the lesson; an answer to a step that there is not is refused, not skipped
    let place = |id: &str| lesson.steps.iter().position(|s| s.id == id);
    let mut answers: Vec<_> = submission.answers.iter().collect();
    answers.sort_by_key(|(id, _)| place(id));
    for (id, answer) in answers {
        let task = submission::task(lesson, id, answer, args.seeds)
            .map_err(|e| Failure(format!("{}: {e}", args.submission.display())))?;
        let reports = run_all("grade", &task.jobs);
        graded.push((id, task.grade(&reports)));
    }
    let passed = graded.iter().all(|(_, g)| g.passed());
    if args.json {
        let steps: Map<String, Value> = graded
            .iter()
            .map(|(id, g)| ((*id).clone(), serde_json::to_value(g).unwrap_or_default()))
            .collect();
        let score = graded.iter().map(|(_, g)| g.score()).sum::<f64>() / graded.len() as f64;
        say_json(&serde_json::json!({
            "lesson": lesson.slug, "passed": passed, "score": score, "steps": steps,
        }))?;
    } else {
        for (id, graded) in &graded {
            say(&text(lesson, id, graded));
        }
    }
    Ok(if passed { Done::Good } else { Done::Bad })
}

/// A board file stands for the answer to a build step.
fn read_submission(args: &GradeArgs, lesson: &Lesson) -> Result<Submission, Failure> {
    let name = args.submission.display();
    let text = read(&args.submission)?;
    let is_board = serde_json::from_str::<Value>(&text).is_ok_and(|v| v.get("nodes").is_some());
    if !is_board {
        let answers = submission::parse(&text).map_err(|e| Failure(format!("{name}: {e}")))?;
        if answers.lesson != lesson.slug {
            let (other, this) = (&answers.lesson, &lesson.slug);
            return Err(Failure(format!("{name}: these are answers to \"{other}\", not to \"{this}\"")));
        }
        return Ok(answers);
    }
    // read as a whole first, so that a refusal can say where the text breaks
    crate::out::parse_board(&text, &name.to_string())?;
    let builds: Vec<&str> =
        lesson.steps.iter().filter(|s| matches!(s.kind, StepKind::Build(_))).map(|s| s.id.as_str()).collect();
    let step = match (&args.step, &builds[..]) {
        (Some(id), _) => id.clone(),
        (None, [only]) => (*only).to_owned(),
        (None, []) => return Err(Failure(format!("the lesson \"{}\" has no build step", lesson.slug))),
        (None, several) => {
            return Err(Failure(format!("say which step with --step: one of {}", several.join(", "))));
        }
    };
    let value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|e| Failure(format!("{name}: {e}")))?;
    Ok(Submission {
        format_version: submission::FORMAT_VERSION,
        lesson: lesson.slug.clone(),
        answers: SortedMap::from([(step, Answer::Board(value))]),
    })
}

fn text(lesson: &Lesson, id: &str, graded: &Graded) -> String {
    let mark = if graded.passed() { "passed" } else { "not passed" };
    let mut out = format!("{id}: {mark}, {:.0} %\n", 100.0 * graded.score());
    match graded {
        Graded::Build(verdict) => build_text(lesson, id, verdict, &mut out),
        Graded::Answer(Mark { measured, server, .. }) => {
            if let Some(server) = server {
                out.push_str(&format!("  right is node {server}\n"));
            }
            if let Some(v) = measured {
                out.push_str(&format!("  measured {}\n", short(*v)));
            }
        }
    }
    out
}

fn build_text(lesson: &Lesson, id: &str, verdict: &Verdict, out: &mut String) {
    for rule in &verdict.broken {
        out.push_str(&format!("  rule broken: {rule}\n"));
    }
    // nothing was run when a rule is broken
    if !verdict.broken.is_empty() {
        return;
    }
    let goals = match lesson.step(id).map(|s| &s.kind) {
        Some(StepKind::Build(build)) => &build.goals[..],
        _ => &[],
    };
    let mut rows = Vec::new();
    for (v, goal) in verdict.goals.iter().zip(goals) {
        let mark = if v.passed { "reached" } else { "missed" };
        rows.push(vec![
            format!("  {mark}  {}", prose::plain(&goal.text)),
            v.measured.map_or("nothing measured".into(), |m| with_unit(v, m)),
            bound(v),
            format!(
                "{} of {} runs",
                v.runs.iter().filter(|r| r.is_some_and(|r| v.bound.holds(r))).count(),
                v.runs.len()
            ),
        ]);
    }
    out.push_str(&table(&rows, 1));
    let reasons: Vec<String> = Reason::ALL
        .iter()
        .filter(|r| verdict.failed[**r as usize] > 0)
        .map(|r| format!("{} {}", r.name(), verdict.failed[*r as usize]))
        .collect();
    if !reasons.is_empty() {
        out.push_str(&format!("  failed of {} requests: {}\n", verdict.finished, reasons.join(", ")));
    }
}

fn with_unit(v: &GoalVerdict, value: f64) -> String {
    let number = plain(value);
    match v.measure.unit() {
        Unit::Ms => format!("{number} ms"),
        Unit::Percent => format!("{number} %"),
        Unit::PerSecond => format!("{number}/s"),
        Unit::Count => number,
        Unit::Seconds => format!("{number} s"),
        Unit::Dollars => format!("${number}"),
    }
}

/// Without zeros at the end.
fn plain(value: f64) -> String {
    let text = short(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn bound(v: &GoalVerdict) -> String {
    match v.bound {
        Bound::AtMost(max) => format!("at most {}", with_unit(v, max)),
        Bound::AtLeast(min) => format!("at least {}", with_unit(v, min)),
        Bound::Between(min, max) => format!("{} to {}", plain(min), with_unit(v, max)),
    }
}
