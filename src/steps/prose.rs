//! Draws the block tree of a lesson. The tree is closed, so a lesson file cannot bring markup of
//! its own.

use crate::app::Route;
use leptos::prelude::*;
use lessons::prose::{Block, Inline, Target};

/// Draws blocks; `slug` is the lesson that they belong to, for links to its own steps.
pub fn blocks(blocks: &[Block], slug: &str) -> AnyView {
    blocks.iter().map(|b| block(b, slug)).collect_view().into_any()
}

fn block(b: &Block, slug: &str) -> AnyView {
    match b {
        Block::Paragraph(text) => view! { <p>{runs(text, slug)}</p> }.into_any(),
        Block::Heading(level, text) => heading(*level, text, slug),
        Block::List { start: None, items } => view! { <ul>{list(items, slug)}</ul> }.into_any(),
        Block::List { start: Some(first), items } => {
            view! { <ol start=first.to_string()>{list(items, slug)}</ol> }.into_any()
        }
        Block::Code { text, .. } => view! { <pre tabindex="0"><code>{text.clone()}</code></pre> }.into_any(),
        Block::Quote(inner) => view! { <blockquote>{blocks(inner, slug)}</blockquote> }.into_any(),
        Block::Table { head, rows } => table(head, rows, slug),
        Block::Rule => view! { <hr /> }.into_any(),
    }
}

/// Blocks of a list item; the paragraph of a one-paragraph item is not drawn as one.
fn list(items: &[Vec<Block>], slug: &str) -> AnyView {
    let item = |parts: &Vec<Block>| match parts.as_slice() {
        [Block::Paragraph(text)] => view! { <li>{runs(text, slug)}</li> }.into_any(),
        many => view! { <li>{blocks(many, slug)}</li> }.into_any(),
    };
    items.iter().map(item).collect_view().into_any()
}

/// The page's title is level 1 and the step's parts level 2, so prose starts at 3.
fn heading(level: u8, text: &[Inline], slug: &str) -> AnyView {
    let inner = runs(text, slug);
    match level {
        0..=4 => view! { <h3>{inner}</h3> }.into_any(),
        5 => view! { <h4>{inner}</h4> }.into_any(),
        _ => view! { <h5>{inner}</h5> }.into_any(),
    }
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], slug: &str) -> AnyView {
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
    .into_any()
}

/// Draws inline runs.
pub fn runs(inline: &[Inline], slug: &str) -> AnyView {
    inline.iter().map(|r| run(r, slug)).collect_view().into_any()
}

fn run(r: &Inline, slug: &str) -> AnyView {
    match r {
        Inline::Text(text) => text.clone().into_any(),
        Inline::Strong(inner) => view! { <strong>{runs(inner, slug)}</strong> }.into_any(),
        Inline::Em(inner) => view! { <em>{runs(inner, slug)}</em> }.into_any(),
        Inline::Code(text) => view! { <code>{text.clone()}</code> }.into_any(),
        Inline::Link(target, inner) => link(target, runs(inner, slug), slug),
        Inline::Break => view! { <br /> }.into_any(),
    }
}

fn link(target: &Target, inner: AnyView, slug: &str) -> AnyView {
    let href = match target {
        Target::Step(step) => Route::Lesson { slug: slug.to_owned(), step: Some(step.clone()) }.href(),
        Target::Lesson { slug, step } => Route::Lesson { slug: slug.clone(), step: step.clone() }.href(),
        Target::Web(address) if address.starts_with("https://") => {
            let address = address.clone();
            return view! { <a href=address target="_blank" rel="noopener noreferrer">{inner}</a> }
                .into_any();
        }
        // the lesson's compiler lets no other scheme through; a damaged file gets plain text
        Target::Web(_) => return inner,
    };
    view! { <a href=href>{inner}</a> }.into_any()
}
