//! Text in drawings: SVG does not wrap or cut, so we must know how wide a text is.

/// Rough width of a text in em, for the one font of the page.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | 'í' | 'ì' => 0.27,
            'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '/' | 'I' => 0.36,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.86,
            'A'..='Z' | 'À'..='Þ' | 'Σ' => 0.65,
            '0'..='9' => 0.58,
            c if (c as u32) < 0x3000 => 0.56,
            _ => 1.0,
        })
        .sum();
    em * size * if bold { 1.06 } else { 1.0 }
}

/// The text, cut with an ellipsis when it is wider than `room`.
pub fn fit(text: &str, room: f64, size: f64, bold: bool) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let room = room - 0.8 * size;
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if width(&out, size, bold) > room {
            out.pop();
            break;
        }
    }
    format!("{}\u{2026}", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_only_when_it_must_be() {
        assert_eq!(fit("Web server 2", 100.0, 13.0, true), "Web server 2");
        let cut = fit("Web server of the second region", 100.0, 13.0, true);
        assert!(cut.ends_with('\u{2026}') && cut.starts_with("Web server"), "{cut}");
        assert!(width(&cut, 13.0, true) <= 100.0);
        assert_eq!(fit("", 10.0, 13.0, false), "");
    }
}
