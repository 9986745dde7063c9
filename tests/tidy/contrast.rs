//! Pairs of colours as the sheets use them: where a rule sets both a text's colour and what is
//! behind it, one can read it, in both themes.

use crate::color::{Palette, contrast, palettes};
use crate::source::{files, none, read};

/// Text needs this much (WCAG 2.2, AA).
const TEXT: f64 = 4.5;
/// A focus ring, like every part of a control, needs this much.
const PART: f64 = 3.0;

/// The token that a property is set to in the body of a rule.
fn token<'a>(body: &'a str, properties: &[&str]) -> Option<&'a str> {
    let declarations = body.split(';').filter_map(|d| d.split_once(':'));
    let mine = declarations.filter(|(name, _)| properties.contains(&name.trim()));
    let value = mine.map(|(_, value)| value.trim()).next_back()?;
    value.strip_prefix("var(--")?.strip_suffix(')')
}

/// Selector, colour and background of every rule that sets both.
fn pairs(css: &str) -> Vec<(String, String, String)> {
    let rules = css.split('}').filter_map(|rule| rule.rsplit_once('{'));
    let both = rules.filter_map(|(selector, body)| {
        let (front, back) = (token(body, &["color"])?, token(body, &["background", "background-color"])?);
        let selector = selector.rsplit(['{', '/']).next().unwrap_or_default().trim().to_string();
        Some((selector, front.to_string(), back.to_string()))
    });
    both.collect()
}

fn low(palette: &Palette, front: &str, back: &str, wanted: f64) -> Option<f64> {
    let found = contrast(*palette.get(front)?, *palette.get(back)?);
    (found < wanted).then_some(found)
}

#[test]
fn text_can_be_read_on_what_its_own_rule_puts_behind_it() {
    assert_eq!(
        pairs(
            "@media x { .a { color: var(--ink); padding: 0; background: var(--you) } } .b { color: var(--ink) }"
        ),
        [(".a".to_string(), "ink".to_string(), "you".to_string())]
    );
    let themes = palettes(&read("assets/styles/tokens.css"));
    let (mut count, mut wrong) = (0, Vec::new());
    for sheet in files("assets/styles", &[".css"]) {
        for (selector, front, back) in pairs(&sheet.text) {
            count += 1;
            for (theme, palette) in &themes {
                if let Some(found) = low(palette, &front, &back, TEXT) {
                    wrong.push(format!(
                        "{}: {selector}: --{front} on --{back} has {found:.2} in the {theme} theme",
                        sheet.path
                    ));
                }
            }
        }
    }
    assert!(count > 20, "only {count} pairs were found: the sheets are written differently now");
    none(wrong);
}

/// The ring is ink with yellow around it: on every paper at least one of the two is seen, and the
/// two are told apart.
#[test]
fn the_focus_ring_is_seen_on_every_paper() {
    let mut wrong = Vec::new();
    for (theme, palette) in palettes(&read("assets/styles/tokens.css")) {
        for paper in ["paper", "board", "surface", "well", "you-wash", "bad-wash", "late-wash"] {
            if let Some(found) = low(&palette, "ink", paper, PART) {
                wrong.push(format!("{theme}: the ring on --{paper} has {found:.2}"));
            }
        }
        // in the dark theme the yellow is the part that is seen beside ink
        let parts =
            contrast(palette["you"], palette["ink"]).max(contrast(palette["you"], palette["surface"]));
        if parts < PART {
            wrong.push(format!("{theme}: the two parts of the ring have {parts:.2}"));
        }
    }
    none(wrong);
}
