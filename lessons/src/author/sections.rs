//! A prose file cut into sections: `## id: Title` begins a step, `### name` a named part of it.

use super::finding::Findings;
use super::markdown::Located;
use super::near::did_you_mean;
use crate::prose::{Block, Inline};
use std::path::Path;

/// The prose of one step in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub id: String,
    pub line: usize,
    pub title: Vec<Inline>,
    pub body: Vec<Block>,
    /// Items of the lists whose items begin with `[id]`, in order.
    pub items: Vec<IdItem>,
    pub parts: Vec<Part>,
}

/// `- [a] text`, or with `bang` `- [a!] text`.
#[derive(Clone, Debug, PartialEq)]
pub struct IdItem {
    pub id: String,
    pub bang: bool,
    pub line: usize,
    pub runs: Vec<Inline>,
}

/// A named part of a section.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: PartName,
    pub line: usize,
    pub blocks: Vec<Block>,
}

/// The names that a part may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartName {
    /// Shown when asked for; there may be several.
    Hint,
    /// Shown once the learner has answered.
    After,
    /// Model answer of a reflection.
    Model,
    /// What a good answer contains.
    Rubric,
}

impl PartName {
    fn parse(name: &str) -> Option<PartName> {
        match name {
            "hint" => Some(PartName::Hint),
            "after" => Some(PartName::After),
            "model" => Some(PartName::Model),
            "rubric" => Some(PartName::Rubric),
            _ => None,
        }
    }

    /// As written in the file.
    pub fn text(self) -> &'static str {
        match self {
            PartName::Hint => "hint",
            PartName::After => "after",
            PartName::Model => "model",
            PartName::Rubric => "rubric",
        }
    }
}

/// Cuts the blocks of a file into sections.
pub fn sections(blocks: Vec<Located>, file: &Path, found: &mut Findings) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    for Located { line, block, item_lines } in blocks {
        match block {
            Block::Heading(1, _) => {
                found.at(file, line, "a level 1 heading: the title of the lesson is in lesson.toml");
            }
            Block::Heading(2, runs) => match heading(runs) {
                Some((id, title)) => out.push(Section { id, line, title, ..Section::default() }),
                None => {
                    found.at(file, line, "a step's heading must read \"## id: Title\"");
                    out.push(Section { line, ..Section::default() });
                }
            },
            block => match out.last_mut() {
                None => found.at(file, line, "text before the first \"## id: Title\""),
                Some(section) => add(section, line, block, &item_lines, file, found),
            },
        }
    }
    out
}

fn add(
    section: &mut Section,
    line: usize,
    block: Block,
    item_lines: &[usize],
    file: &Path,
    found: &mut Findings,
) {
    if let Block::Heading(3, runs) = &block {
        let name = crate::prose::plain(runs);
        match PartName::parse(name.trim()) {
            Some(name) => section.parts.push(Part { name, line, blocks: Vec::new() }),
            None => found.at(
                file,
                line,
                format!(
                    "there is no part \"{name}\": the parts of a step are hint, after, model, rubric{}",
                    did_you_mean(&name, ["hint", "after", "model", "rubric"])
                ),
            ),
        }
        return;
    }
    if let Some(part) = section.parts.last_mut() {
        part.blocks.push(block);
        return;
    }
    match &block {
        Block::List { items, .. } if items.iter().any(|i| id_item(i).is_some()) => {
            for (item, line) in items.iter().zip(item_lines) {
                match id_item(item) {
                    Some((id, bang, runs)) => section.items.push(IdItem { id, bang, line: *line, runs }),
                    None => found.at(file, *line, "an item without \"[id]\" in a list whose items have one"),
                }
            }
        }
        _ => section.body.push(block),
    }
}

/// `id: Title` with the marks of the title kept.
fn heading(mut runs: Vec<Inline>) -> Option<(String, Vec<Inline>)> {
    let Some(Inline::Text(first)) = runs.first_mut() else { return None };
    let (id, rest) = first.split_once(':')?;
    let (id, rest) = (id.trim().to_owned(), rest.trim_start().to_owned());
    *first = rest;
    if matches!(runs.first(), Some(Inline::Text(t)) if t.is_empty()) {
        runs.remove(0);
    }
    (super::finding::is_id(&id) && !runs.is_empty()).then_some((id, runs))
}

