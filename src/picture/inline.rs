//! What a drawing refers to becomes a part of it: the icons of the sprite and the font.

use gloo::net::http::Request;
use js_sys::Promise;
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, FileReader, SupportedType};

const SVG: &str = "http://www.w3.org/2000/svg";
const ICONS: &str = "assets/icons.svg";
const FONT: &str = "assets/fonts/overpass-latin-wght-normal.woff2";

/// Puts icons and font into the drawing.
pub async fn embed(drawing: &Element) -> Result<(), JsValue> {
    let wrong = |_| JsValue::UNDEFINED;
    let sprite = Request::get(ICONS).send().await.map_err(wrong)?.text().await.map_err(wrong)?;
    put_icons(drawing, &sprite)?;
    let font = Request::get(FONT).send().await.map_err(wrong)?.binary().await.map_err(wrong)?;
    put_font(drawing, &font).await
}

fn put_icons(drawing: &Element, sprite: &str) -> Result<(), JsValue> {
    let sprite = web_sys::DomParser::new()?.parse_from_string(sprite, SupportedType::ImageSvgXml)?;
    let mut symbols: HashMap<String, Element> = HashMap::new();
    let all = sprite.query_selector_all("symbol")?;
    for symbol in js_sys::Array::from(&all).iter().filter_map(|s| s.dyn_into::<Element>().ok()) {
        symbols.insert(symbol.id(), symbol);
    }
    let uses = drawing.query_selector_all("use")?;
    for mark in js_sys::Array::from(&uses).iter().filter_map(|u| u.dyn_into::<Element>().ok()) {
        let name = mark.get_attribute("href").unwrap_or_default();
        let name = name.split('#').nth(1).unwrap_or_default();
        let Some(symbol) = symbols.get(name) else {
            mark.remove();
            continue;
        };
        let document = mark.owner_document().ok_or(JsValue::UNDEFINED)?;
        let icon = document.create_element_ns(Some(SVG), "svg")?;
        for (from, attribute) in [
            (&mark, "x"),
            (&mark, "y"),
            (&mark, "width"),
            (&mark, "height"),
            (&mark, "color"),
            (symbol, "viewBox"),
        ]
        .into_iter()
        .chain(["fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"].map(|a| (symbol, a)))
        {
            if let Some(value) = from.get_attribute(attribute) {
                icon.set_attribute(attribute, &value)?;
            }
        }
        for part in
            js_sys::Array::from(&symbol.children()).iter().filter_map(|p| p.dyn_into::<Element>().ok())
        {
            icon.append_child(&document.import_node_with_deep(&part, true)?)?;
        }
        mark.replace_with_with_node_1(&icon)?;
    }
    Ok(())
}

/// The font as a part of the file: a rule of style in a drawing that is in no document is only text.
async fn put_font(drawing: &Element, bytes: &[u8]) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("font/woff2");
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let reader = FileReader::new()?;
    let read = Promise::new(&mut |done, _| reader.set_onloadend(Some(&done)));
    reader.read_as_data_url(&blob)?;
    JsFuture::from(read).await?;
    let address = reader.result()?.as_string().ok_or(JsValue::UNDEFINED)?;
    let document = drawing.owner_document().ok_or(JsValue::UNDEFINED)?;
    let rule = document.create_element_ns(Some(SVG), "style")?;
    rule.set_text_content(Some(&format!(
        "@font-face{{font-family:Overpass;font-weight:100 900;ascent-override:96%;descent-override:30%;\
         line-gap-override:0%;src:url({address}) format(\"woff2\")}}text{{font-variant-numeric:tabular-nums}}"
    )));
    drawing.insert_before(&rule, drawing.first_child().as_ref()).map(|_| ())
}
