//! Markdown to blocks. A closed subset: paragraphs, headings, lists, code, quotes, tables, rules;
//! strong, emphasis, code and links. Raw HTML and images are findings, so a lesson cannot carry them.

use super::finding::{Findings, is_id, line_of};
use super::typography;
use crate::prose::{Block, Inline, Target};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag};
use std::ops::Range;
use std::path::Path;

/// A block at the top of a file, with the line on which it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    pub line: usize,
    pub block: Block,
    /// Of a list: the line of each item.
    pub item_lines: Vec<usize>,
}

/// Parses a text whose facts are filled in.
pub fn blocks(text: &str, file: &Path, found: &mut Findings) -> Vec<Located> {
    let events: Vec<_> = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_WIKILINKS)
        .into_offset_iter()
        .collect();
    let mut reader = Reader { text, file, events: &events, at: 0, found, item_lines: Vec::new() };
    let mut out = Vec::new();
    while let Some((_, range)) = reader.events.get(reader.at) {
        let line = line_of(text, range.start);
        reader.item_lines.clear();
        if let Some(block) = reader.block(true) {
            out.push(Located { line, block, item_lines: std::mem::take(&mut reader.item_lines) });
        }
    }
    out
}

struct Reader<'a, 'f> {
    text: &'a str,
    file: &'a Path,
    events: &'a [(Event<'a>, Range<usize>)],
    at: usize,
    found: &'f mut Findings,
    item_lines: Vec<usize>,
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<&'a Event<'a>> {
        self.events.get(self.at).map(|(e, _)| e)
    }

    fn refuse(&mut self, reason: impl Into<String>) {
        let line = self.events.get(self.at).map_or(1, |(_, r)| line_of(self.text, r.start));
        self.found.at(self.file, line, reason);
    }

    /// The next block, if the next event begins one that is allowed. Always moves on.
    fn block(&mut self, top: bool) -> Option<Block> {
        let event = self.peek()?;
        match event {
            Event::Start(Tag::Paragraph) => Some(Block::Paragraph(self.inside_runs())),
            Event::Start(Tag::Heading { level, .. }) => {
                let level = level_of(*level);
                Some(Block::Heading(level, self.inside_runs()))
            }
            Event::Start(Tag::BlockQuote(_)) => Some(Block::Quote(self.inside_blocks())),
            Event::Start(Tag::CodeBlock(kind)) => {
                let lang = match kind {
                    CodeBlockKind::Fenced(lang) => lang.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                let runs = self.inside_runs();
                Some(Block::Code { lang, text: crate::prose::plain(&runs).trim_end_matches('\n').to_owned() })
            }
            Event::Start(Tag::List(start)) => Some(self.list(*start, top)),
            Event::Start(Tag::Table(_)) => Some(self.table()),
            Event::Rule => {
                self.at += 1;
                Some(Block::Rule)
            }
            Event::Start(Tag::HtmlBlock) => {
                self.refuse("raw HTML is not allowed");
                self.skip();
                None
            }
            // the items of a tight list hold their text without a paragraph
            Event::Text(_) | Event::Code(_) | Event::Start(_) | Event::InlineHtml(_) => {
                let before = self.at;
                let runs = self.runs();
                // whatever starts here and is none of ours is passed over, never looped upon
                self.at = self.at.max(before + 1);
                (!runs.is_empty()).then_some(Block::Paragraph(runs))
            }
            _ => {
                self.at += 1;
                None
            }
        }
    }

    /// The runs between this start and its end.
    fn inside_runs(&mut self) -> Vec<Inline> {
        self.at += 1;
        let runs = self.runs();
        self.at += 1;
        runs
    }

    /// The blocks between this start and its end.
    fn inside_blocks(&mut self) -> Vec<Block> {
        self.at += 1;
        let mut out = Vec::new();
        while let Some(event) = self.peek() {
            if matches!(event, Event::End(_)) {
                break;
            }
            out.extend(self.block(false));
        }
        self.at += 1;
        out
    }

    fn list(&mut self, start: Option<u64>, top: bool) -> Block {
        self.at += 1;
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.peek() {
            if top {
                self.item_lines.push(line_of(self.text, self.events[self.at].1.start));
            }
            items.push(self.inside_blocks());
        }
        self.at += 1;
        Block::List { start, items }
    }

    fn table(&mut self) -> Block {
        self.at += 1;
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        while let Some(Event::Start(tag)) = self.peek() {
            let is_head = matches!(tag, Tag::TableHead);
            self.at += 1;
            let mut cells = Vec::new();
            while let Some(Event::Start(Tag::TableCell)) = self.peek() {
                cells.push(self.inside_runs());
            }
            self.at += 1;
            if is_head { head = cells } else { rows.push(cells) }
        }
        self.at += 1;
        Block::Table { head, rows }
    }

    /// Runs up to the end of the enclosing tag, or to the start of a block.
    fn runs(&mut self) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        while let Some(event) = self.peek() {
            let run = match event {
                Event::Text(t) => text(t),
                Event::Code(t) => Inline::Code(t.to_string()),
                Event::SoftBreak => text(" "),
                Event::HardBreak => Inline::Break,
                Event::Start(Tag::Strong) => {
                    let inner = self.inside_runs();
                    push(&mut out, Inline::Strong(inner));
                    continue;
                }
                Event::Start(Tag::Emphasis) => {
                    let inner = self.inside_runs();
                    push(&mut out, Inline::Em(inner));
                    continue;
                }
                Event::Start(Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }) => {
                    let id = dest_url.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
                    let inner = self.inside_runs();
                    push(&mut out, Inline::Link(Target::Term(id), inner));
                    continue;
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let to = self.target(dest_url);
                    let inner = self.inside_runs();
                    match to {
                        Some(to) => push(&mut out, Inline::Link(to, inner)),
                        None => inner.into_iter().for_each(|run| push(&mut out, run)),
                    }
                    continue;
                }
                Event::Start(Tag::Image { .. }) => {
                    self.refuse("images are not allowed in prose");
                    self.skip();
                    continue;
                }
                Event::InlineHtml(_) | Event::Html(_) => {
                    self.refuse("raw HTML is not allowed");
                    self.at += 1;
                    continue;
                }
                Event::End(_) | Event::Start(_) | Event::Rule => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            push(&mut out, run);
            self.at += 1;
        }
        out
    }

    fn target(&mut self, url: &str) -> Option<Target> {
        let target = if let Some(step) = url.strip_prefix('#') {
            is_id(step).then(|| Target::Step(step.to_owned()))
        } else if let Some(rest) = url.strip_prefix("lesson:") {
            let (slug, step) = match rest.split_once('/') {
                Some((slug, step)) => (slug, Some(step)),
                None => (rest, None),
            };
            let sound = is_id(slug) && step.is_none_or(is_id);
            sound.then(|| Target::Lesson { slug: slug.to_owned(), step: step.map(str::to_owned) })
        } else {
            let sound = url.len() > "https://".len() && !url.contains(char::is_whitespace);
            (url.starts_with("https://") && sound).then(|| Target::Web(url.to_owned()))
        };
        if target.is_none() {
            self.refuse(format!(
                "the link \"{url}\" is none of #step, lesson:slug, lesson:slug/step, https://"
            ));
        }
        target
    }

    /// Passes over a start with all that is in it.
    fn skip(&mut self) {
        let mut depth = 0usize;
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
}

fn text(t: &str) -> Inline {
    Inline::Text(typography::set(t))
}

/// Adds a run; neighbouring texts become one.
fn push(out: &mut Vec<Inline>, run: Inline) {
    if let (Some(Inline::Text(last)), Inline::Text(next)) = (out.last_mut(), &run) {
        last.push_str(next);
    } else {
        out.push(run);
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
