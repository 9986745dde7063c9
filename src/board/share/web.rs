//! The part of sharing that needs a browser: its compression, which costs the page nothing.

use super::{Board, pack, stored, text, version};
use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableWritablePair, Response};

/// The data of a link to this board. Cannot fail: where the browser does not compress, the link is
/// only longer.
pub async fn link(board: &Board) -> String {
    let bytes = pack(board);
    match deflate(&bytes).await {
        Ok(small) if small.len() < bytes.len() => text(version(board), &small),
        _ => text(version(board), &stored(&bytes)),
    }
}

async fn deflate(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    // by name, since older browsers have no such class
    let class: Function = Reflect::get(&js_sys::global(), &"CompressionStream".into())?.dyn_into()?;
    let stream = Reflect::construct(&class, &Array::of1(&"deflate-raw".into()))?;
    let pair: ReadableWritablePair = stream.unchecked_into();
    let parts = Array::of1(&Uint8Array::from(bytes));
    let out = Blob::new_with_u8_array_sequence(&parts)?.stream().pipe_through(&pair);
    let response = Response::new_with_opt_readable_stream(Some(&out))?;
    let buffer: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
