//! Shapes on the canvas. The class is told by shape and hue: a circle reads, a diamond writes, a
//! cross failed. The colours are those of the style sheet.

use super::motion::Shape;
use crate::board::geometry::{Point, Rect, Viewport};
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// How often the colours are looked up again, for a change of theme.
const LOOK_MS: f64 = 500.0;
const RADIUS: f64 = 4.0;
/// So many have a casing; more than these are told from the lines by their number, and a casing
/// is half of what drawing them costs.
const CASED: usize = 600;

#[derive(Default)]
struct Colours {
    read: String,
    write: String,
    bad: String,
    board: String,
    ink: String,
}

/// A canvas ready to be drawn on.
pub struct Brush {
    context: CanvasRenderingContext2d,
    colours: Colours,
    looked_ms: f64,
    dirty: bool,
    size: (f64, f64),
}

impl Brush {
    pub fn of(canvas: &HtmlCanvasElement) -> Option<Brush> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Brush {
            context,
            colours: Colours::default(),
            looked_ms: f64::NEG_INFINITY,
            dirty: false,
            size: (0.0, 0.0),
        })
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
        (self.dirty, self.size) = (false, (w, h));
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
        self.colours = Colours {
            read: get("--read"),
            write: get("--write"),
            bad: get("--bad"),
            board: get("--board"),
            ink: get("--ink"),
        };
    }

    /// Draws all shapes of one look as one path: thousands cost little more than one.
    pub fn shapes(&mut self, shapes: &[Shape], view: &Viewport) {
        self.dirty |= !shapes.is_empty();
        let r = (RADIUS * view.zoom.sqrt()).clamp(2.0, 6.0);
        let (c, colours) = (&self.context, &self.colours);
        let seen = view.seen(self.size.0, self.size.1).grown(2.0 * r / view.zoom);
        let seen = |s: &&Shape| Rect { x: s.at.x, y: s.at.y, w: 0.0, h: 0.0 }.meets(&seen);
        let cased = shapes.iter().filter(seen).count() <= CASED;
        for (write, colour) in [(false, &colours.read), (true, &colours.write)] {
            c.begin_path();
            for shape in shapes.iter().filter(|s| s.cross.is_none() && s.write == write).filter(seen) {
                let p = view.to_screen(shape.at);
                if write {
                    diamond(c, p, r * 1.2);
                } else {
                    c.move_to(p.x + r, p.y);
                    let _ = c.arc(p.x, p.y, r, 0.0, TAU);
                }
            }
            c.set_fill_style_str(colour);
            c.set_stroke_style_str(&colours.board);
            c.fill();
            if cased {
                c.stroke();
            }
        }
        c.set_stroke_style_str(&colours.ink);
        for shape in shapes.iter().filter(|s| s.picked) {
            let p = view.to_screen(shape.at);
            c.begin_path();
            let _ = c.arc(p.x, p.y, r + 4.5, 0.0, TAU);
            c.stroke();
        }
        c.set_stroke_style_str(&colours.bad);
        c.set_line_width(2.0);
        for (shape, fallen) in shapes.iter().filter_map(|s| s.cross.map(|fallen| (s, fallen))) {
            c.set_global_alpha(1.0 - fallen * 0.6);
            c.begin_path();
            cross(c, view.to_screen(shape.at), r);
            c.stroke();
        }
        c.set_global_alpha(1.0);
    }
}

fn diamond(c: &CanvasRenderingContext2d, p: Point, r: f64) {
    c.move_to(p.x, p.y - r);
    c.line_to(p.x + r, p.y);
    c.line_to(p.x, p.y + r);
    c.line_to(p.x - r, p.y);
    c.close_path();
}

fn cross(c: &CanvasRenderingContext2d, p: Point, r: f64) {
    for s in [-1.0, 1.0] {
        c.move_to(p.x - r, p.y - r * s);
        c.line_to(p.x + r, p.y + r * s);
    }
}
