//! A component: Leptos makes the properties and their builder, the body gives one type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, parse_quote};

pub fn expand(mut function: ItemFn) -> TokenStream {
    let body = function.block;
    function.sig.output = parse_quote!(-> ::escala::view::Dom);
    function.block = parse_quote!({
        let body = move || #body;
        ::leptos::prelude::untrack(move || ::escala::view::IntoDom::into_dom(body()))
    });
    quote! {
        // transparent: Leptos does not wrap what comes back in a view of its own
        #[::leptos::component(transparent)]
        #function
    }
}
