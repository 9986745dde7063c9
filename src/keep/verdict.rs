//! What this program makes of a text from outside, in one word and a number over every letter that a reader would
//! see of it. The soak asks the same of the published module in a browser and of the native program: both must
//! say the same to the last letter.

use super::{bundle, files, slots};
use crate::board::{Board, share};
use crate::i18n::Lang;
use wasm_bindgen::prelude::wasm_bindgen;

/// `kind` is `board`, `boards` or `link`.
#[wasm_bindgen]
pub fn verdict(kind: &str, text: &str) -> String {
    let (mut word, mut said) = ("opened", String::new());
    for lang in [Lang::En, Lang::Pt] {
        let t = &lang.texts().errors;
        let mut add = |part: &str| {
            said.push_str(part);
            said.push('\n');
        };
        match kind {
            "link" => match share::open(text) {
                Ok(opened) => {
                    (t.repaired)(opened.repaired).iter().for_each(|line| add(line));
                    add(&files::write(&opened.board));
                }
                Err(why) => {
                    word = "refused";
                    add(&(t.link_refusal)(&why));
                    if let share::Refusal::CutOff { board, .. } = why {
                        add(&files::write(&board));
                    }
                }
            },
            "boards" => match bundle::read(text, 1) {
                Ok(read) => {
                    for (at, opened) in read.boards {
                        add(&at.to_string());
                        add(&files::write(&Board::from(opened.board)));
                    }
                    read.refused.iter().for_each(|(_, why)| add(&(t.refusal)(why)));
                }
                Err(why) => {
                    word = "refused";
                    add(&(t.refusal)(&why));
                }
            },
            _ => match files::read(text) {
                Ok(opened) => {
                    opened.dropped.iter().for_each(|d| add(&(t.dropped)(d)));
                    add(&files::write(&Board::from(opened.board)));
                }
                Err(why) => {
                    word = "refused";
                    add(&(t.refusal)(&why));
                }
            },
        }
    }
    format!("{word} {:016x}", slots::sum(0, &said))
}
