//! Which elements are SVG's.

const NAMES: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "filter",
    "foreignObject",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "symbol",
    "text",
    "textPath",
    "tspan",
    "use",
    "view",
];

/// Names that both languages have are those of what is around them.
const BOTH: &[&str] = &["a", "script", "style", "title"];

pub fn is_svg(name: &str, inside: bool) -> bool {
    NAMES.contains(&name) || (inside && BOTH.contains(&name))
}

/// Is what stands in this element SVG again?
pub fn holds_svg(name: &str, is_svg: bool) -> bool {
    is_svg && name != "foreignObject"
}
