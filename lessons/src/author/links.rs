//! Links between lessons and to the glossary: each must lead somewhere.

use super::finding::Findings;
use super::folder::Compiled;
use super::near::did_you_mean;
use crate::lesson::{Lang, Lesson, Step, StepKind};
use crate::prose::{Inline, Target, each_inline, each_run};
use simcore::sorted::{SortedMap, SortedSet};

/// Checks the links of all lessons. `known` are the lessons that exist, which may be more; `terms` the ids of
/// the glossary.
pub fn check(lessons: &[Compiled], known: &[Compiled], terms: &SortedSet<String>, found: &mut Findings) {
    let steps: SortedMap<&str, Vec<&str>> = known
        .iter()
        .map(|c| (c.en.slug.as_str(), c.en.steps.iter().map(|s| s.id.as_str()).collect()))
        .collect();
    for compiled in lessons {
        for lang in Lang::ALL {
            let file = compiled.dir.join(format!("{}.md", lang.code()));
            let lesson = compiled.lesson(lang);
            for (step, target) in targets(lesson) {
                let (slug, id) = match target {
                    Target::Web(_) => continue,
                    Target::Term(id) => {
                        if !terms.contains(id) {
                            let near = did_you_mean(id, terms.iter().map(String::as_str));
                            let reason = format!("step \"{step}\": the glossary has no term \"{id}\"{near}");
                            found.file(&file, reason);
                        }
                        continue;
                    }
                    Target::Step(id) => (lesson.slug.as_str(), Some(id.as_str())),
                    Target::Lesson { slug, step } => (slug.as_str(), step.as_deref()),
                };
                let reason = match steps.get(slug) {
                    None => {
                        let near = did_you_mean(slug, steps.keys().copied());
                        format!(
                            "step \"{step}\": a link leads to \"{slug}\", and there is no such lesson{near}"
                        )
                    }
                    Some(ids) => match id.filter(|id| !ids.contains(id)) {
                        Some(id) => format!(
                            "step \"{step}\": a link leads to the step \"{id}\" of \"{slug}\", which has none{}",
                            did_you_mean(id, ids.iter().copied())
                        ),
                        None => continue,
                    },
                };
                found.file(&file, reason);
            }
        }
    }
}

/// Every link of a lesson with the step that it stands in.
fn targets(lesson: &Lesson) -> Vec<(&str, &Target)> {
    let mut out = Vec::new();
    for step in &lesson.steps {
        each_of(step, &mut |run| {
            if let Inline::Link(to, _) = run {
                out.push((step.id.as_str(), to));
            }
        });
    }
    out
}

/// Calls `see` for every run of a step, wherever it stands.
fn each_of<'a>(step: &'a Step, see: &mut impl FnMut(&'a Inline)) {
    each_run(&step.title, see);
    each_inline(&step.body, see);
    each_inline(&step.after, see);
    step.hints.iter().for_each(|hint| each_inline(hint, see));
    match &step.kind {
        StepKind::Choose(c) => {
            c.options.iter().for_each(|o| [&o.text, &o.feedback].into_iter().for_each(|r| each_run(r, see)));
        }
        StepKind::Build(b) => b.goals.iter().for_each(|g| each_run(&g.text, see)),
        StepKind::Reflect(r) => {
            each_inline(&r.model, see);
            r.rubric.iter().for_each(|p| each_run(p, see));
        }
        StepKind::Do(d) => d.done.iter().for_each(|d| each_run(&d.text, see)),
        StepKind::Order(o) => {
            o.items.iter().for_each(|o| [&o.text, &o.feedback].into_iter().for_each(|r| each_run(r, see)));
        }
        StepKind::Diagnose(d) => {
            d.culprits.iter().for_each(|(_, said)| each_run(said, see));
            d.causes.iter().for_each(|(_, said)| each_run(said, see));
        }
        StepKind::Read | StepKind::Predict(_) | StepKind::Puzzle(_) | StepKind::Estimate(_) => {}
    }
}
