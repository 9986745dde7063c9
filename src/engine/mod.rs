//! The link to the simulation: a worker that is watched and replaced, or the page itself where no
//! worker can start. Handles are cheap to clone; the simulation ends with the last one.

pub mod pump;
mod remote;
mod state;
mod watch;
pub mod wire;

use pump::{Pump, now_ms};
pub use remote::end_workers;
use remote::{Remote, Sign};
use simcore::design::Design;
use simcore::host::{Ask, Job};
pub use state::News;
use state::State;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// What happened to the machinery itself; the learner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The worker did not answer or broke; another one has taken over, from time 0.
    Replaced,
    /// It broke again and again; it waits for [`Engine::retry`].
    GaveUp,
    /// No worker could be started; the simulation runs on the page, slower.
    OnThePage,
}

/// What the owner of an engine hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    News(News),
    Trouble(Trouble),
}

enum Seat {
    None,
    Worker(Remote),
    Page(Pump),
}

struct Inner {
    state: State,
    seat: Seat,
    /// False from the moment in which a worker was found dead until its successor is ready, and
    /// for good where none can start.
    ever_ready: bool,
    owner: Rc<RefCell<dyn FnMut(Heard)>>,
    _check: gloo::timers::callback::Interval,
}

/// A simulation.
#[derive(Clone)]
pub struct Engine(Rc<RefCell<Inner>>);

impl Engine {
    /// Starts a simulation. `owner` is called from timers and messages, never from within a call
    /// to the engine.
    pub fn new(owner: impl FnMut(Heard) + 'static) -> Engine {
        let engine = Engine(Rc::new_cyclic(|me: &Weak<RefCell<Inner>>| {
            let weak = Weak::clone(me);
            let check = gloo::timers::callback::Interval::new(500, move || {
                if let Some(inner) = weak.upgrade() {
                    Engine(inner).check();
                }
            });
            RefCell::new(Inner {
                state: State::default(),
                seat: Seat::None,
                ever_ready: false,
                owner: Rc::new(RefCell::new(owner)),
                _check: check,
            })
        }));
        engine.0.borrow_mut().state.starting(now_ms());
        engine.start();
        engine
    }

    pub fn load(&self, design: Design, seed: u64, warm_s: f64) {
        self.with(|state, now| state.load(design, seed, warm_s, now));
    }

    pub fn edit(&self, design: Design) {
        self.with(|state, now| state.edit(design, now));
    }

    pub fn speed(&self, speed: f64) {
        self.with(|state, now| state.speed(speed, now));
    }

    /// Goes to another time, or to the other side of the fork.
    pub fn travel(&self, ask: impl FnOnce(u32) -> Ask) {
        self.with(|state, now| state.travel(ask, now));
    }

    /// The world has this design now, as it had at another time.
    pub fn shows(&self, design: Design) {
        self.0.borrow_mut().state.shows(design);
    }

    /// The number of the last order that frames are told apart by.
    pub fn revision(&self) -> u32 {
        self.0.borrow().state.revision()
    }

    /// A question without a memory: an event, a fault, a healing.
    pub fn ask(&self, ask: Ask) {
        self.with(|state, now| state.ask(ask, now));
    }

    pub fn batch(&self, jobs: Vec<Job>) -> u32 {
        let mut id = 0;
        self.with(|state, now| {
            let (new, asks) = state.batch(jobs, now);
            id = new;
            asks
        });
        id
    }

    pub fn cancel(&self, id: u32) {
        self.with(|state, now| state.cancel(id, now));
    }

    /// Starts again after [`Trouble::GaveUp`].
    pub fn retry(&self) {
        self.0.borrow_mut().state.restore(now_ms());
        self.start();
    }

    fn with(&self, f: impl FnOnce(&mut State, f64) -> Vec<Ask>) {
        let asks = f(&mut self.0.borrow_mut().state, now_ms());
        self.send(&asks);
    }

    fn send(&self, asks: &[Ask]) {
        let inner = self.0.borrow();
        for ask in asks {
            match &inner.seat {
                Seat::Worker(remote) => remote.send(ask),
                Seat::Page(pump) => pump.ask(ask.clone()),
                Seat::None => {}
            }
        }
    }

    fn tell_owner(&self, heard: Heard) {
        let owner = Rc::clone(&self.0.borrow().owner);
        (owner.borrow_mut())(heard);
    }

    fn start(&self) {
        let weak = Rc::downgrade(&self.0);
        let worker = Remote::start(move |sign| {
            if let Some(inner) = weak.upgrade() {
                Engine(inner).sign(sign);
            }
        });
        match worker {
            Some(remote) => self.0.borrow_mut().seat = Seat::Worker(remote),
            None => self.move_in(),
        }
    }

    /// The page itself becomes the worker.
    fn move_in(&self) {
        let weak = Rc::downgrade(&self.0);
        let pump = Pump::new(25.0, move |tells| {
            // after this turn: the pump is borrowed while it speaks
            let weak = Weak::clone(&weak);
            gloo::timers::callback::Timeout::new(0, move || {
                let Some(inner) = weak.upgrade() else { return };
                let engine = Engine(inner);
                engine.0.borrow_mut().state.pulse(now_ms());
                tells.into_iter().for_each(|tell| engine.sign(Sign::Tell(tell)));
            })
            .forget();
        });
        self.0.borrow_mut().seat = Seat::Page(pump);
        let weak = Rc::downgrade(&self.0);
        gloo::timers::callback::Timeout::new(0, move || {
            if let Some(inner) = weak.upgrade() {
                Engine(inner).tell_owner(Heard::Trouble(Trouble::OnThePage));
            }
        })
        .forget();
    }

    fn sign(&self, sign: Sign) {
        match sign {
            Sign::Pulse => self.0.borrow_mut().state.pulse(now_ms()),
            Sign::Tell(tell) => {
                let (asks, news) = {
                    let mut inner = self.0.borrow_mut();
                    inner.ever_ready = true;
                    inner.state.receive(tell, now_ms())
                };
                self.send(&asks);
                if let Some(news) = news {
                    self.tell_owner(Heard::News(news));
                }
            }
            Sign::Dead(said) => {
                web_sys::console::warn_1(&format!("simulation: {said}").into());
                self.replace();
            }
        }
    }

    fn check(&self) {
        let late = {
            let mut inner = self.0.borrow_mut();
            matches!(inner.seat, Seat::Worker(_)) && inner.state.is_late(now_ms())
        };
        if late {
            self.replace();
        }
    }

    /// The worker is dead or as good as dead. It is ended, never asked again.
    fn replace(&self) {
        let (go_on, lost, ever_ready) = {
            let mut inner = self.0.borrow_mut();
            if !matches!(inner.seat, Seat::Worker(_)) {
                return;
            }
            inner.seat = Seat::None;
            let (go_on, lost) = inner.state.failed(now_ms());
            inner.state.restore(now_ms());
            (go_on, lost, inner.ever_ready)
        };
        lost.into_iter().for_each(|news| self.tell_owner(Heard::News(news)));
        if !ever_ready {
            return self.move_in();
        }
        if go_on {
            self.start();
        } else {
            self.0.borrow_mut().state.pause();
        }
        self.tell_owner(Heard::Trouble(if go_on { Trouble::Replaced } else { Trouble::GaveUp }));
    }
}
