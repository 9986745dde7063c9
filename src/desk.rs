//! Everything that one live board needs, as a handle that is passed by value: the document, what
//! is chosen and seen, and the simulation that runs beside it.

use crate::board::share::Seen;
use crate::board::{Board, Edit, Effect, History, Msg};
use crate::engine::{Engine, Heard, News, pump::now_ms};
use crate::i18n;
use crate::ui::notice::Notices;
use crate::view::prelude::*;
use simcore::answers::diagnosis::Finding;
use simcore::design::{Design, Fault, FaultKind, Issue, NodeId};
use simcore::host::{Ask, Closer, Frame};
use simcore::measure::{Health, Point};
use simcore::validity::{self, Finding as Remark, Rule};
use std::sync::Arc;

mod batch;
mod caught;
mod closer;
mod findings;
mod lived;
mod locks;
mod points;
mod room;
mod time;
mod trouble;

pub use crate::board::{Selection, geometry::Viewport};
pub use batch::{BatchHandle, BatchState};
pub use caught::{Catch, Caught, Moving};
pub use closer::Aspect;
pub use lived::{Lived, Stretch};
pub use locks::Locks;
pub use time::{Other, Times};

/// Simulated seconds that a world has behind it when it is first seen.
pub const WARM_S: f64 = 10.0;
/// Points of the series that are kept.
pub const KEEP_POINTS: usize = 600;

/// The handle.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The document with its past and future.
    pub board: RwSignal<History>,
    pub selection: RwSignal<Selection>,
    pub view: RwSignal<Viewport>,
    /// How the next board is to be seen, where a link says so.
    pub seen: RwSignal<Option<Seen>>,
    /// The newest frame of the newest structure.
    pub frame: RwSignal<Arc<Frame>>,
    /// The last points; `taken` follows the node order of `frame`.
    pub series: RwSignal<Arc<Vec<Point>>>,
    pub issues: RwSignal<Vec<Issue>>,
    /// What is worth a second look on the drawn design.
    pub remarks: Memo<Arc<Vec<Remark>>>,
    /// Are the rules of sound architecture among them? In a lesson they would tell the answer.
    pub advises: RwSignal<bool>,
    /// Why requests fail or are slow, the root cause first; [`crate::why`] puts it into words.
    pub findings: RwSignal<Arc<Vec<Finding>>>,
    /// What [`Desk::look_closely`] asked for.
    pub closer: RwSignal<Arc<Closer>>,
    /// A moving request that was picked.
    pub catch: Catch,
    /// Simulated seconds per second while running.
    pub speed: RwSignal<f64>,
    pub running: RwSignal<bool>,
    /// A world was asked for and has not reached its first instant yet; `frame.now_s` says how far
    /// it is on the way to `warm_until`.
    pub loading: RwSignal<bool>,
    pub locks: RwSignal<Locks>,
    pub notices: Notices,
    pub time: Times,
    lang: RwSignal<i18n::Lang>,
    warm_s: f64,
    /// Planned faults that run and are on no board: a learner is to find them.
    hidden: StoredValue<Vec<Fault>>,
    pub warm_until: StoredValue<f64>,
    following: StoredValue<findings::Following>,
    looking: StoredValue<[u32; 3]>,
    resting: RwSignal<bool>,
    engine: StoredValue<Option<Engine>, LocalStorage>,
    batches: StoredValue<batch::Pending, LocalStorage>,
}

impl Desk {
    /// A live board of its own, with a simulation of its own; both end with the current owner.
    pub fn new(board: Board) -> Desk {
        Desk::warm(board, WARM_S)
    }

    /// Like [`Desk::new`], with so many simulated seconds before the first frame.
    pub fn warm(board: Board, warm_s: f64) -> Desk {
        Desk::with_hidden(board, warm_s, Vec::new())
    }

    /// The same, with faults that only the simulation knows of.
    pub fn with_hidden(board: Board, warm_s: f64, hidden: Vec<Fault>) -> Desk {
        let (board, advises) = (rw_signal(History::new(board)), rw_signal(false));
        let desk = Desk {
            board,
            remarks: memo(move || Arc::new(look(&board.with(History::shared).design, advises.get()))),
            advises,
            selection: RwSignal::default(),
            view: RwSignal::default(),
            seen: RwSignal::default(),
            frame: RwSignal::default(),
            series: RwSignal::default(),
            issues: RwSignal::default(),
            findings: RwSignal::default(),
            closer: RwSignal::default(),
            catch: Catch::new(),
            speed: rw_signal(1.0),
            running: rw_signal(true),
            loading: rw_signal(true),
            locks: RwSignal::default(),
            notices: Notices::from_context(),
            time: Times::new(),
            lang: i18n::use_lang(),
            warm_s,
            hidden: stored(hidden),
            warm_until: stored(warm_s),
            following: StoredValue::default(),
            looking: StoredValue::default(),
            resting: rw_signal(false),
            engine: StoredValue::new_local(None),
            batches: StoredValue::new_local(batch::Pending::default()),
        };
        desk.engine.set_value(Some(Engine::new(move |heard| desk.hear(heard))));
        desk.start_world(warm_s);
        desk.engine(|e| e.speed(1.0));
        on_cleanup(move || desk.engine.set_value(None));
        desk
    }

