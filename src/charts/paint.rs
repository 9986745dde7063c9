//! Paper, ink and pens: what every chart draws with.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_canvas::CanvasBackend;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

const FONT: &str = "Overpass, system-ui, sans-serif";

/// The colours of the theme.
#[derive(Clone, Copy)]
pub struct Ink {
    pub ink: RGBColor,
    pub ink_2: RGBColor,
    pub ink_3: RGBColor,
    pub line: RGBColor,
    pub edge: RGBColor,
    pub well: RGBColor,
    pub bad: RGBColor,
    pub bad_wash: RGBColor,
    pub late: RGBColor,
    pub late_wash: RGBColor,
}

impl Ink {
    /// As the style sheet says now.
    pub fn read() -> Option<Ink> {
        let window = web_sys::window()?;
        let style = window.get_computed_style(&window.document()?.document_element()?).ok()??;
        let c = |name: &str| colour(&style, name);
        Some(Ink {
            ink: c("--ink"),
            ink_2: c("--ink-2"),
            ink_3: c("--ink-3"),
            line: c("--line"),
            edge: c("--edge"),
            well: c("--well"),
            bad: c("--bad"),
            bad_wash: c("--bad-wash"),
            late: c("--late"),
            late_wash: c("--late-wash"),
        })
    }
}

fn colour(style: &CssStyleDeclaration, name: &str) -> RGBColor {
    let text = style.get_property_value(name).unwrap_or_default();
    hex(text.trim()).unwrap_or(RGBColor(128, 128, 128))
}

/// `#RRGGBB`
fn hex(text: &str) -> Option<RGBColor> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
    let part = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

pub type Area = DrawingArea<CanvasBackend, Shift>;

/// A canvas ready to be drawn on. Lengths are given in CSS pixels.
pub struct Paper {
    pub root: Area,
    context: CanvasRenderingContext2d,
    pub ink: Ink,
    pub w: f64,
    pub h: f64,
    ratio: f64,
}

/// Where a label hangs.
#[derive(Clone, Copy)]
pub enum Side {
    Left,
    Right,
    Middle,
}

impl Paper {
    /// A clean sheet of this size, in CSS pixels.
    pub fn on(canvas: &HtmlCanvasElement, w: f64, h: f64) -> Option<Paper> {
        use wasm_bindgen::JsCast;
        let ratio = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio()).clamp(1.0, 4.0);
        let (pw, ph) = ((w * ratio).round() as u32, (h * ratio).round() as u32);
        if (canvas.width(), canvas.height()) != (pw, ph) {
            canvas.set_width(pw);
            canvas.set_height(ph);
        }
        let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        context.clear_rect(0.0, 0.0, f64::from(pw), f64::from(ph));
        let root = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
        Some(Paper { root, context, ink: Ink::read()?, w, h, ratio })
    }

    /// CSS pixels as pixels of the canvas.
    pub fn px(&self, v: f64) -> i32 {
        (v * self.ratio).round() as i32
    }

    /// A line of this colour and width.
    pub fn pen(&self, colour: RGBColor, width: f64) -> ShapeStyle {
        colour.stroke_width((width * self.ratio).round().max(1.0) as u32)
    }

    /// Words, vertically centred on `y`. A chart without a label is still a chart, so an error of
    /// the canvas is not passed on.
    pub fn text(&self, words: &str, x: f64, y: f64, side: Side, colour: RGBColor, bold: bool) {
        let h = match side {
            Side::Left => HPos::Left,
            Side::Right => HPos::Right,
            Side::Middle => HPos::Center,
        };
        let size = 11.0 * self.ratio;
        let font = (FONT, size).into_font().style(if bold { FontStyle::Bold } else { FontStyle::Normal });
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(h, VPos::Center));
        let _ = self.root.draw_text(words, &style, (self.px(x), self.px(y)));
    }

    /// A straight line between two points given in CSS pixels; dotted when asked.
    pub fn line(&self, a: (f64, f64), b: (f64, f64), colour: RGBColor, width: f64, dotted: bool) {
        let pen = self.pen(colour, width);
        let at = |p: (f64, f64)| (self.px(p.0), self.px(p.1));
        let dash = js_sys::Array::of2(&(1.5 * self.ratio).into(), &(3.0 * self.ratio).into());
        if dotted {
            let _ = self.context.set_line_dash(&dash);
        }
        let _ = self.root.draw(&PathElement::new(vec![at(a), at(b)], pen));
        let _ = self.context.set_line_dash(&js_sys::Array::new());
    }

    /// Fills a shape, given in pixels of the canvas, with a wash and stripes over it: level ones
    /// for what is late, slanted ones for what failed.
    pub fn hatch(&self, outline: &[(i32, i32)], wash: RGBColor, stripe: RGBColor, slanted: bool) {
        if outline.len() < 3 {
            return;
        }
        let _ = self.root.draw(&Polygon::new(outline.to_vec(), wash.filled()));
        let c = &self.context;
        c.save();
        c.begin_path();
        for (i, (x, y)) in outline.iter().enumerate() {
            let (x, y) = (f64::from(*x), f64::from(*y));
            if i == 0 { c.move_to(x, y) } else { c.line_to(x, y) }
        }
        c.close_path();
        c.clip();
        c.begin_path();
        let (w, h) = (self.w * self.ratio, self.h * self.ratio);
        let step = if slanted { 6.0 } else { 4.0 } * self.ratio;
        let mut at = if slanted { -h } else { 0.0 };
        while at < if slanted { w } else { h } {
            let (from, to) = if slanted { ((at, h), (at + h, 0.0)) } else { ((0.0, at), (w, at)) };
            c.move_to(from.0, from.1);
            c.line_to(to.0, to.1);
            at += step;
        }
        let RGBColor(r, g, b) = stripe;
        c.set_stroke_style_str(&format!("rgb({r},{g},{b})"));
        c.set_line_width(1.5 * self.ratio);
        c.stroke();
        c.restore();
    }
}
