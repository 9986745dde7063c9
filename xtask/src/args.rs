//! The few options that the commands take. Whatever is left over is an error, never ignored.

use crate::Outcome;

/// The words after the command's name.
pub struct Args(Vec<String>);

impl Args {
    /// Takes the words as the shell gave them.
    pub fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    /// Whether `--name` is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// The text after `--name` (or `--name=text`).
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let joined = format!("{name}=");
        if let Some(at) = self.0.iter().position(|word| word.starts_with(&joined)) {
            return Ok(Some(self.0.remove(at)[joined.len()..].to_string()));
        }
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 == self.0.len() {
            return Err(format!("{name} needs a value after it."));
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// The first word that is not an option.
    pub fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|word| !word.starts_with('-'))?;
        Some(self.0.remove(at))
    }

    /// All words that are not options.
    pub fn words(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.word()).collect()
    }

    /// Every word must have been understood by now.
    pub fn done(&self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(word) => {
                Err(format!("`{word}` is not understood here. `cargo xtask help` lists what there is."))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_string).collect())
    }

    #[test]
    fn options_are_taken_in_any_order_and_both_spellings() {
        let mut a = args("--dev --port 0 --prefix=/sub");
        assert_eq!(a.value("--prefix"), Ok(Some("/sub".into())));
        assert_eq!(a.value("--port"), Ok(Some("0".into())));
        assert!(a.flag("--dev"));
        assert!(!a.flag("--watch"));
        assert_eq!(a.done(), Ok(()));
    }

    #[test]
    fn a_word_that_nobody_took_is_an_error_that_names_it() {
        assert!(args("--prot 80").done().unwrap_err().contains("--prot"));
        assert!(args("--port").value("--port").unwrap_err().contains("--port"));
    }
}
