//! `view!` and `#[component]` for the page. The syntax is that of Leptos; what is written out is a
//! row of calls of one `Builder` that knows no types. Leptos' own views are a type of their own
//! each, and the machinery of every type is compiled again: half of the program's bytes were that.

mod component;
mod element;
mod svg;

use proc_macro::TokenStream;
use quote::quote;

/// A piece of the page, as a `::escala::view::Dom`. Elements, texts, `{expressions}` and
/// `<Components/>` are written as in Leptos' macro of this name; of its attributes there are
/// `name=`, `on:`, `class:`, `style:`, `prop:`, `node_ref=`, and on components properties only.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    let calls = match rstml::parse2(tokens.into()) {
        Ok(nodes) => element::nodes(&nodes, false),
        Err(error) => error.to_compile_error(),
    };
    quote! {{
        #[allow(unused_mut)]
        let mut __dom = ::escala::view::Builder::new();
        #calls
        __dom.finish()
    }}
    .into()
}

/// A function with a capital, as a component: its arguments are the properties, with `#[prop(...)]`
/// as in Leptos. What it gives may be anything that can be a child; a component reads signals
/// without being run again by them.
#[proc_macro_attribute]
pub fn component(_: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse::<syn::ItemFn>(item) {
        Ok(function) => component::expand(function).into(),
        Err(error) => error.to_compile_error().into(),
    }
}
