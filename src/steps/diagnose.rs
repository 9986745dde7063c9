//! Find the cause: a run with a fault that no panel names. Where it is and what it is are two answers,
//! and each is half of it.

use super::cx::{Action, ActionButton, Mark, StepCx};
use super::hand_in::HandIn;
use super::progress::Answer;
use super::prose;
use super::step::After;
use crate::desk::{Desk, Locks};
use crate::i18n::{self, Lang, kinds};
use crate::view::prelude::*;
use lessons::grade;
use lessons::lesson::{Diagnose, StepKind};
use lessons::prose::Inline;
use simcore::design::{FaultKind, NodeId};

/// One of the two questions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Where,
    What,
}

#[derive(Clone, Copy)]
struct Case {
    cx: StepCx,
    task: StoredValue<Diagnose>,
    /// Places in the lists of nodes and of causes.
    node: RwSignal<Option<usize>>,
    cause: RwSignal<Option<usize>>,
    checked: RwSignal<Option<(NodeId, FaultKind)>>,
}

impl Case {
    fn new(cx: StepCx, task: Diagnose) -> Case {
        let checked = match cx.answer() {
            Some(Answer::Diagnosis { node, cause }) => Some((node, cause)),
            _ => None,
        };
        let node = checked.and_then(|(n, _)| task.culprits.iter().position(|c| c.0 == n));
        let cause = checked.and_then(|(_, c)| task.causes.iter().position(|x| x.0 == c));
        let checked = checked.filter(|_| node.is_some() && cause.is_some());
        Case {
            cx,
            task: stored(task),
            node: rw_signal(node),
            cause: rw_signal(cause),
            checked: rw_signal(checked),
        }
    }

    fn pick(self, part: Part) -> RwSignal<Option<usize>> {
        match part {
            Part::Where => self.node,
            Part::What => self.cause,
        }
    }

    /// What is picked now, once both are.
    fn picked(self) -> Option<(NodeId, FaultKind)> {
        let (node, cause) = (self.node.get()?, self.cause.get()?);
        self.task.with_value(|t| Some((t.culprits.get(node)?.0, t.causes.get(cause)?.0)))
    }

    fn check(self) {
        let Some((node, cause)) = untrack(|| self.picked()) else { return };
        self.cx.keep(Answer::Diagnosis { node, cause });
        if self.task.with_value(|t| grade::diagnose(t, node, cause).passed) {
            self.cx.tick();
        }
        self.checked.set(Some((node, cause)));
    }

    /// Of what was checked; nothing once something else is picked.
    fn score(self) -> Option<f64> {
        let checked = self.checked.get().filter(|c| self.picked() == Some(*c))?;
        Some(self.task.with_value(|t| grade::diagnose(t, checked.0, checked.1).score))
    }

    fn right(self, part: Part, place: usize) -> bool {
        self.task.with_value(|t| match part {
            Part::Where => t.culprits.get(place).is_some_and(|c| c.0 == t.key.0),
            Part::What => t.causes.get(place).is_some_and(|c| c.0 == t.key.1),
        })
    }

    fn name(self, part: Part, place: usize, lang: Lang) -> String {
        let of = |t: &Diagnose| match part {
            Part::Where => t.culprits.get(place).map(|c| name_of(self.cx, c.0)),
            Part::What => t.causes.get(place).map(|c| kinds::fault(lang, c.0).name.to_owned()),
        };
        self.task.with_value(of).unwrap_or_default()
    }
}

fn name_of(cx: StepCx, id: NodeId) -> String {
    cx.peek(|s| s.board.as_ref().and_then(|b| b.design.name_of(id)).unwrap_or_default().to_owned())
}

#[component]
pub fn DiagnoseStep(cx: StepCx, desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let task: Option<Diagnose> = cx.peek(|s| match &s.kind {
        StepKind::Diagnose(d) => Some(d.clone()),
        _ => None,
    });
    let task = task?;
    effect(move || {
        desk.locks.set(Locks { structure_locked: true, veiled: !cx.is_done(), ..Locks::default() })
    });
    let (nodes, causes) = (task.culprits.len(), task.causes.len());
    let case = Case::new(cx, task);
    let label = derived(move || t.get().course.check_answer);
    let ready = derived(move || case.picked().is_some() && case.picked() != case.checked.get());
    let action = Action { label, run: callback(move |()| case.check()), ready };
    cx.set_action(action);
    let passed = derived(move || case.score().is_some_and(|s| s >= 1.0));
    let sentence = move || {
        let c = &t.get().course;
        let name =
            |part, place: Option<usize>| place.map(|i| case.name(part, i, lang.get())).unwrap_or_default();
        Some(match case.score()? {
            s if s >= 1.0 => {
                (c.found_it)(&name(Part::Where, case.node.get()), &name(Part::What, case.cause.get()))
            }
            s if s > 0.0 => c.half_found.to_owned(),
            _ => c.not_found.to_owned(),
        })
    };
    Some(view! {
        <div class="task" data-testid="diagnose">
            <Question case part=Part::Where count=nodes />
            <Question case part=Part::What count=causes />
            <p class="task-verdict" role="status" data-testid="verdict">{sentence}</p>
            <div class="task-row">
                <ActionButton action testid="check" />
                <HandIn cx />
            </div>
        </div>
        <After cx show=passed />
    })
}

#[component]
fn Question(case: Case, part: Part, count: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let legend = move || {
        let c = &t.get().course;
        if part == Part::Where { c.where_is_it } else { c.what_is_it }
    };
    let rows = (0..count).map(|place| view! { <Choice case part place /> });
    view! {
        <fieldset class="choices">
            <legend>{legend}</legend>
            {rows.collect_view()}
        </fieldset>
    }
}

#[component]
fn Choice(case: Case, part: Part, place: usize) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let slug = stored(case.cx.slug());
    let pick = case.pick(part);
    let is = move || pick.get() == Some(place);
    let shows = move || is() && case.score().is_some();
    let right = case.right(part, place);
    let word = derived(move || {
        let c = &t.get().course;
        if right { c.right } else { c.not_this }.to_owned()
    });
    let said = move || {
        let of = |d: &Diagnose| -> Option<Vec<Inline>> {
            match part {
                Part::Where => d.culprits.get(place).map(|c| c.1.clone()),
                Part::What => d.causes.get(place).map(|c| c.1.clone()),
            }
        };
        let runs = case.cx.with(|s| match &s.kind {
            StepKind::Diagnose(d) => of(d),
            _ => None,
        });
        runs.map(|runs| slug.with_value(|slug| prose::runs(&runs, slug)))
    };
    view! {
        <div class="choice" class:choice-here=is>
            <label>
                <input
                    type="radio"
                    name=if part == Part::Where { "culprit" } else { "cause" }
                    prop:checked=is
                    on:change=move |_| pick.set(Some(place))
                />
                <span>{move || case.name(part, place, lang.get())}</span>
            </label>
            <div class="choice-note" role="status">
                <Show when=shows>
                    <Mark ok=Signal::stored(right) words=word />
                    <span>{said}</span>
                </Show>
            </div>
        </div>
    }
}
