//! `escala grade`: run a submission again and mark it.

use crate::args::{AnswersArgs, GradeArgs, LangArg};
use crate::class;
use crate::jobs::{TOO_LONG, cores, run_all_within};
use crate::out::{find_lesson, read, say, say_json, short, table};
use crate::{Done, Failure};
use lessons::author::reference;
use lessons::grade::{self, Debrief, GoalVerdict, Mark, Verdict};
use lessons::lesson::{Bound, Lesson, Step, StepKind};
use lessons::measure::Unit;
use lessons::submission::{self, Answer, Graded, Submission};
use lessons::{Lang, prose};
use serde_json::{Map, Value};
use simcore::measure::{Reason, Report};
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
    if args.submission.is_dir() {
        return class::grade(args, lesson);
    }
    if args.csv {
        return Err(Failure("--csv is for a folder of submissions".into()));
    }
    let name = args.submission.display();
    let named = |why: String| Failure(format!("{name}: {why}"));
    let submission =
        read_submission(&read(&args.submission)?, args.step.as_deref(), lesson).map_err(named)?;
    let mut graded = Vec::new();
    for (id, answer) in in_order(lesson, &submission) {
        let grade = grade_answer(lesson, id, answer, args.seeds, cores());
        graded.push((id, grade.map_err(named)?));
    }
    let passed = graded.iter().all(|(_, g)| g.passed());
    if args.json {
        let told = |(id, g): &(&String, Graded)| {
            let mut told = serde_json::to_value(g).unwrap_or_default();
            if let Some((ill, well)) = lesson.step(id).and_then(both) {
                let beside = |r: &Report, d: &Debrief| serde_json::json!({ "p95_ms": r.latency.p95, "failed": r.failed_total(), "finished": r.finished(), "debrief": d });
                told["with_fault"] = beside(&ill.0, &ill.1);
                told["without_fault"] = beside(&well.0, &well.1);
            }
            ((*id).clone(), told)
        };
        let steps: Map<String, Value> = graded.iter().map(told).collect();
        let score = graded.iter().map(|(_, g)| g.score()).sum::<f64>() / graded.len() as f64;
        say_json(&serde_json::json!({
            "lesson": lesson.slug, "learner": submission.learner, "passed": passed, "score": score, "steps": steps,
        }))?;
    } else {
        for (id, graded) in &graded {
            say(&text(lesson, id, graded));
            if let Some(found) = lesson.step(id).and_then(evidence) {
                say(&found);
            }
        }
    }
    Ok(if passed { Done::Good } else { Done::Bad })
}

/// `escala answers`
pub fn answers(args: &AnswersArgs) -> Result<Done, Failure> {
    let compiled = find_lesson(&args.lesson, &args.course)?;
    say_json(&reference::submission(&compiled.en))?;
    Ok(Done::Good)
}

/// The answers in the order of the lesson. Those to steps that there are not come first and are refused when graded,
/// not skipped.
pub fn in_order<'a>(lesson: &Lesson, submission: &'a Submission) -> Vec<(&'a String, &'a Answer)> {
    let mut answers: Vec<_> = submission.answers.iter().collect();
    answers.sort_by_key(|(id, _)| lesson.steps.iter().position(|s| s.id == **id));
    answers
}

/// Runs what the answer needs and marks it, with the code that the page runs.
pub fn grade_answer(
    lesson: &Lesson,
    id: &str,
    answer: &Answer,
    seeds: Option<u32>,
    threads: usize,
) -> Result<Graded, String> {
    let task = submission::task(lesson, id, answer, seeds).map_err(|e| e.to_string())?;
    let reports = run_all_within(&task.jobs, threads).ok_or(TOO_LONG)?;
    Ok(task.grade(&reports))
}

/// The answers of a file, or those to one step of it. A board file stands for the answer to a build step.
pub fn read_submission(text: &str, step: Option<&str>, lesson: &Lesson) -> Result<Submission, String> {
    let text = text.trim_start_matches('\u{feff}');
    let is_board = serde_json::from_str::<Value>(text).is_ok_and(|v| v.get("nodes").is_some());
    let mut submission = if is_board {
        board_alone(text, step, lesson)?
    } else {
        let answers = submission::parse(text).map_err(|e| e.to_string())?;
        if answers.lesson != lesson.slug {
            let (other, this) = (&answers.lesson, &lesson.slug);
            return Err(format!("these are answers to \"{other}\", not to \"{this}\""));
        }
        answers
    };
    if let Some(wanted) = step {
        submission.answers.retain(|id, _| id == wanted);
    }
    if submission.answers.is_empty() {
        return Err("there is no answer to grade in it".into());
    }
    Ok(submission)
}

