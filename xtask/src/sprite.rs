//! One file of drawings, `assets/icons.svg`: a `<symbol>` for every icon and every component kind, so that the
//! page draws any of them with `<use href="assets/icons.svg#name">` and one request.

use crate::Outcome;
use crate::sh;
use std::path::{Path, PathBuf};

/// The sprite of every svg in these folders, in the order of their names.
pub fn build(folders: &[PathBuf]) -> Outcome<String> {
    let mut symbols: Vec<(String, String)> = Vec::new();
    for file in folders.iter().flat_map(|folder| svgs(folder)) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = sh::read(&file)?;
        let symbol = symbol(&name, &text).map_err(|why| format!("{}: {why}", file.display()))?;
        if symbols.iter().any(|(other, _)| *other == name) {
            return Err(format!("{}: another drawing is called `{name}` already.", file.display()));
        }
        symbols.push((name, symbol));
    }
    symbols.sort();
    let body: String = symbols.into_iter().map(|(_, symbol)| symbol).collect();
    Ok(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">\n{body}</svg>\n"))
}

fn svgs(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "svg")).collect()
}

/// `<svg viewBox fill stroke ...>X</svg>` as `<symbol id viewBox fill stroke ...>X</symbol>`.
fn symbol(name: &str, svg: &str) -> Outcome<String> {
    let start = svg.find("<svg").ok_or("there is no <svg> in it.")?;
    let open = svg[start..].find('>').ok_or("the <svg> is not closed.")? + start;
    let end = svg.rfind("</svg>").ok_or("the <svg> has no end.")?;
    for forbidden in ["<script", "style=", "id=\"", "href="] {
        if svg.contains(forbidden) {
            return Err(format!("`{forbidden}` does not work inside a sprite."));
        }
    }
    // the symbol takes its size from where it is used, and its namespace from the sprite
    let kept: String = attributes(&svg[start + 4..open])
        .filter(|(key, _)| !matches!(*key, "xmlns" | "width" | "height" | "aria-hidden"))
        .map(|(key, value)| format!(" {key}=\"{value}\""))
        .collect();
    Ok(format!("<symbol id=\"{name}\"{kept}>{}</symbol>\n", svg[open + 1..end].trim()))
}

fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((key.trim(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_keeps_the_strokes_and_drops_the_size() {
        let svg = "<svg xmlns=\"x\" viewBox=\"0 0 24 24\" width=\"24\" stroke=\"currentColor\"><path d=\"M5 12\"/></svg>\n";
        let expected = "<symbol id=\"plus\" viewBox=\"0 0 24 24\" stroke=\"currentColor\"><path d=\"M5 12\"/></symbol>\n";
        assert_eq!(symbol("plus", svg), Ok(expected.into()));
    }

    #[test]
    fn a_drawing_that_the_policy_would_refuse_is_refused_here() {
        assert!(symbol("x", "<svg><path style=\"fill:red\"/></svg>").is_err());
        assert!(symbol("x", "<p></p>").is_err());
    }
}
