//! Turns a [`Host`] by timer: in the worker, and on the page where no worker can start.

use gloo::timers::callback::Timeout;
use simcore::host::{Ask, Host, Tell};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;

/// Milliseconds by a clock that does not run backwards; the same in page and worker.
pub fn now_ms() -> f64 {
    thread_local!(static CLOCK: Option<web_sys::Performance> =
        js_sys::Reflect::get(&js_sys::global(), &"performance".into()).ok().and_then(|p| p.dyn_into().ok()));
    CLOCK.with(|c| c.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now))
}

struct Inner {
    host: Host,
    /// Least pause between two turns, for messages and, on the page, for drawing.
    pause_ms: f64,
    timer: Option<Timeout>,
    said: Box<dyn FnMut(Vec<Tell>)>,
    me: Weak<RefCell<Inner>>,
}

/// A host that turns by itself while it has something to do.
pub struct Pump(Rc<RefCell<Inner>>);

impl Pump {
    /// `said` hears what each turn brought; an empty list is a sign of life.
    pub fn new(pause_ms: f64, said: impl FnMut(Vec<Tell>) + 'static) -> Pump {
        let pump = Pump(Rc::new_cyclic(|me| {
            let (host, me) = (Host::new(), Weak::clone(me));
            RefCell::new(Inner { host, pause_ms, timer: None, said: Box::new(said), me })
        }));
        pump.0.borrow_mut().sleep(0.0);
        pump
    }

    pub fn ask(&self, ask: Ask) {
        let mut inner = self.0.borrow_mut();
        if inner.timer.is_none() {
            // the time that has passed while nothing was to do belongs to the speed of before
            inner.turn();
        }
        inner.host.ask(ask);
        inner.sleep(0.0);
    }
}

impl Inner {
    /// The next turn comes after so long.
    fn sleep(&mut self, ms: f64) {
        let me = Weak::clone(&self.me);
        self.timer = Some(Timeout::new(ms as u32, move || {
            if let Some(inner) = me.upgrade() {
                inner.borrow_mut().turn();
            }
        }));
    }

    fn turn(&mut self) {
        let turn = self.host.turn(&now_ms);
        (self.said)(turn.tells);
        self.timer = None;
        if let Some(ms) = turn.again_ms {
            self.sleep(ms.max(self.pause_ms));
        }
    }
}