fn board_alone(text: &str, step: Option<&str>, lesson: &Lesson) -> Result<Submission, String> {
    // read as a whole first, so that a refusal can say where the text breaks
    crate::out::parse_board(text)?;
    let builds: Vec<&str> =
        lesson.steps.iter().filter(|s| matches!(s.kind, StepKind::Build(_))).map(|s| s.id.as_str()).collect();
    let step = match (step, &builds[..]) {
        (Some(id), _) => id.to_owned(),
        (None, [only]) => (*only).to_owned(),
        (None, []) => return Err(format!("the lesson \"{}\" has no build step", lesson.slug)),
        (None, several) => return Err(format!("say which step with --step: one of {}", several.join(", "))),
    };
    let board = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Ok(Submission {
        format_version: submission::FORMAT_VERSION,
        lesson: lesson.slug.clone(),
        learner: None,
        answers: SortedMap::from([(step, Answer::Board(board))]),
    })
}

fn text(lesson: &Lesson, id: &str, graded: &Graded) -> String {
    let mark = if graded.passed() { "passed" } else { "not passed" };
    let mut out = format!("{id}: {mark}, {:.0} %\n", 100.0 * graded.score());
    match graded {
        Graded::Build(verdict) => build_text(lesson, id, verdict, &mut out),
        Graded::Answer(Mark { measured, server, curve, distance, .. }) => {
            if !curve.is_empty() {
                let points: Vec<String> = curve.iter().map(|v| short(*v)).collect();
                out.push_str(&format!("  measured {}\n", points.join(", ")));
            }
            if let Some(d) = distance {
                out.push_str(&format!("  {:.1} % of the height of the chart away on average\n", 100.0 * d));
            }
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

/// The run of a diagnosis with its hidden fault and without it, and what each says of itself.
fn both(step: &Step) -> Option<((Report, Debrief), (Report, Debrief))> {
    let (StepKind::Diagnose(_), Some(board)) = (&step.kind, &step.board) else { return None };
    let jobs = grade::jobs(step, board, &grade::seeds(step, 1));
    let reports = run_all_within(&jobs, cores())?;
    let mut told = reports.into_iter().map(|r| {
        let debrief = grade::debrief(&board.design, std::slice::from_ref(&r), None);
        (r, debrief)
    });
    Some((told.next()?, told.next()?))
}

/// A diagnosis beside what the runs show: where it was hottest with the fault, and what changed.
fn evidence(step: &Step) -> Option<String> {
    let (ill, well) = both(step)?;
    let mut out = String::new();
    for (name, (report, debrief)) in [("with the fault", &ill), ("without it", &well)] {
        let share = 100.0 * report.failed_total() as f64 / report.finished().max(1) as f64;
        let p95 = plain(report.latency.p95);
        out.push_str(&format!("  {name}: p95 {p95} ms, {share:.1} % of {} failed\n", report.finished()));
        for f in &debrief.failures {
            let at = f.at.as_ref().map(|(_, n)| format!(", mostly at {n}")).unwrap_or_default();
            out.push_str(&format!("    {} {}{at}\n", f.reason.name(), f.count));
        }
        debrief_text(&Debrief { cost: None, ..debrief.clone() }, &mut out);
    }
    Some(out)
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
        let hidden = if v.hidden { "robustness check: " } else { "" };
        rows.push(vec![
            format!("  {mark}  {hidden}{}", prose::plain(&goal.text)),
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
    for v in verdict.goals.iter().filter(|v| !v.passed && !v.stations.is_empty()) {
        out.push_str(&format!("  nothing works without {}\n", v.stations.join(", nor without ")));
    }
    let reasons: Vec<String> = Reason::ALL
        .iter()
        .filter(|r| verdict.failed[**r as usize] > 0)
        .map(|r| format!("{} {}", r.name(), verdict.failed[*r as usize]))
        .collect();
    if !reasons.is_empty() {
        out.push_str(&format!("  failed of {} requests: {}\n", verdict.finished, reasons.join(", ")));
    }
    debrief_text(&verdict.debrief, out);
}

/// Where it was hottest and what it costs.
fn debrief_text(debrief: &Debrief, out: &mut String) {
    for hot in &debrief.hottest {
        out.push_str(&format!(
            "  hottest: {} with {:.0} % of its slots taken from {:.0} to {:.0} s (seed {}), {:.0} % on average, \
             at most {} waiting\n",
            hot.name,
            100.0 * hot.peak,
            hot.from_s,
            hot.until_s,
            hot.seed,
            100.0 * hot.mean,
            hot.queue_max
        ));
    }
    let best = debrief.best_cost.map(|c| format!("; the best known solution ${c:.2}")).unwrap_or_default();
    if let Some(cost) = debrief.cost.filter(|c| *c > 0.0) {
        out.push_str(&format!("  costs ${cost:.2} a month{best}\n"));
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