    /// The only way in which a board changes.
    pub fn send(self, msg: Msg) -> Effect {
        if let Some(why) = self.refusal(&msg).map(str::to_owned).or_else(|| self.no_room(&msg)) {
            self.notify(why);
            return Effect::default();
        }
        self.note_step(&msg);
        let effect = self.board.try_update(|h| h.apply(&msg, now_ms())).unwrap_or_default();
        let warm = if msg.edit() == Edit::Replace { self.warm_s } else { 0.0 };
        self.follow(effect, warm);
        effect
    }

    /// A new press of the pointer: what it changes is a step of its own, however soon it comes.
    pub fn begin_gesture(self) {
        self.board.write_untracked().seal();
    }

    pub fn undo(self) {
        let edit = self.board.with_untracked(History::can_undo);
        let effect = self.board.try_update(History::undo).unwrap_or_default();
        self.follow(effect, if edit == Some(Edit::Replace) { self.warm_s } else { 0.0 });
    }

    pub fn redo(self) {
        let edit = self.board.with_untracked(History::can_redo);
        let effect = self.board.try_update(History::redo).unwrap_or_default();
        self.follow(effect, if edit == Some(Edit::Replace) { self.warm_s } else { 0.0 });
    }

    /// Another board in place of this one, from time 0, with a fresh history.
    pub fn load(self, board: Board) {
        self.board.set(History::new(board));
        self.selection.set(Selection::default());
        self.start_world(self.warm_s);
    }

    /// The same board again from time 0.
    pub fn restart(self) {
        self.start_world(0.0);
    }

    /// Runs, or pauses.
    pub fn toggle(self) {
        if self.running.get_untracked() { self.pause() } else { self.play() }
    }

    pub fn play(self) {
        self.running.set(true);
        self.send_speed();
    }

    pub fn pause(self) {
        self.running.set(false);
        self.send_speed();
    }

    /// Exactly one event, while paused.
    pub fn step_event(self) {
        if self.running.get_untracked() {
            self.pause();
        }
        self.engine(|e| e.ask(Ask::StepEvent));
    }

    pub fn set_speed(self, speed: f64) {
        self.speed.set(speed);
        self.send_speed();
    }

    /// Stops the clock while nobody looks, without touching the pause button.
    pub fn rest(self, resting: bool) {
        if self.resting.get_untracked() != resting {
            self.resting.set(resting);
            self.send_speed();
        }
    }

    /// Breaks a node now, for so many simulated seconds (`None`: until healed).
    pub fn break_node(self, node: NodeId, what: FaultKind, strength: f64, for_s: Option<f64>) {
        self.engine(|e| e.ask(Ask::Break { node, what, strength, for_s }));
    }

    /// Ends every fault of a node now.
    pub fn heal(self, node: NodeId) {
        // healing one after the other would find what is to be read from the run
        if self.hides() {
            return self.notify(self.lang.get_untracked().texts().errors.locked_heal.to_owned());
        }
        self.engine(|e| e.ask(Ask::Heal(node)));
    }

    /// One line at the bottom of the page, said by screen readers too.
    #[track_caller]
    pub fn notify(self, text: String) {
        self.notices.say(text);
    }

    /// The design as it is drawn now.
    pub fn design(self) -> Design {
        self.board.with_untracked(|h| h.board().design.clone())
    }

    /// Is there a fault that only the simulation knows of? A notice may ask after the board has gone.
    pub fn hides(self) -> bool {
        self.hidden.try_with_value(|h| !h.is_empty()).unwrap_or_default()
    }

    /// What the simulation runs: the drawn design with the faults that are hidden.
    fn simulated(self) -> Design {
        self.hidden.with_value(|hidden| and_hidden(self.design(), hidden))
    }

    fn engine(self, f: impl FnOnce(&Engine)) {
        // a clone: the engine may call back while the stored value would be held
        if let Some(Some(engine)) = self.engine.try_with_value(Option::clone) {
            f(&engine);
        }
    }

    fn send_speed(self) {
        let on = self.running.get_untracked() && !self.resting.get_untracked();
        let speed = if on { self.speed.get_untracked() } else { 0.0 };
        self.engine(|e| e.speed(speed));
    }

