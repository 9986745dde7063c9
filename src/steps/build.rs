//! Build until the goals are reached: the learner's board is kept, Check runs it on several seeds
//! and grades it with the same code as the command line.

use super::cx::{Action, ActionButton, StepCx};
use super::goals::{Findings, GoalTable};
use super::hand_in::HandIn;
use super::live::{of_board, to_board};
use super::progress::{Answer, Best};
use super::ruler::with_unit;
use super::step::After;
use crate::desk::{BatchHandle, Desk, Locks};
use crate::i18n::{self, kinds};
use crate::view::prelude::*;
use lessons::board_file::{self, BoardFile};
use lessons::grade::{self, Verdict};
use lessons::lesson::{Build, StepKind};
use simcore::kinds::KindId;
use simcore::measure::Report;

/// Which board is on the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    Mine,
    Solution,
}

/// The state of a build step; a handle on its signals.
#[derive(Clone, Copy)]
pub struct Site {
    pub cx: StepCx,
    pub desk: Desk,
    pub verdict: RwSignal<Option<Verdict>>,
    /// The board has changed since the last check.
    pub stale: RwSignal<bool>,
    /// Runs done, of how many, while a check is going on.
    running: RwSignal<Option<(usize, usize)>>,
    showing: RwSignal<Showing>,
    mine: StoredValue<Option<BoardFile>>,
    gave_up: RwSignal<bool>,
    batch: StoredValue<Option<BatchHandle>>,
}

impl Site {
    fn new(cx: StepCx, desk: Desk) -> Site {
        let (kept, gave_up) = match cx.answer() {
            Some(Answer::Board { file, gave_up }) => (board_file::parse(&file).ok(), gave_up),
            _ => (None, false),
        };
        if let Some(opened) = kept {
            desk.load(to_board(opened.board));
        }
        let site = Site {
            cx,
            desk,
            verdict: rw_signal(None),
            stale: rw_signal(false),
            running: rw_signal(None),
            showing: rw_signal(Showing::Mine),
            mine: stored(None),
            gave_up: rw_signal(gave_up),
            batch: stored(None),
        };
        site.follow_edits();
        site
    }

    /// Every edit of the learner's own board is kept, and makes the last check a thing of the past.
    fn follow_edits(self) {
        let board = memo(move || self.desk.board.with(|h| of_board(h.board())));
        Effect::new(move |before: Option<()>| {
            let file = board.get();
            if before.is_some() && self.showing.get_untracked() == Showing::Mine {
                self.stale.set(true);
                self.keep(&file);
            }
        });
    }

    fn keep(self, board: &BoardFile) {
        let gave_up = self.gave_up.get_untracked();
        self.cx.keep(Answer::Board { file: board_file::write(board), gave_up });
    }

    fn on_desk(self) -> BoardFile {
        self.desk.board.with_untracked(|h| of_board(h.board()))
    }

    fn check(self) {
        let board = self.on_desk();
        // a board that was never edited is an answer, too, once it is checked
        if self.showing.get_untracked() == Showing::Mine {
            self.keep(&board);
        }
        let jobs = self.cx.peek(|s| match &s.kind {
            StepKind::Build(b) => grade::jobs(s, &board, &grade::seeds(s, b.seeds)),
            _ => Vec::new(),
        });
        let total = jobs.len();
        self.cancel();
        self.running.set(Some((0, total)));
        self.stale.set(false);
        let mut reports: Vec<Option<Report>> = vec![None; total];
        let handle = self.desk.run_batch(jobs, move |index, report| {
            if let Some(place) = reports.get_mut(index as usize) {
                *place = Some(report);
            }
            let done: Vec<Report> = reports.iter().flatten().cloned().collect();
            // the learner may have left the step while it ran
            if self.running.try_set(Some((done.len(), total))).is_some() {
                return;
            }
            if done.len() == total {
                self.settle(&board, done);
            }
        });
        self.batch.set_value(Some(handle));
    }

    fn settle(self, board: &BoardFile, reports: Vec<Report>) {
        let verdict = self.cx.peek(|s| grade::grade(s, board, &reports));
        let own = self.showing.get_untracked() == Showing::Mine;
        if own && verdict.as_ref().is_some_and(|v| v.passed) {
            self.cx.tick();
        }
        if let Some(v) = verdict.as_ref().filter(|_| own) {
            let cost = v.debrief.cost.filter(|c| v.passed && *c > 0.0);
            self.cx.reached(Best { score: v.score, cost });
        }
        self.verdict.set(verdict);
        self.running.set(None);
    }

    fn cancel(self) {
        if let Some(batch) = self.batch.get_value() {
            batch.cancel();
        }
        self.running.set(None);
    }

    fn forget_check(self) {
        self.cancel();
        self.verdict.set(None);
        self.stale.set(false);
    }

    fn reset(self) {
        if let Some(start) = self.cx.peek(|s| s.board.clone()) {
            self.showing.set(Showing::Mine);
            self.desk.load(to_board(start));
            self.forget_check();
        }
    }

