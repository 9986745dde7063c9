//! A worker of its own: the simulation cannot freeze the page, and can be replaced.

use super::wire;
use simcore::host::{Ask, Tell};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

thread_local!(static RUNNING: RefCell<Vec<Worker>> = const { RefCell::new(Vec::new()) });

/// Ends every worker of the page, for a page that is itself at its end.
pub fn end_workers() {
    RUNNING.with(|r| r.try_borrow().map(|list| list.iter().for_each(Worker::terminate)).ok());
}

/// What comes back.
pub enum Sign {
    Tell(Tell),
    /// Alive, with nothing to say.
    Pulse,
    /// The worker cannot go on: what it said last.
    Dead(String),
}

/// A running worker; dropping it ends it.
pub struct Remote {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

/// The file of the worker, as the build has written it into the page.
fn address() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector("meta[name='escala-worker']").ok()??;
    meta.get_attribute("content").filter(|a| !a.is_empty())
}

impl Remote {
    /// Starts a worker; `None` when the page has none or the browser refuses.
    pub fn start(mut hear: impl FnMut(Sign) + Clone + 'static) -> Option<Remote> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address()?, &options).ok()?;
        let mut hear_error = hear.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            let data = event.data();
            hear(match data.dyn_ref::<js_sys::Uint8Array>() {
                Some(bytes) if bytes.length() == 0 => Sign::Pulse,
                Some(bytes) => match wire::decode(&bytes.to_vec()) {
                    Some(tell) => Sign::Tell(tell),
                    None => Sign::Dead("unreadable message".to_owned()),
                },
                None => Sign::Dead(data.as_string().unwrap_or_default()),
            });
        });
        let on_error = Closure::new(move |event: web_sys::Event| {
            event.prevent_default();
            let said = event.dyn_ref::<web_sys::ErrorEvent>().map(|e| e.message());
            hear_error(Sign::Dead(said.unwrap_or_default()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        RUNNING.with_borrow_mut(|list| list.push(worker.clone()));
        Some(Remote { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Hands a question over; its bytes move, they are not copied again.
    pub fn send(&self, ask: &Ask) {
        let bytes = js_sys::Uint8Array::from(wire::encode(ask).as_slice());
        let moved = js_sys::Array::of1(&bytes.buffer());
        let _ = self.worker.post_message_with_transfer(&bytes, &moved);
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        RUNNING.with_borrow_mut(|list| list.retain(|w| *w != self.worker));
    }
}
