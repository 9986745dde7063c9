//! Nesting measured before parsing: a parser should never see a text that is only brackets.

/// The deepest nesting of arrays and objects in a JSON text, strings skipped. One pass, no memory;
/// for a text that is not JSON the number means nothing, and the parser refuses it anyway.
pub fn depth(text: &str) -> usize {
    let (mut now, mut most) = (0usize, 0usize);
    let (mut in_string, mut escaped) = (false, false);
    for b in text.bytes() {
        if in_string {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => in_string = true,
            b'[' | b'{' => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_nesting_and_skips_strings() {
        for (text, want) in [
            ("", 0),
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[1,[2]]}"#, 3),
            (r#"["[[[["]"#, 1),
            (r#"["\"[[", [0]]"#, 2),
            (r#"["\\", [[0]]]"#, 3),
            ("]]]][", 1),
        ] {
            assert_eq!(depth(text), want, "{text}");
        }
        assert_eq!(depth(&"[".repeat(100_000)), 100_000);
    }
}
