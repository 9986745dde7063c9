//! Draws the block tree of a lesson. The tree is closed, so a lesson file cannot bring markup of
//! its own.

use crate::app::Route;
use crate::view::prelude::*;
use lessons::prose::{Block, Inline, Target};

/// Draws blocks; `slug` is the lesson that they belong to, for links to its own steps.
pub fn blocks(blocks: &[Block], slug: &str) -> Dom {
    blocks.iter().map(|b| block(b, slug)).collect_view()
}

fn block(b: &Block, slug: &str) -> Dom {
    match b {
        Block::Paragraph(text) => view! { <p>{runs(text, slug)}</p> },
        Block::Heading(level, text) => heading(*level, text, slug),
        Block::List { start: None, items } => view! { <ul>{list(items, slug)}</ul> },
        Block::List { start: Some(first), items } => {
            view! { <ol start=first.to_string()>{list(items, slug)}</ol> }
        }
        Block::Code { text, .. } => view! { <pre tabindex="0"><code>{text.clone()}</code></pre> },
        Block::Quote(inner) => view! { <blockquote>{blocks(inner, slug)}</blockquote> },
        Block::Table { head, rows } => table(head, rows, slug),
        Block::Rule => view! { <hr /> },
    }
}

/// Blocks of a list item; the paragraph of a one-paragraph item is not drawn as one.
fn list(items: &[Vec<Block>], slug: &str) -> Dom {
    let item = |parts: &Vec<Block>| match parts.as_slice() {
        [Block::Paragraph(text)] => view! { <li>{runs(text, slug)}</li> },
        many => view! { <li>{blocks(many, slug)}</li> },
    };
    items.iter().map(item).collect_view()
}

/// The page's title is level 1 and the step's parts level 2, so prose starts at 3.
fn heading(level: u8, text: &[Inline], slug: &str) -> Dom {
    let inner = runs(text, slug);
    match level {
        0..=4 => view! { <h3>{inner}</h3> },
        5 => view! { <h4>{inner}</h4> },
        _ => view! { <h5>{inner}</h5> },
    }
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], slug: &str) -> Dom {
    let head = head.iter().map(|c| view! { <th scope="col">{runs(c, slug)}</th> }).collect_view();
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells = cells.iter().map(|c| view! { <td>{runs(c, slug)}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = rows.iter().map(row).collect_view();
    view! {
        <div class="prose-table" tabindex="0">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Draws inline runs.
pub fn runs(inline: &[Inline], slug: &str) -> Dom {
    inline.iter().map(|r| run(r, slug)).collect_view()
}

fn run(r: &Inline, slug: &str) -> Dom {
    match r {
        Inline::Text(text) => text.clone().into_dom(),
        Inline::Strong(inner) => view! { <strong>{runs(inner, slug)}</strong> },
        Inline::Em(inner) => view! { <em>{runs(inner, slug)}</em> },
        Inline::Code(text) => view! { <code>{text.clone()}</code> },
        Inline::Link(target, inner) => link(target, runs(inner, slug), slug),
        Inline::Break => view! { <br /> },
    }
}

fn link(target: &Target, inner: Dom, slug: &str) -> Dom {
    let href = match target {
        Target::Step(step) => Route::Lesson { slug: slug.to_owned(), step: Some(step.clone()) }.href(),
        Target::Lesson { slug, step } => Route::Lesson { slug: slug.clone(), step: step.clone() }.href(),
        Target::Web(address) if address.starts_with("https://") => {
            let address = address.clone();
            return view! { <a href=address target="_blank" rel="noopener noreferrer">{inner}</a> };
        }
        Target::Term(id) => return crate::study::term_link(id, inner),
        // the lesson's compiler lets no other scheme through; a damaged file gets plain text
        Target::Web(_) => return inner,
    };
    view! { <a href=href>{inner}</a> }
}
