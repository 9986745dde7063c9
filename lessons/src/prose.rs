//! Prose as a tree, so that the page draws it without a Markdown parser and without inner HTML.

use serde::{Deserialize, Serialize};

/// A block of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// Level 4 to 6 only: level 2 is a step, level 3 a named part of one.
    Heading(u8, Vec<Inline>),
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Code {
        /// The word after the fence, often empty.
        lang: String,
        text: String,
    },
    Quote(Vec<Block>),
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line across.
    Rule,
}

/// A run of text within a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Em(Vec<Inline>),
    Code(String),
    Link(Target, Vec<Inline>),
    Break,
}

/// Where a link leads. Closed: a lesson cannot carry any other scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A step of the same lesson: `#share`.
    Step(String),
    /// Another lesson, perhaps a step of it: `lesson:caching/hit`.
    Lesson { slug: String, step: Option<String> },
    /// An address that starts with `https://`.
    Web(String),
    /// A term of the glossary: `[[load balancer]]`, or `[[cache|caches]]`.
    Term(String),
}

/// The text of inline runs without its marks.
pub fn plain(runs: &[Inline]) -> String {
    let mut out = String::new();
    push_plain(runs, &mut out);
    out
}

fn push_plain(runs: &[Inline], out: &mut String) {
    for run in runs {
        match run {
            Inline::Text(t) | Inline::Code(t) => out.push_str(t),
            Inline::Strong(inner) | Inline::Em(inner) | Inline::Link(_, inner) => push_plain(inner, out),
            Inline::Break => out.push(' '),
        }
    }
}

/// Calls `see` for every inline run of the blocks, outer runs first.
pub fn each_inline<'a>(blocks: &'a [Block], see: &mut impl FnMut(&'a Inline)) {
    for block in blocks {
        match block {
            Block::Paragraph(runs) | Block::Heading(_, runs) => each_run(runs, see),
            Block::List { items, .. } => items.iter().for_each(|item| each_inline(item, see)),
            Block::Quote(inner) => each_inline(inner, see),
            Block::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| each_run(cell, see));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

/// Calls `see` for every run, outer ones first.
pub fn each_run<'a>(runs: &'a [Inline], see: &mut impl FnMut(&'a Inline)) {
    for run in runs {
        see(run);
        if let Inline::Strong(inner) | Inline::Em(inner) | Inline::Link(_, inner) = run {
            each_run(inner, see);
        }
    }
}

/// Words in the blocks, code included: what a reader has to go through.
pub fn words(blocks: &[Block]) -> usize {
    let count = |text: &str| text.split_whitespace().count();
    let mut n = 0;
    each_inline(blocks, &mut |run| {
        if let Inline::Text(t) | Inline::Code(t) = run {
            n += count(t);
        }
    });
    n + code_words(blocks)
}

fn code_words(blocks: &[Block]) -> usize {
    let of = |block: &Block| match block {
        Block::Code { text, .. } => text.split_whitespace().count(),
        Block::Quote(inner) => code_words(inner),
        Block::List { items, .. } => items.iter().map(|i| code_words(i)).sum(),
        _ => 0,
    };
    blocks.iter().map(of).sum()
}