    fn show_solution(self) {
        let solution = self.cx.peek(|s| match &s.kind {
            StepKind::Build(b) => Some(b.solution.clone()),
            _ => None,
        });
        let Some(solution) = solution else { return };
        let mine = self.on_desk();
        if !untrack(|| self.cx.is_done()) {
            self.gave_up.set(true);
        }
        self.keep(&mine);
        self.mine.set_value(Some(mine));
        self.showing.set(Showing::Solution);
        self.desk.load(to_board(solution));
        self.forget_check();
    }

    fn back_to_mine(self) {
        if let Some(mine) = self.mine.get_value() {
            self.desk.load(to_board(mine));
            self.showing.set(Showing::Mine);
            self.forget_check();
        }
    }
}

#[component]
pub fn BuildStep(cx: StepCx, desk: Desk) -> impl IntoView {
    let t = i18n::use_texts();
    let build: Option<Build> = cx.peek(|s| match &s.kind {
        StepKind::Build(b) => Some(b.clone()),
        _ => None,
    });
    let build = build?;
    desk.locks.set(locks(&build));
    let site = Site::new(cx, desk);
    on_cleanup(move || {
        if let Some(Some(batch)) = site.batch.try_get_value() {
            batch.cancel();
        }
    });
    let label = derived(move || t.get().course.check);
    let ready = derived(move || site.running.with(Option::is_none));
    let action = Action { label, run: callback(move |()| site.check()), ready };
    cx.set_action(action);
    let passed = derived(move || cx.is_done());
    Some(view! {
        <section class="task" data-testid="build" aria-labelledby="goals-title">
            <h2 id="goals-title">{move || t.get().course.goals}</h2>
            <GoalTable site goals=build.goals.clone() />
            <Progress site />
            <div class="task-row">
                <ActionButton action testid="check" />
                <Boards site />
                <HandIn cx />
            </div>
            <Rules plan=build.clone() />
        </section>
        <Findings site />
        <After cx show=passed />
    })
}

/// What the lesson lets the learner change, as the palette and the inspector understand it.
fn locks(build: &Build) -> Locks {
    Locks { palette: Some(build.palette.clone()), fixed: build.fixed.clone(), ..Locks::default() }
}

/// How far the check is, and whether it still stands.
#[component]
fn Progress(site: Site) -> impl IntoView {
    let t = i18n::use_texts();
    let words = move || {
        let c = &t.get().course;
        if let Some((done, of)) = site.running.get() {
            return (c.checking)((done + 1).min(of), of);
        }
        let Some(v) = site.verdict.get() else { return String::new() };
        let met = v.goals.iter().filter(|g| g.passed).count();
        let all = met == v.goals.len();
        let mut words = if all { c.all_met.to_owned() } else { (c.some_met)(met, v.goals.len()) };
        if site.stale.get() {
            words.push(' ');
            words.push_str(c.changed_since);
        }
        words
    };
    view! { <p class="task-verdict" role="status" data-testid="verdict">{words}</p> }
}

/// Reset, give up, back to one's own board.
#[component]
fn Boards(site: Site) -> impl IntoView {
    let t = i18n::use_texts();
    let sure = rw_signal(false);
    let mine = move || site.showing.get() == Showing::Mine;
    let free = move || site.cx.is_done() || site.gave_up.get();
    let ask = move |_| {
        if untrack(free) || sure.get_untracked() {
            sure.set(false);
            site.show_solution();
        } else {
            sure.set(true);
        }
    };
    let label = move || {
        let c = &t.get().course;
        match (free(), sure.get()) {
            (true, _) | (_, true) => c.show_solution,
            _ => c.give_up,
        }
    };
    view! {
        <Show
            when=mine
            fallback=move || {
                view! {
                    <button class="btn" type="button" on:click=move |_| site.back_to_mine()>
                        {move || t.get().course.my_board}
                    </button>
                    <span class="task-note">{move || t.get().course.solution_on}</span>
                }
            }
        >
            <button class="btn" type="button" data-testid="reset" on:click=move |_| site.reset()>
                {move || t.get().course.reset_board}
            </button>
            <button class="btn ghost" type="button" data-testid="solution" on:click=ask>
                {label}
            </button>
            <Show when=move || sure.get()>
                <span class="task-note" role="status">{move || t.get().course.give_up_sure}</span>
            </Show>
        </Show>
    }
}

/// What may be added, what may not be changed, and how Check works.
#[component]
fn Rules(plan: Build) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let seeds = plan.seeds as usize;
    let span = plan.span;
    let names = move |kinds: &[KindId]| {
        let list: Vec<&str> = kinds.iter().map(|k| kinds::kind(lang.get(), *k).name).collect();
        list.join(", ")
    };
    let palette = plan.palette.clone();
    let may_add = move || {
        let c = &t.get().course;
        if palette.is_empty() { c.nothing_to_add.to_owned() } else { (c.allowed)(&names(&palette)) }
    };
    let fixed = plan.fixed.clone();
    let is_fixed = !fixed.is_empty();
    let not_change = move || (t.get().course.fixed_kinds)(&names(&fixed));
    let how = move || {
        let s = |v| with_unit(lang.get(), v, "s");
        (t.get().course.check_how)(&s(span.until_s), &s(span.from_s), seeds)
    };
    view! {
        <ul class="task-rules">
            <li>{may_add}</li>
            <Show when=move || is_fixed>
                <li>{not_change.clone()}</li>
            </Show>
            <li>{how}</li>
        </ul>
    }
}
