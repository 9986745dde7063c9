//! A drawing in points: twice as fine as the screen of old, so that it stays crisp in a document.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

const FINE: f64 = 2.0;
/// Browsers draw no larger canvas than this on a side.
const MOST: f64 = 8192.0;

/// The picture of a drawing of this size.
pub async fn of(svg: &Blob, w: f64, h: f64) -> Result<Blob, JsValue> {
    let address = web_sys::Url::create_object_url_with_blob(svg)?;
    let drawn = draw(&address, w, h).await;
    web_sys::Url::revoke_object_url(&address)?;
    drawn
}

async fn draw(address: &str, w: f64, h: f64) -> Result<Blob, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await?;
    let scale = FINE.min(MOST / w.max(h));
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::UNDEFINED)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width((w * scale).round() as u32);
    canvas.set_height((h * scale).round() as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, w * scale, h * scale)?;
    let made = Promise::new(&mut |done, fail| {
        if canvas.to_blob(&done).is_err() {
            let _ = fail.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(made).await?.dyn_into()
}