/// The id, the mark and the text of an item that is one paragraph beginning with `[id]`.
fn id_item(item: &[Block]) -> Option<(String, bool, Vec<Inline>)> {
    let [Block::Paragraph(runs)] = item else { return None };
    let Some(Inline::Text(first)) = runs.first() else { return None };
    let (inside, rest) = first.strip_prefix('[')?.split_once(']')?;
    let (id, bang) = match inside.strip_suffix('!') {
        Some(id) => (id, true),
        None => (inside, false),
    };
    if !super::finding::is_id(id) {
        return None;
    }
    let mut runs = runs.clone();
    let rest = rest.trim_start();
    if rest.is_empty() {
        runs.remove(0);
    } else {
        runs[0] = Inline::Text(rest.to_owned());
    }
    Some((id.to_owned(), bang, runs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::markdown::blocks;
    use crate::prose::{Target, plain};

    fn read(text: &str) -> (Vec<Section>, Vec<String>) {
        let (file, mut found) = (Path::new("en.md"), Findings::default());
        let sections = sections(blocks(text, file, &mut found), file, &mut found);
        (sections, found.0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_file_becomes_sections_with_parts_and_lists() {
        let text = "## meet: One door, *many* servers\n\nA **load balancer** [here](#share) [[load balancer|them]].\n\n- plain\n- list\n\n\
            ## herd: Which one?\n\n- [a] first `x`\n- [b] second\n- [b!] why **not**\n\n### hint\nLook.\n\n### after\nSo.\n";
        let (sections, found) = read(text);
        assert_eq!(found, [""; 0]);
        assert_eq!(plain(&sections[0].title), "One door, many servers");
        assert_eq!(sections[0].body.len(), 2);
        assert!(matches!(&sections[0].body[0], Block::Paragraph(runs)
            if runs.contains(&Inline::Link(Target::Step("share".into()), vec![Inline::Text("here".into())]))
                && runs.contains(&Inline::Link(Target::Term("load-balancer".into()), vec![Inline::Text("them".into())]))));
        let items: Vec<_> =
            sections[1].items.iter().map(|i| (i.id.as_str(), i.bang, i.line, plain(&i.runs))).collect();
        assert_eq!(
            items,
            [
                ("a", false, 10, "first x".into()),
                ("b", false, 11, "second".into()),
                ("b", true, 12, "why not".into())
            ]
        );
        let parts: Vec<_> = sections[1].parts.iter().map(|p| (p.name, p.blocks.len())).collect();
        assert_eq!(parts, [(PartName::Hint, 1), (PartName::After, 1)]);
    }

    #[test]
    fn what_a_lesson_cannot_carry_is_found_with_its_line() {
        for (text, line, words) in [
            ("# Title\n", 1, "level 1"),
            ("loose\n", 1, "before the first"),
            ("## No id\n", 1, "## id: Title"),
            ("## a: A\n\n<script>x</script>\n", 3, "raw HTML"),
            ("## a: A\n\ntext <b>bold</b>\n", 3, "raw HTML"),
            ("## a: A\n\n![x](y.png)\n", 3, "images"),
            ("## a: A\n\n[x](javascript:alert(1))\n", 3, "javascript:alert(1)"),
            ("## a: A\n\n[x](http://plain.example)\n", 3, "none of"),
            ("## a: A\n\n### why\n", 3, "no part \"why\""),
            ("## a: A\n\n- [a] one\n- two\n", 4, "without \"[id]\""),
        ] {
            let (_, found) = read(text);
            assert!(
                found.iter().any(|f| f.starts_with(&format!("en.md:{line}: ")) && f.contains(words)),
                "{text:?} gives {found:?}"
            );
        }
    }

    #[test]
    fn tables_code_and_quotes_are_kept() {
        let (sections, found) = read(
            "## a: A\n\n| x | y |\n|---|---|\n| 1 | **2** |\n\n```text\nGET /\n\nHost\n```\n\n> said\n\n3. c\n4. d\n\n---\n\n#### Deeper\n",
        );
        assert_eq!(found, [""; 0]);
        let body = &sections[0].body;
        assert!(matches!(&body[0], Block::Table { head, rows } if head.len() == 2 && rows[0].len() == 2));
        assert_eq!(body[1], Block::Code { lang: "text".into(), text: "GET /\n\nHost".into() });
        assert!(matches!(&body[2], Block::Quote(b) if b.len() == 1));
        assert!(matches!(&body[3], Block::List { start: Some(3), items } if items.len() == 2));
        assert_eq!(body[4], Block::Rule);
        assert!(matches!(&body[5], Block::Heading(4, _)));
    }
}
