//! Shapes on the canvas. The class is told by shape and hue: a circle reads, a diamond writes, a
//! cross failed. The colours are those of the style sheet.

use super::motion::Shape;
use crate::board::geometry::Viewport;
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// How often the colours are looked up again, for a change of theme.
const LOOK_MS: f64 = 500.0;
const RADIUS: f64 = 4.0;

#[derive(Default)]
struct Colours {
    read: String,
    write: String,
    bad: String,
    board: String,
}

/// A canvas ready to be drawn on.
pub struct Brush {
    context: CanvasRenderingContext2d,
    colours: Colours,
    looked_ms: f64,
    dirty: bool,
}

impl Brush {
    pub fn of(canvas: &HtmlCanvasElement) -> Option<Brush> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Brush { context, colours: Colours::default(), looked_ms: f64::NEG_INFINITY, dirty: false })
    }

    /// Clears, and keeps the canvas as fine as the screen.
    pub fn begin(&mut self, canvas: &HtmlCanvasElement, (w, h): (f64, f64), now_ms: f64) {
        let fine = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio()).clamp(1.0, 3.0);
        let (pw, ph) = ((w * fine).round() as u32, (h * fine).round() as u32);
        if (canvas.width(), canvas.height()) != (pw, ph) {
            canvas.set_width(pw);
            canvas.set_height(ph);
            self.dirty = true;
        }
        let _ = self.context.set_transform(fine, 0.0, 0.0, fine, 0.0, 0.0);
        if self.dirty {
            self.context.clear_rect(0.0, 0.0, w, h);
        }
        self.dirty = false;
        if now_ms - self.looked_ms > LOOK_MS {
            self.looked_ms = now_ms;
            self.look(canvas);
        }
        self.context.set_line_width(1.25);
    }

    fn look(&mut self, canvas: &HtmlCanvasElement) {
        let Some(style) = web_sys::window().and_then(|w| w.get_computed_style(canvas).ok().flatten()) else {
            return;
        };
        let get = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_owned();
        self.colours =
            Colours { read: get("--read"), write: get("--write"), bad: get("--bad"), board: get("--board") };
    }

    pub fn shape(&mut self, shape: &Shape, view: &Viewport) {
        self.dirty = true;
        let (p, c) = (view.to_screen(shape.at), &self.context);
        let r = (RADIUS * view.zoom.sqrt()).clamp(2.0, 6.0);
        c.begin_path();
        if let Some(fallen) = shape.cross {
            c.set_global_alpha(1.0 - fallen * 0.6);
            c.set_stroke_style_str(&self.colours.bad);
            c.set_line_width(2.0);
            for s in [-1.0, 1.0] {
                c.move_to(p.x - r, p.y - r * s);
                c.line_to(p.x + r, p.y + r * s);
            }
            c.stroke();
            c.set_global_alpha(1.0);
            c.set_line_width(1.25);
            return;
        }
        if shape.write {
            let r = r * 1.2;
            c.move_to(p.x, p.y - r);
            c.line_to(p.x + r, p.y);
            c.line_to(p.x, p.y + r);
            c.line_to(p.x - r, p.y);
            c.close_path();
        } else {
            let _ = c.arc(p.x, p.y, r, 0.0, TAU);
        }
        c.set_fill_style_str(if shape.write { &self.colours.write } else { &self.colours.read });
        c.set_stroke_style_str(&self.colours.board);
        c.fill();
        c.stroke();
    }
}
