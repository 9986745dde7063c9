//! What a line break must not tear apart: a number and its unit, a verb and the pronoun that hangs on it.

const NO_BREAK_SPACE: char = '\u{a0}';
/// Forbids a break and is not seen.
const JOINER: char = '\u{2060}';
const UNITS: [&str; 14] = [
    "ms",
    "s",
    "min",
    "h",
    "MB",
    "GB",
    "TB",
    "kB",
    "Gbit",
    "req/s",
    "requests",
    "requisições",
    "dollars",
    "dólares",
];
/// Pronouns of Portuguese that follow their verb behind a hyphen.
const PRONOUNS: [&str; 14] =
    ["o", "a", "os", "as", "lo", "la", "los", "las", "no", "na", "nos", "nas", "se", "me"];

/// A run of prose as it is set: `98 %` becomes `98%`, as everywhere on the page.
pub fn set(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([' ', '-']) {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let word = &after[..after.find(|c: char| !c.is_alphanumeric() && c != '/').unwrap_or(after.len())];
        let digit = before.ends_with(|c: char| c.is_ascii_digit());
        if rest.as_bytes()[at] == b'-' {
            out.push('-');
            if before.ends_with(char::is_alphabetic) && PRONOUNS.contains(&word) {
                out.push(JOINER);
            }
        } else if digit && after.starts_with('%') {
            // the sign stands close
        } else if digit && UNITS.contains(&word) {
            out.push(NO_BREAK_SPACE);
        } else {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_units_and_verbs_their_pronouns() {
        assert_eq!(set("busy 98 % of 60 s, 3 times"), "busy 98% of 60\u{a0}s, 3 times");
        assert_eq!(
            set("derrube-o e chama-se ativo-passivo"),
            "derrube-\u{2060}o e chama-\u{2060}se ativo-passivo"
        );
        assert_eq!(set("20 requests, 5 servers"), "20\u{a0}requests, 5 servers");
        for plain in ["", " ", "-", "a - o", "10 -o", "% 5", "é 1 ", "s1-s5"] {
            assert_eq!(set(plain), plain);
        }
    }
}
