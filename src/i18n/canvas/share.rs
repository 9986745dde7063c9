//! Sharing by link: what is said when a link is made, opened or refused.

use crate::board::share::{MAX_INFLATED, Refusal};
use crate::i18n::Lang;
use crate::i18n::number::int;

/// The texts.
pub struct Share {
    /// Over the page that opened a link: it is a copy.
    pub opened: &'static str,
    /// Parts of a link that this version does not know were left out: so many.
    pub repaired: fn(&str) -> String,
    /// The link is so many characters long: some programs will cut it.
    pub long: fn(&str) -> String,
    /// Offers to open what arrived: so many stations.
    pub open_part: fn(u32) -> String,
    /// Heading and sentence of a refusal.
    pub refusal: fn(&Refusal) -> (&'static str, String),
}

const LIMIT_MB: usize = MAX_INFLATED / 1024 / 1024;

fn en(n: u32) -> String {
    int(Lang::En, f64::from(n))
}

fn pt(n: u32) -> String {
    int(Lang::Pt, f64::from(n))
}

pub const EN: Share = Share {
    opened: "This is a copy of a shared board. Your own boards are untouched.",
    repaired: |n| format!("{n} parts of this link were not understood and were left out."),
    long: |n| {
        format!("This link is {n} characters long, and some programs cut long links off. A file is safer.")
    },
    open_part: |n| {
        if n == 1 { "Open the one station".to_owned() } else { format!("Open the {} stations", en(n)) }
    },
    refusal: |r| match r {
        Refusal::CutOff { arrived, of, .. } => (
            "This link was cut off",
            format!(
                "{} of {} stations arrived and the checksum does not match. Nothing of yours was changed.",
                en(*arrived),
                en(*of)
            ),
        ),
        Refusal::Damaged => (
            "This link is damaged",
            "Its checksum does not match and nothing in it can be read. Nothing of yours was changed."
                .to_owned(),
        ),
        Refusal::NotALink => (
            "This is no link to a board",
            "Copy the whole link, from https to its end, and open it again.".to_owned(),
        ),
        Refusal::Newer(v) => (
            "This link is newer than this page",
            format!("It is written in format {v}. Reload the page to get the newest version."),
        ),
        Refusal::TooLong(_) | Refusal::TooLarge => {
            ("This link is too large", format!("It holds more than {LIMIT_MB} MB, the limit for a board."))
        }
        Refusal::TooMany { nodes, links } => (
            "This board is too large",
            format!(
                "It has {} stations and {} connections; a board holds 1,000 and 4,000.",
                en(*nodes),
                en(*links)
            ),
        ),
    },
};

pub const PT: Share = Share {
    opened: "Esta é uma cópia de um quadro compartilhado. Os seus quadros continuam como estavam.",
    repaired: |n| format!("{n} partes deste link não foram entendidas e ficaram de fora."),
    long: |n| {
        format!(
            "Este link tem {n} caracteres, e alguns programas cortam links longos. Um arquivo é mais seguro."
        )
    },
    open_part: |n| {
        if n == 1 { "Abrir a única estação".to_owned() } else { format!("Abrir as {} estações", pt(n)) }
    },
    refusal: |r| match r {
        Refusal::CutOff { arrived, of, .. } => (
            "Este link foi cortado",
            format!(
                "Chegaram {} de {} estações e a soma de verificação não confere. Nada do que é seu mudou.",
                pt(*arrived),
                pt(*of)
            ),
        ),
        Refusal::Damaged => (
            "Este link está danificado",
            "A soma de verificação não confere e nada nele pode ser lido. Nada do que é seu mudou."
                .to_owned(),
        ),
        Refusal::NotALink => (
            "Isto não é um link para um quadro",
            "Copie o link inteiro, de https até o fim, e abra de novo.".to_owned(),
        ),
        Refusal::Newer(v) => (
            "Este link é mais novo que esta página",
            format!("Ele está escrito no formato {v}. Recarregue a página para ter a versão mais nova."),
        ),
        Refusal::TooLong(_) | Refusal::TooLarge => {
            ("Este link é grande demais", format!("Ele contém mais de {LIMIT_MB} MB, o limite de um quadro."))
        }
        Refusal::TooMany { nodes, links } => (
            "Este quadro é grande demais",
            format!(
                "Ele tem {} estações e {} ligações; um quadro comporta 1.000 e 4.000.",
                pt(*nodes),
                pt(*links)
            ),
        ),
    },
};
