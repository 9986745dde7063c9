//! The words of the exercises, fetched like lessons, and the step that an instance becomes with them.

use super::{Instance, Task, Value};
use crate::lesson::{Choose, Diagnose, Estimate, FORMAT_VERSION, Lang, Lesson, Opt, Span, Step, StepKind};
use crate::prose::{Block, Inline};
use serde::{Deserialize, Serialize};
use simcore::sorted::SortedMap;

/// The texts of all forms in one language; `forms.practice.<language>.bin`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Texts {
    pub forms: SortedMap<String, FormText>,
    /// Names of users, balancer, server, cache and database on a board with a hidden fault.
    pub names: Vec<String>,
}

/// What one form of exercise says. `{name}` is a hole for a value of the instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormText {
    pub title: String,
    /// Paragraphs.
    pub ask: Vec<String>,
    /// The way to the answer, step by step.
    #[serde(default)]
    pub way: Vec<String>,
    /// Of the number that is asked for.
    #[serde(default)]
    pub unit: String,
}

/// The names between braces.
pub fn holes(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// An instance as a lesson of one step, which the page shows as it shows any other. `say` writes a number as
/// the language does.
pub fn lesson(instance: &Instance, texts: &Texts, lang: Lang, say: &dyn Fn(f64) -> String) -> Option<Lesson> {
    let form = texts.forms.get(instance.form)?;
    let filled = |text: &String| vec![Inline::Text(fill(text, &instance.values, say))];
    let ways = form.way.iter().map(|text| vec![Block::Paragraph(filled(text))]).collect::<Vec<_>>();
    let (kind, board) = kind(instance, form, texts);
    let step = Step {
        id: instance.form.to_owned(),
        title: vec![Inline::Text(form.title.clone())],
        body: form.ask.iter().map(|text| Block::Paragraph(filled(text))).collect(),
        hints: Vec::new(),
        after: if ways.is_empty() { Vec::new() } else { vec![Block::List { start: Some(1), items: ways }] },
        board,
        kind,
    };
    Some(Lesson {
        format_version: FORMAT_VERSION,
        id: String::new(),
        slug: "practice".to_owned(),
        lang,
        title: form.title.clone(),
        minutes: 1,
        reading_s: 0,
        objectives: Vec::new(),
        steps: vec![step],
        sources: Vec::new(),
    })
}

fn kind(
    instance: &Instance,
    form: &FormText,
    texts: &Texts,
) -> (StepKind, Option<crate::board_file::BoardFile>) {
    match &instance.task {
        Task::Number { answer, tolerance, half } => {
            let estimate = Estimate {
                answer: *answer,
                unit: form.unit.clone(),
                tolerance: *tolerance,
                half: *half,
                range: None,
            };
            (StepKind::Estimate(estimate), None)
        }
        Task::Choose { options, right } => {
            let option = |name: &String| Opt {
                id: name.clone(),
                text: vec![Inline::Text(name.clone())],
                feedback: Vec::new(),
            };
            let key = options.get(*right).cloned().into_iter().collect();
            (StepKind::Choose(Choose { options: options.iter().map(option).collect(), key }), None)
        }
        Task::Puzzle(puzzle) => (StepKind::Puzzle((**puzzle).clone()), None),
        Task::Diagnose(case) => {
            let mut board = case.board.clone();
            for (id, name, number) in &case.names {
                let name = texts.names.get(*name).map_or("", String::as_str);
                if let Some(node) = board.design.nodes.iter_mut().find(|n| n.id == *id) {
                    node.name = number.map_or(name.to_owned(), |n| format!("{name} {n}"));
                }
            }
            let diagnose = Diagnose {
                culprits: case.culprits.iter().map(|id| (*id, Vec::new())).collect(),
                causes: case.causes.iter().map(|what| (*what, Vec::new())).collect(),
                key: case.key,
                span: Span { from_s: 10.0, until_s: 40.0 },
            };
            (StepKind::Diagnose(diagnose), Some(board))
        }
    }
}

fn fill(text: &str, values: &[(&'static str, Value)], say: &dyn Fn(f64) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        match values.iter().find(|(n, _)| *n == name) {
            Some((_, Value::Number(n))) => out.push_str(&say(*n)),
            Some((_, Value::Words(w))) => out.push_str(w),
            // the compiler of the texts lets no such hole through
            None => out.push_str(name),
        }
        rest = left;
    }
    out.push_str(rest);
    out
}
