//! "Did you mean": the known name nearest to one that is misspelt.

/// `; did you mean "p95_ms"?`, or nothing where no known name is near.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}

/// The same for what a parser of TOML or JSON says: "unknown field `boad`, expected one of `id`, `board`".
pub fn in_message(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match quoted.next() {
        Some(word) if message.starts_with("unknown ") => did_you_mean(word, quoted),
        _ => String::new(),
    }
}

/// The nearest of the known names, if it is a slip of the hand away: a third of the word may differ.
/// The first of equally near ones.
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let most = (word.len() / 3).max(1);
    let near = known.into_iter().map(|name| (steps(&word, &plain(name)), name));
    near.filter(|(d, _)| *d <= most).reduce(|a, b| if b.0 < a.0 { b } else { a }).map(|(_, name)| name)
}

/// Case, hyphens and blanks are the commonest slips, and cost nothing.
fn plain(word: &str) -> Vec<char> {
    let same = |c: char| if matches!(c, '-' | ' ') { '_' } else { c };
    word.trim().chars().flat_map(char::to_lowercase).map(same).collect()
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour (optimal string
/// alignment).
fn steps(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_undone() {
        let known = ["p95_ms", "p99_ms", "web_server", "load_balancer", "queue_full"];
        for (word, name) in [
            ("web_sever", "web_server"),
            ("Web-Server", "web_server"),
            ("load_balacner", "load_balancer"),
            ("p95_sm", "p95_ms"),
            ("p96_ms", "p95_ms"),
            ("queuefull", "queue_full"),
        ] {
            assert_eq!(nearest(word, known), Some(name), "{word}");
        }
        assert_eq!(did_you_mean("web_sever", known), "; did you mean \"web_server\"?");
        let said = "unknown field `boad`, expected one of `id`, `kind`, `board`";
        assert_eq!(in_message(said), "; did you mean \"board\"?");
        assert_eq!(in_message("invalid type: string \"a\", expected `b`"), "");
    }

    #[test]
    fn what_is_far_from_everything_stays_as_it_is() {
        for word in ["toaster", "", "x", "webserverfarm"] {
            assert_eq!(did_you_mean(word, ["web_server", "cache", "p95_ms"]), "", "{word}");
        }
        assert_eq!(did_you_mean("cache", []), "");
    }
}
