//! A plan and its section become a step: every text in its place, none missing, none left over.

use super::finding::Findings;
use super::plan::Plan;
use super::sections::{IdItem, Part, PartName, Section};
use crate::lesson::{Step, StepKind};
use crate::prose::{Block, Inline};
use std::path::Path;

/// The step in one language.
pub fn step(plan: &Plan, section: Section, file: &Path, found: &mut Findings) -> Step {
    let Section { id, line, title, body, items, parts } = section;
    let mut kind = plan.kind.clone();
    match &mut kind {
        StepKind::Choose(choose) => {
            for opt in &mut choose.options {
                let mut take = |bang| take(&items, &opt.id, bang, "option", (file, line), found);
                (opt.text, opt.feedback) = (take(false), take(true));
            }
            let known: Vec<_> = choose.options.iter().map(|o| o.id.as_str()).collect();
            leftovers(&items, &known, true, file, found);
        }
        StepKind::Build(build) => {
            for goal in &mut build.goals {
                goal.text = take(&items, &goal.id, false, "goal", (file, line), found);
            }
            let known: Vec<_> = build.goals.iter().map(|g| g.id.as_str()).collect();
            leftovers(&items, &known, false, file, found);
        }
        StepKind::Do(task) => {
            for done in &mut task.done {
                done.text = take(&items, &done.id, false, "thing to do", (file, line), found);
            }
            let known: Vec<_> = task.done.iter().map(|d| d.id.as_str()).collect();
            leftovers(&items, &known, false, file, found);
        }
        StepKind::Order(order) => {
            for item in &mut order.items {
                item.text = take(&items, &item.id, false, "item", (file, line), found);
                // what is said to one who put it in the wrong place may be left out
                if items.iter().any(|i| i.bang && i.id == item.id) {
                    item.feedback = take(&items, &item.id, true, "item", (file, line), found);
                }
            }
            let known: Vec<_> = order.items.iter().map(|o| o.id.as_str()).collect();
            leftovers(&items, &known, true, file, found);
        }
        StepKind::Diagnose(ask) => {
            let mut known = Vec::new();
            for (node, said) in &mut ask.culprits {
                known.push(format!("node_{node}"));
                *said = take(&items, &format!("node_{node}"), true, "node", (file, line), found);
            }
            for (cause, said) in &mut ask.causes {
                known.push(cause.name().to_owned());
                *said = take(&items, cause.name(), true, "cause", (file, line), found);
            }
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            leftovers(&items, &known, true, file, found);
            // names of nodes and faults are in the board and in the page already
            for item in items.iter().filter(|i| !i.bang && known.contains(&i.id.as_str())) {
                let reason = format!("\"[{0}]\": a node or cause has feedback only, \"[{0}!]\"", item.id);
                found.at(file, item.line, reason);
            }
        }
        _ => leftovers(&items, &[], false, file, found),
    }
    let (mut hints, mut after, mut model, mut rubric) = (Vec::new(), Vec::new(), Vec::new(), None);
    for Part { name, line, blocks } in parts {
        if blocks.is_empty() {
            found.at(file, line, format!("the part \"{}\" is empty", name.text()));
        }
        let reflect = matches!(kind, StepKind::Reflect(_));
        let fits = match name {
            PartName::Hint => plan.kind.has_task(),
            PartName::After => plan.kind.has_task() && after.is_empty(),
            PartName::Model => reflect && model.is_empty(),
            PartName::Rubric => reflect && rubric.is_none(),
        };
        if !fits {
            let reason = format!("a {} step takes no (second) part \"{}\"", plan.kind.name(), name.text());
            found.at(file, line, reason);
            continue;
        }
        match name {
            PartName::Hint => hints.push(blocks),
            PartName::After => after = blocks,
            PartName::Model => model = blocks,
            PartName::Rubric => rubric = Some(points(blocks, line, file, found)),
        }
    }
    if let StepKind::Reflect(reflect) = &mut kind {
        if model.is_empty() || rubric.is_none() {
            found.at(file, line, format!("the reflection \"{id}\" needs ### model and ### rubric"));
        }
        (reflect.model, reflect.rubric) = (model, rubric.unwrap_or_default());
    }
    Step { id, title, body, hints, after, board: plan.board.clone(), kind }
}

/// The one item with this id and mark.
fn take(
    items: &[IdItem],
    id: &str,
    bang: bool,
    what: &str,
    at: (&Path, usize),
    found: &mut Findings,
) -> Vec<Inline> {
    let mut matching = items.iter().filter(|i| i.id == id && i.bang == bang);
    let first = matching.next();
    if let Some(second) = matching.next() {
        found.at(at.0, second.line, format!("the {what} \"{id}\" is there twice"));
    }
    match first {
        Some(item) => {
            if item.runs.is_empty() {
                found.at(at.0, item.line, format!("the {what} \"{id}\" has no text"));
            }
            item.runs.clone()
        }
        None => {
            let mark = if bang { "!" } else { "" };
            found.at(
                at.0,
                at.1,
                format!("the {what} \"- [{id}{mark}] ...\" of lesson.toml has no text here"),
            );
            Vec::new()
        }
    }
}

fn leftovers(items: &[IdItem], known: &[&str], bangs: bool, file: &Path, found: &mut Findings) {
    for item in items {
        if !known.contains(&item.id.as_str()) {
            found.at(file, item.line, format!("\"[{}]\" is no id of this step in lesson.toml", item.id));
        } else if item.bang && !bangs {
            found.at(file, item.line, format!("\"[{}!]\": only options of a choice have feedback", item.id));
        }
    }
}

/// A rubric is one list, each item a paragraph.
fn points(blocks: Vec<Block>, line: usize, file: &Path, found: &mut Findings) -> Vec<Vec<Inline>> {
    let mut out = Vec::new();
    let mut sound = blocks.len() == 1;
    for block in blocks {
        let Block::List { items, .. } = block else {
            sound = false;
            continue;
        };
        for item in items {
            match <[Block; 1]>::try_from(item) {
                Ok([Block::Paragraph(runs)]) => out.push(runs),
                _ => sound = false,
            }
        }
    }
    if !sound {
        found.at(file, line, "a rubric is one list, and each of its points one paragraph");
    }
    out
}
