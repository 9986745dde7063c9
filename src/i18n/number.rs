//! Numbers as people of each language write them: 1,214.5 in English, 1.214,5 in Portuguese.

use super::Lang;

/// A whole number with groups of three.
pub fn int(lang: Lang, value: f64) -> String {
    fixed(lang, value, 0)
}

/// A number with so many decimals.
pub fn fixed(lang: Lang, value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Pt => ('.', ','),
    };
    let mut out = String::with_capacity(plain.len() + 6);
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push(point);
        out.push_str(rest);
    }
    out
}

/// A number with about three significant figures, without trailing zeros.
pub fn short(lang: Lang, value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 99.95 || size == 0.0 {
        0
    } else if size >= 9.995 {
        1
    } else if size >= 0.9995 {
        2
    } else {
        3
    };
    let text = fixed(lang, value, decimals);
    if decimals == 0 {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches([',', '.']).to_owned()
}

/// A round number in the fewest letters: 10k and 1M in English, 10 mil and 1 mi in Portuguese.
pub fn compact(lang: Lang, value: f64) -> String {
    let (thousand, million) = match lang {
        Lang::En => ("k", "M"),
        Lang::Pt => ("\u{a0}mil", "\u{a0}mi"),
    };
    match value.abs() {
        a if a >= 1e6 => format!("{}{million}", short(lang, value / 1e6)),
        a if a >= 1e3 => format!("{}{thousand}", short(lang, value / 1e3)),
        _ => short(lang, value),
    }
}

/// Milliseconds with their unit; seconds from ten thousand on.
pub fn ms(lang: Lang, value: f64) -> String {
    if value.abs() >= 10_000.0 {
        return format!("{}\u{a0}s", short(lang, value / 1000.0));
    }
    format!("{}\u{a0}ms", short(lang, value))
}

/// A share (0 to 1) in per cent. What is not quite all or not quite nothing never reads as if it were.
pub fn percent(lang: Lang, share: f64) -> String {
    let p = share * 100.0;
    match p {
        p if p > 0.0 && p < 0.05 => format!("<{}%", fixed(lang, 0.1, 1)),
        p if p > 99.9 && p < 100.0 => format!("{}%", fixed(lang, 99.9, 1)),
        p if p > 0.0 && p < 9.95 || p > 99.0 && p < 100.0 => format!("{}%", fixed(lang, p, 1)),
        p => format!("{}%", fixed(lang, p, 0)),
    }
}

/// Per second, with its unit.
pub fn rate(lang: Lang, value: f64) -> String {
    format!("{}/s", short(lang, value))
}

/// An amount of money.
pub fn dollars(lang: Lang, value: f64) -> String {
    let number = short(lang, value);
    match lang {
        Lang::En => format!("${number}"),
        Lang::Pt => format!("US$\u{a0}{number}"),
    }
}

/// The unit that is written beside a field.
pub fn unit(lang: Lang, unit: &str) -> &str {
    match (lang, unit) {
        (Lang::En, "1/s") => "a second",
        (Lang::Pt, "1/s") => "por segundo",
        (Lang::En, "$") => "dollars",
        (Lang::Pt, "$") => "dólares",
        _ => unit,
    }
}

/// A number as it stands in a field: all of its figures, nothing rounded away.
pub fn exact(lang: Lang, value: f64) -> String {
    let text = fixed(lang, value, 6);
    text.trim_end_matches('0').trim_end_matches([',', '.']).to_owned()
}

/// What a person typed. Both separators are understood in both languages: one that is followed by
/// exactly three figures groups where the language groups by it, any other one begins the decimals.
pub fn parse(lang: Lang, text: &str) -> Option<f64> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\u{2212}' { '-' } else { c }).collect();
    let group = if lang == Lang::En { ',' } else { '.' };
    let last = text.rfind([',', '.']);
    let grouping = last.is_some_and(|at| {
        let same = text.matches([',', '.']).count();
        text[at..].starts_with(group) && text.len() - at == 4 && (same > 1 || !text.starts_with('0'))
    });
    let mut plain = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        match c {
            ',' | '.' if Some(i) == last && !grouping => plain.push('.'),
            ',' | '.' => {}
            c => plain.push(c),
        }
    }
    plain.parse().ok().filter(|v: &f64| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_decimals_follow_the_language() {
        assert_eq!(fixed(Lang::En, 1_214_567.54, 1), "1,214,567.5");
        assert_eq!(fixed(Lang::Pt, 1_214_567.54, 1), "1.214.567,5");
        assert_eq!(int(Lang::Pt, -3000.4), "\u{2212}3.000");
        assert_eq!(fixed(Lang::En, -0.01, 1), "0.0");
        assert_eq!(fixed(Lang::En, f64::NAN, 1), "–");
    }

    #[test]
    fn short_numbers_keep_three_figures() {
        assert_eq!(short(Lang::Pt, 0.5), "0,5");
        assert_eq!(short(Lang::En, 12.34), "12.3");
        assert_eq!(short(Lang::En, 1234.5), "1,234");
        assert_eq!(short(Lang::En, 40.0), "40");
        assert_eq!(short(Lang::En, 0.0), "0");
        assert_eq!(short(Lang::En, 100.0), "100");
    }

    #[test]
    fn what_people_type_is_understood() {
        for (lang, text, value) in [
            (Lang::En, "1,200", 1200.0),
            (Lang::En, "1,200.5", 1200.5),
            (Lang::En, "0,5", 0.5),
            (Lang::En, "0.125", 0.125),
            (Lang::Pt, "1.200", 1200.0),
            (Lang::Pt, "1.200,5", 1200.5),
            (Lang::Pt, "0.5", 0.5),
            (Lang::Pt, "0.125", 0.125),
            (Lang::Pt, "0,125", 0.125),
            (Lang::Pt, "1.000.000", 1e6),
            (Lang::En, " 40 ", 40.0),
            (Lang::En, "\u{2212}3", -3.0),
        ] {
            assert_eq!(parse(lang, text), Some(value), "{text}");
        }
        for text in ["", "x", "1e999", "NaN", "inf", "1 2 x"] {
            assert_eq!(parse(Lang::En, text), None, "{text}");
        }
    }

    #[test]
    fn a_field_reads_back_what_it_shows() {
        for lang in Lang::ALL {
            for v in [0.0, 0.5, 0.125, 0.001, 1.0, 40.0, 999.0, 1000.0, 1200.5, 1e6, 123_456.789] {
                assert_eq!(parse(lang, &exact(lang, v)), Some(v), "{}", exact(lang, v));
            }
        }
    }

    #[test]
    fn units_are_written_with_the_number() {
        assert_eq!(ms(Lang::Pt, 1214.0), "1.214\u{a0}ms");
        assert_eq!(ms(Lang::En, 12_345.0), "12.3\u{a0}s");
        assert_eq!(percent(Lang::Pt, 0.054), "5,4%");
        assert_eq!(percent(Lang::En, 0.36), "36%");
        assert_eq!(percent(Lang::En, 1.0), "100%");
        assert_eq!(percent(Lang::En, 0.9996), "99.9%");
        assert_eq!(percent(Lang::Pt, 0.0001), "<0,1%");
        assert_eq!(rate(Lang::En, 254.2), "254/s");
    }
}
