//! A copy of the board's drawing that stands by itself: what the style sheets say is written into each
//! element, in the colours of the light theme.

use crate::board::geometry::Rect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, Document, Element};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What a style sheet may say about a drawing, with the value that need not be written.
const STYLES: [(&str, &str); 15] = [
    ("fill", "rgb(0, 0, 0)"),
    ("fill-opacity", "1"),
    ("stroke", "none"),
    ("stroke-width", "1px"),
    ("stroke-dasharray", "none"),
    ("stroke-linecap", "butt"),
    ("stroke-linejoin", "miter"),
    ("stroke-opacity", "1"),
    ("opacity", "1"),
    ("color", ""),
    ("font-size", ""),
    ("font-weight", "400"),
    ("text-anchor", "start"),
    ("text-decoration-line", "none"),
    ("paint-order", "normal"),
];
/// Of no use to a drawing that has no text in it.
const OF_TEXTS: [&str; 4] = ["font-size", "font-weight", "text-anchor", "text-decoration-line"];

/// Only there for the hand and the ear.
const HANDLES: &str = ".st-ring, .st-port, .st-corner, .ln-reach, .ln-focus, .ln-ring, .place-grip, \
                       .place-corner, .place-edge, .wire, .brush";
/// What else an element needs to be what it is.
const KEPT: [&str; 22] = [
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "dx",
    "dy",
    "transform",
    "href",
    "id",
    "patternUnits",
    "patternTransform",
    "points",
];

/// The whole board as one drawing that is in no document.
pub fn board(area: &Rect, title: &str) -> Result<Element, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let document = window.document().ok_or(JsValue::UNDEFINED)?;
    let root = document.document_element().ok_or(JsValue::UNDEFINED)?;
    let sheet = document.query_selector(".board")?.ok_or(JsValue::UNDEFINED)?;
    let svg = document.create_element_ns(Some(SVG), "svg")?;
    let size = [area.x, area.y, area.w, area.h].map(|v| v.round().to_string());
    for (name, value) in [
        ("viewBox", size.join(" ").as_str()),
        ("width", &size[2]),
        ("height", &size[3]),
        ("font-family", "Overpass, system-ui, sans-serif"),
        ("role", "img"),
    ] {
        svg.set_attribute(name, value)?;
    }
    child(&document, &svg, "title")?.set_text_content(Some(title));
    // nothing is painted before all of this is taken back
    let theme = root.get_attribute("data-theme").unwrap_or_default();
    root.set_attribute("data-theme", "light")?;
    let far = sheet.class_list().contains("far");
    let _ = sheet.class_list().remove_1("far");
    let chosen = list(&sheet.query_selector_all(".selected")?.into());
    chosen.iter().for_each(|e| drop(e.class_list().remove_1("selected")));
    let drawn = draw(&window, &document, &sheet, &svg, area, title);
    chosen.iter().for_each(|e| drop(e.class_list().add_1("selected")));
    if far {
        let _ = sheet.class_list().add_1("far");
    }
    root.set_attribute("data-theme", &theme)?;
    drawn.map(|()| svg)
}

fn draw(
    window: &web_sys::Window,
    document: &Document,
    sheet: &Element,
    svg: &Element,
    area: &Rect,
    title: &str,
) -> Result<(), JsValue> {
    let style = window.get_computed_style(sheet)?.ok_or(JsValue::UNDEFINED)?;
    let paper = child(document, svg, "rect")?;
    for (name, value) in [("x", area.x), ("y", area.y), ("width", area.w), ("height", area.h)] {
        paper.set_attribute(name, &value.round().to_string())?;
    }
    paper.set_attribute("fill", &style.get_property_value("background-color")?)?;
    let head = child(document, svg, "text")?;
    for (name, value) in [
        ("x", (area.x + 24.0).round().to_string()),
        ("y", (area.y + 36.0).round().to_string()),
        ("font-size", "18".to_owned()),
        ("font-weight", "700".to_owned()),
        ("fill", style.get_property_value("color")?),
    ] {
        head.set_attribute(name, &value)?;
    }
    head.set_text_content(Some(title));
    for layer in [".board-places", ".board-lines", ".board-nodes"] {
        let Some(layer) = sheet.query_selector(layer)? else { continue };
        for part in list(&layer.children()) {
            let copy = copy(window, document, &part)?;
            if let Some(copy) = copy {
                // pan and zoom of the screen
                copy.remove_attribute("transform")?;
                svg.append_child(&copy)?;
            }
        }
    }
    Ok(())
}

/// An element with everything in it; nothing when it is not to be seen.
fn copy(window: &web_sys::Window, document: &Document, of: &Element) -> Result<Option<Element>, JsValue> {
    let style = window.get_computed_style(of)?.ok_or(JsValue::UNDEFINED)?;
    let unseen = of.matches(HANDLES)?
        || style.get_property_value("display")? == "none"
        || style.get_property_value("visibility")? == "hidden";
    if unseen {
        return Ok(None);
    }
    let name = of.local_name();
    let made = document.create_element_ns(Some(SVG), &name)?;
    for kept in KEPT {
        if let Some(value) = of.get_attribute(kept) {
            made.set_attribute(kept, &value)?;
        }
    }
    // a group hands nothing down that its children do not say themselves
    if !matches!(name.as_str(), "g" | "defs" | "pattern" | "title") {
        write_styles(&made, &style, matches!(name.as_str(), "text" | "tspan"), name == "use")?;
    } else if let Some(opacity) = Some(style.get_property_value("opacity")?).filter(|o| o != "1") {
        made.set_attribute("opacity", &opacity)?;
    }
    let nodes = of.child_nodes();
    for i in 0..nodes.length() {
        let Some(node) = nodes.get(i) else { continue };
        if let Some(element) = node.dyn_ref::<Element>() {
            if let Some(part) = copy(window, document, element)? {
                made.append_child(&part)?;
            }
        } else if let Some(text) = node.text_content().filter(|t| !t.is_empty()) {
            made.append_child(&document.create_text_node(&text))?;
        }
    }
    Ok(Some(made))
}

fn write_styles(
    to: &Element,
    style: &CssStyleDeclaration,
    is_text: bool,
    is_use: bool,
) -> Result<(), JsValue> {
    let stroked = style.get_property_value("stroke")? != "none";
    for (name, usual) in STYLES {
        let idle = (name.starts_with("stroke") && !stroked)
            || (!is_text && OF_TEXTS.contains(&name))
            || (name == "color" && !is_use);
        if idle {
            continue;
        }
        let value = style.get_property_value(name)?;
        if value != usual && !value.is_empty() {
            let name = if name == "text-decoration-line" { "text-decoration" } else { name };
            // addresses of patterns come back as `url("#hatch")`
            to.set_attribute(name, &value.replace('"', ""))?;
        }
    }
    Ok(())
}

fn child(document: &Document, of: &Element, name: &str) -> Result<Element, JsValue> {
    let made = document.create_element_ns(Some(SVG), name)?;
    of.append_child(&made)?;
    Ok(made)
}

/// The elements of any list of the browser's.
fn list(of: &JsValue) -> Vec<Element> {
    js_sys::Array::from(of).iter().filter_map(|e| e.dyn_into().ok()).collect()
}
