//! The worker role: hands messages to [`simcore::host::Host`] and its answers back. All of the
//! protocol that needs no browser is in the core.

use crate::engine::pump::{Pump, now_ms};
use crate::engine::wire;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// A sign of life at least this often while there is nothing to say, in milliseconds.
const PULSE_MS: f64 = 500.0;

/// Starts the worker; its first turn says that it is ready. A panic is said as a text; the page then replaces the worker.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let _ = scope().post_message(&JsValue::from_str(&info.to_string()));
    }));
    let asked = Rc::new(Cell::new(true));
    let last_word = Cell::new(now_ms());
    let said = {
        let asked = Rc::clone(&asked);
        move |tells: Vec<simcore::host::Tell>| {
            for tell in &tells {
                post(&wire::encode(tell));
            }
            let silent = tells.is_empty() && (asked.take() || now_ms() - last_word.get() > PULSE_MS);
            if silent {
                post(&[]);
            }
            if silent || !tells.is_empty() {
                last_word.set(now_ms());
                asked.set(false);
            }
        }
    };
    let pump = Pump::new(4.0, said);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = event.data().dyn_into::<js_sys::Uint8Array>().map(|b| b.to_vec());
        if let Some(ask) = bytes.ok().and_then(|b| wire::decode(&b)) {
            asked.set(true);
            pump.ask(ask);
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // the worker lives as long as this handler
    on_message.forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The bytes move to the page, they are not copied again.
fn post(bytes: &[u8]) {
    let bytes = js_sys::Uint8Array::from(bytes);
    let moved = js_sys::Array::of1(&bytes.buffer());
    let _ = scope().post_message_with_transfer(&bytes, &moved);
}
