//! The colours of assets/styles/tokens.css, and how well they are told apart (WCAG 2.2).

use std::collections::BTreeMap;

/// `--name` to `#RRGGBB` of one theme.
pub type Palette = BTreeMap<String, [u8; 3]>;

/// Light, and dark as changes on top of light.
pub fn palettes(css: &str) -> [(&'static str, Palette); 2] {
    let light = read_block(css, ":root {");
    let mut dark = light.clone();
    dark.extend(read_block(css, ":root[data-theme=\"dark\"] {"));
    assert_ne!(light, dark, "the dark theme changes nothing");
    [("light", light), ("dark", dark)]
}

fn read_block(css: &str, selector: &str) -> Palette {
    let start = css.find(selector).unwrap_or_else(|| panic!("tokens.css has no `{selector}`"));
    let block = css[start..].split("\n}").next().unwrap_or_default();
    block
        .split("--")
        .skip(1)
        .filter_map(|part| {
            let (name, value) = part.split_once(':')?;
            Some((name.trim().to_string(), hex(value.trim_start().get(..7)?)?))
        })
        .collect()
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?])
}

/// From 1 (the same) to 21 (black on white).
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance([r, g, b]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let x = f64::from(channel) / 255.0;
        if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// A colour that is written out where a token should stand: `#abc`, `rgb(...)`, `white` and the like.
pub fn literal(css_line: &str) -> Option<String> {
    let value = css_line.split_once(':').map_or(css_line, |(_, value)| value);
    let words = value.split(|c: char| !(c.is_alphanumeric() || c == '#' || c == '-' || c == '('));
    words
        .filter(|word| !word.is_empty())
        .find(|word| {
            let digits = word.strip_prefix('#').unwrap_or_default();
            let is_hex =
                [3, 4, 6, 8].contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit());
            let is_function = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(", "hwb("]
                .iter()
                .any(|name| word.to_lowercase().starts_with(name));
            is_hex || is_function || NAMES.contains(&word.to_lowercase().as_str())
        })
        .map(str::to_string)
}

/// Names that people write without thinking.
const NAMES: [&str; 18] = [
    "white", "black", "red", "green", "blue", "yellow", "orange", "purple", "pink", "gray", "grey", "brown",
    "silver", "navy", "teal", "cyan", "magenta", "gold",
];

#[test]
fn black_on_white_has_the_contrast_of_the_standard() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.005);
}

#[test]
fn a_colour_that_is_written_out_is_found() {
    for bad in ["color: #fff;", "border: 1px solid red;", "a { fill: rgb(1 2 3) }", "color: #13212A80"] {
        assert!(literal(bad).is_some(), "{bad}");
    }
    for good in ["color: var(--white-ish);", "#boot { margin: 0 }", "transform: none; color: transparent"] {
        assert_eq!(literal(good), None, "{good}");
    }
}
