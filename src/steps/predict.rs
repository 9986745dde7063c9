//! Predict, then run: the learner commits to a number or to a server, and only then is the run made.

use super::curve::CurveAsk;
use super::cx::{Action, ActionButton, StepCx};
use super::predict_number::NumberAsk;
use super::predict_server::ServerAsk;
use super::progress::{Answer, Outcome};
use super::step::After;
use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::ui::Icon;
use crate::view::prelude::*;
use lessons::grade::{self, Guess};
use lessons::lesson::{Ask, Predict, Step, StepKind};
use simcore::measure::Report;

/// Where the learner is in the step; a handle on its signals.
#[derive(Clone, Copy)]
pub struct Prediction {
    pub cx: StepCx,
    /// What the marker or the radio button says now.
    pub guess: RwSignal<Option<Guess>>,
    /// May not be changed any more.
    pub committed: RwSignal<bool>,
    pub outcome: RwSignal<Option<Outcome>>,
    desk: Desk,
    seal: RwSignal<bool>,
}

impl Prediction {
    fn new(cx: StepCx, desk: Desk, seal: RwSignal<bool>) -> Prediction {
        let (guess, outcome) = match cx.answer() {
            Some(Answer::Guess { guess, outcome }) => (Some(guess), outcome),
            _ => (None, None),
        };
        let this = Prediction {
            cx,
            committed: rw_signal(guess.is_some()),
            guess: rw_signal(guess),
            outcome: rw_signal(None),
            desk,
            seal,
        };
        match outcome {
            Some(known) => this.outcome.set(Some(known)),
            // committed, but the page was left before the run was over: make it now
            None if this.committed.get_untracked() => this.run(),
            None => {}
        }
        this
    }

    /// From here on the prediction stands; the run is made aside from the live board, which starts
    /// over so that it can be watched.
    fn commit(self) {
        let Some(guess) = self.guess.get_untracked() else { return };
        if self.committed.get_untracked() {
            return;
        }
        self.committed.set(true);
        self.cx.keep(Answer::Guess { guess, outcome: None });
        self.run();
    }

    fn run(self) {
        self.seal.set(false);
        self.desk.restart();
        self.desk.play();
        let jobs = self.cx.peek(|s| match &s.board {
            Some(board) => grade::jobs(s, board, &grade::seeds(s, 1)),
            None => Vec::new(),
        });
        let mut reports: Vec<Option<Report>> = vec![None; jobs.len()];
        self.desk.run_batch(jobs, move |index, report| {
            if let Some(place) = reports.get_mut(index as usize) {
                *place = Some(report);
            }
            let all: Option<Vec<Report>> = reports.iter().cloned().collect();
            if let Some(all) = all {
                self.settle(&all);
            }
        });
    }

    fn settle(self, reports: &[Report]) {
        // the learner may have left the step while it ran
        let Some(Some(guess)) = self.guess.try_get_untracked() else { return };
        let outcome = self.cx.peek(|s| outcome_of(s, &guess, reports));
        self.cx.keep(Answer::Guess { guess, outcome: outcome.clone() });
        self.cx.tick();
        self.outcome.set(outcome);
    }

    /// Another try; what was measured is known now, so it is practice.
    fn again(self) {
        self.outcome.set(None);
        self.committed.set(false);
    }
}

fn outcome_of(step: &Step, guess: &Guess, reports: &[Report]) -> Option<Outcome> {
    let (StepKind::Predict(task), Some(board)) = (&step.kind, &step.board) else { return None };
    let mark = grade::predict(task, guess, &board.design, reports);
    let report = reports.first()?;
    let values = match &task.ask {
        Ask::Server { candidates, .. } => {
            let value = |id: &u32| Some((*id, task.measure.at(*id).read(&board.design, report)?));
            candidates.iter().filter_map(value).collect()
        }
        Ask::Number { .. } | Ask::Curve { .. } => Vec::new(),
    };
    Some(Outcome { mark, values })
}

/// The box in which is predicted, and in which prediction and run meet.
#[component]
pub fn PredictStep(cx: StepCx, desk: Desk, seal: RwSignal<bool>) -> impl IntoView {
    let t = i18n::use_texts();
    let task: Option<Predict> = cx.peek(|s| match &s.kind {
        StepKind::Predict(p) => Some(p.clone()),
        _ => None,
    });
    let task = task?;
    let p = Prediction::new(cx, desk, seal);
    let label = derived(move || t.get().course.commit);
    let ready = derived(move || p.guess.with(Option::is_some) && !p.committed.get());
    let action = Action { label, run: callback(move |()| p.commit()), ready };
    cx.set_action(action);
    let title = {
        let ask = task.ask.clone();
        move || match ask {
            Ask::Number { .. } => t.get().course.your_number,
            Ask::Server { .. } => t.get().course.your_server,
            Ask::Curve { .. } => t.get().debrief.your_curve,
        }
    };
    let seconds = task.span.until_s;
    Some(view! {
        <section class="task" data-testid="predict" aria-labelledby="predict-title">
            <h2 id="predict-title">{title}</h2>
            {match task.ask.clone() {
                Ask::Number { unit, min, max, tolerance } => {
                    view! { <NumberAsk p unit min max tolerance /> }
                }
                Ask::Curve { unit, min, max, tolerance, over } => {
                    view! { <CurveAsk p unit min max tolerance over /> }
                }
                Ask::Server { candidates, lowest } => {
                    view! { <ServerAsk p candidates lowest measure=task.measure /> }
                }
            }}
            <Status p seconds />
            <div class="task-row">
                <Show when=move || !p.committed.get()>
                    <ActionButton action testid="commit" />
                    <span class="task-note">{move || t.get().course.commit_why}</span>
                </Show>
                <Show when=move || p.outcome.with(Option::is_some)>
                    <button class="btn sm" type="button" data-testid="again" on:click=move |_| p.again()>
                        {move || t.get().course.predict_again}
                    </button>
                </Show>
            </div>
        </section>
        <After cx show=derived(move || p.outcome.with(Option::is_some)) />
    })
}

/// Committed, running: said where it happens, and to screen readers.
#[component]
fn Status(p: Prediction, seconds: f64) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let running = move || p.committed.get() && p.outcome.with(Option::is_none);
    let long = move || format!("{}\u{a0}s", number::short(lang.get(), seconds));
    view! {
        <div class="task-status" role="status">
            <Show when=move || p.committed.get()>
                <span class="tag">
                    <Icon name="lock" small=true />
                    {move || t.get().course.committed}
                </span>
            </Show>
            <Show when=running>
                <span>{move || (t.get().course.running)(&long())}</span>
            </Show>
        </div>
    }
}