    fn start_world(self, warm_s: f64) {
        let (design, seed) = (self.simulated(), self.board.with_untracked(|h| h.board().seed));
        self.series.set(Arc::default());
        self.frame.set(Arc::default());
        self.forget_findings();
        self.closer.set(Arc::default());
        self.catch.let_go();
        self.loading.set(true);
        self.warm_until.set_value(warm_s);
        self.engine(|e| e.load(design, seed, warm_s));
        self.begin_time();
    }

    /// Brings selection and simulation after a change of the document.
    fn follow(self, effect: Effect, warm_s: f64) {
        if !effect.changed {
            return;
        }
        self.keep_selection();
        if effect.restart {
            self.start_world(warm_s);
        } else if effect.simulated_changed {
            let design = self.simulated();
            self.engine(|e| e.edit(design));
            self.new_edition();
        } else {
            self.keep_edition();
        }
    }

    /// What is no longer on the board is not chosen any more.
    fn keep_selection(self) {
        let mut chosen = self.selection.get_untracked();
        self.board.with_untracked(|h| chosen.retain_on(h.board()));
        if self.selection.with_untracked(|s| *s != chosen) {
            self.selection.set(chosen);
        }
    }

    fn hear(self, heard: Heard) {
        match heard {
            Heard::News(News::Frame(frame)) => self.take_frame(*frame),
            Heard::News(News::Old(frame)) => {
                self.take_health(&frame.fresh, frame.other.clone());
                self.take_points(&frame, false);
            }
            Heard::News(News::Past(past)) => self.take_past(*past),
            Heard::News(News::Issues(issues)) => self.issues.set(issues),
            Heard::News(News::Report { id, index, report, last }) => {
                self.take_report(id, index, *report, last);
            }
            Heard::News(News::BatchLost(id)) => self.lose_batch(id),
            Heard::News(News::Closer(closer)) => self.closer.set(Arc::from(closer)),
            Heard::News(News::Found { id, trace }) => self.catch.take(id, trace),
            Heard::Trouble(trouble) => self.say_trouble(trouble),
        }
    }

    fn take_frame(self, mut frame: Frame) {
        if self.hides() {
            conceal(&mut frame);
        }
        self.follow_time(&frame);
        let fresh = std::mem::take(&mut frame.fresh);
        self.take_health(&fresh, std::mem::take(&mut frame.other));
        let points = Frame { fresh, nodes: frame.nodes.clone(), ..Frame::default() };
        self.take_points(&points, true);
        self.take_series(&points);
        self.diagnose(&frame);
        if self.loading.get_untracked() && frame.now_s >= self.warm_until.get_value() {
            self.loading.set(false);
        }
        self.frame.set(Arc::new(frame));
    }
}

/// The findings about a design; without advice only what keeps it from doing what was meant.
fn look(design: &Design, advises: bool) -> Vec<Remark> {
    let mut found = validity::findings(design);
    if !advises {
        found.retain(|f| matches!(f.rule, Rule::Issue(_) | Rule::NoConsumer));
        found.iter_mut().for_each(|f| f.fix = None);
    }
    found
}

/// The design with hidden faults; those of stations and places that are gone happen to nobody.
fn and_hidden(mut design: Design, hidden: &[Fault]) -> Design {
    let there = |f: &&Fault| design.node(f.node).is_some() || design.place(f.node).is_some();
    let more: Vec<Fault> = hidden.iter().filter(there).copied().collect();
    design.faults.extend(more);
    design
}

/// Health as the world knows it would name the fault; what is measured stays as it is.
fn conceal(frame: &mut Frame) {
    frame.faults.clear();
    frame.nodes.iter_mut().for_each(|n| n.health = Health::Up);
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::host::NodeFrame;
    use simcore::kinds::KindId;

    #[test]
    fn hidden_faults_run_and_are_on_no_board() {
        let mut history = History::new(Board::new("", 1, Design::default()));
        history.apply(&Msg::AddNode { kind: KindId::ALL[0], name: "A".into(), at: [0, 0] }, 0.0);
        let drawn = history.board();
        let id = drawn.design.nodes[0].id;
        let fault = |node| Fault { node, what: FaultKind::Crash, strength: 0.0, from_s: 5.0, until_s: None };
        let run = and_hidden(drawn.design.clone(), &[fault(id), fault(id + 1)]);
        assert_eq!(run.faults, [fault(id)]);
        assert_eq!(drawn.design.faults, []);
    }

    #[test]
    fn a_frame_does_not_name_what_is_hidden() {
        let node = NodeFrame { id: 3, health: Health::Down, arrived: 7.0, ..NodeFrame::default() };
        let mut frame = Frame { nodes: vec![node], faults: vec![(3, FaultKind::Crash)], ..Frame::default() };
        conceal(&mut frame);
        assert_eq!((frame.nodes[0].health, frame.nodes[0].arrived), (Health::Up, 7.0));
        assert_eq!(frame.faults, []);
    }
}
