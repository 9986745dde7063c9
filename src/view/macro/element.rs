//! Elements, texts, expressions and components as calls of the builder `__dom`.

use crate::svg;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{
    KVAttributeValue, KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement, NodeName,
};
use syn::{Error, Expr, Ident, spanned::Spanned};

pub fn nodes(nodes: &[Node<Infallible>], in_svg: bool) -> TokenStream {
    nodes.iter().map(|n| node(n, in_svg)).collect()
}

fn node(node: &Node<Infallible>, in_svg: bool) -> TokenStream {
    match node {
        Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => TokenStream::new(),
        Node::Fragment(fragment) => nodes(&fragment.children, in_svg),
        Node::Text(text) => {
            let text = &text.value;
            quote! { __dom.text(#text); }
        }
        Node::RawText(text) => {
            let text = text.to_string_best();
            quote! { __dom.text(#text); }
        }
        Node::Block(block) => quote_spanned! { block.span()=>
            __dom.child(::escala::view::IntoView::into_child(#[allow(unused_braces)] #block));
        },
        Node::Element(element) if is_component(element.name()) => component(element),
        Node::Element(element) => plain(element, in_svg),
    }
}

fn is_component(name: &NodeName) -> bool {
    match name {
        NodeName::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident.to_string().starts_with(|c: char| c.is_uppercase())),
        _ => false,
    }
}

fn plain(element: &NodeElement<Infallible>, in_svg: bool) -> TokenStream {
    let name = element.name().to_string();
    let is_svg = svg::is_svg(&name, in_svg);
    let open = if is_svg { quote!(open_svg) } else { quote!(open) };
    let (mut before, mut after) = (TokenStream::new(), TokenStream::new());
    for attribute in element.attributes() {
        match attribute {
            // a property may be about the children: a select's value needs its options
            NodeAttribute::Attribute(a) if a.key.to_string().starts_with("prop:") => after.extend(attr(a)),
            NodeAttribute::Attribute(a) => before.extend(attr(a)),
            NodeAttribute::Block(block) => before.extend(refuse(block.span(), "attributes have a name here")),
        }
    }
    let children = nodes(&element.children, svg::holds_svg(&name, is_svg));
    quote! { __dom.#open(#name); #before #children #after __dom.close(); }
}

fn attr(attribute: &KeyedAttribute) -> TokenStream {
    let key = attribute.key.to_string();
    let span = attribute.key.span();
    let value = match &attribute.possible_value {
        KeyedAttributeValue::None => quote!(true),
        KeyedAttributeValue::Value(value) => match &value.value {
            KVAttributeValue::Expr(expr) => quote!(#expr),
            KVAttributeValue::InvalidBraced(block) => quote!(#block),
        },
        KeyedAttributeValue::Binding(_) => return refuse(span, "an element has no such attribute"),
    };
    match key.split_once(':') {
        Some(("on", event)) => {
            let kind = Ident::new(event_type(event), Span::call_site());
            quote_spanned! { span=> __dom.on(#event, ::escala::view::handler::<::web_sys::#kind>(#value)); }
        }
        Some(("class", class)) => {
            quote_spanned! { span=> __dom.class(#class, ::escala::view::IntoFlag::into_flag(#value)); }
        }
        Some(("style", name)) => {
            quote_spanned! { span=> __dom.style(#name, ::escala::view::IntoAttr::into_attr(#value)); }
        }
        Some(("prop", name)) => {
            quote_spanned! { span=> __dom.prop(#name, ::escala::view::IntoProp::into_prop(#value)); }
        }
        Some(("attr", name)) => written(name, &value, span),
        Some(_) => refuse(span, "an element has no such attribute"),
        None if key == "node_ref" => quote_spanned! { span=>
            __dom.refer(|el| ::leptos::tachys::html::node_ref::NodeRefContainer::load(#value, el));
        },
        None => written(&key, &value, span),
    }
}

fn written(name: &str, value: &TokenStream, span: Span) -> TokenStream {
    match syn::parse2::<syn::LitStr>(value.clone()) {
        Ok(text) => quote_spanned! { span=> __dom.set(#name, #text); },
        Err(_) => quote_spanned! { span=> __dom.attr(#name, ::escala::view::IntoAttr::into_attr(#value)); },
    }
}

/// The type of an event, by its name (UI Events and HTML standards).
fn event_type(event: &str) -> &'static str {
    match event {
        "click" | "dblclick" | "contextmenu" | "mousedown" | "mouseup" | "mousemove" | "mouseenter"
        | "mouseleave" => "MouseEvent",
        "keydown" | "keyup" => "KeyboardEvent",
        "blur" | "focus" | "focusin" | "focusout" => "FocusEvent",
        "wheel" => "WheelEvent",
        name if name.starts_with("pointer") => "PointerEvent",
        name if name.starts_with("drag") || name == "drop" => "DragEvent",
        _ => "Event",
    }
}

fn component(element: &NodeElement<Infallible>) -> TokenStream {
    let name = element.name();
    let span = name.span();
    let mut props = TokenStream::new();
    let mut bound = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return refuse(span, "a component takes properties by name");
        };
        let key = attribute.key.to_string();
        if let Some(item) = key.strip_prefix("let:") {
            bound.push(Ident::new(item, attribute.key.span()));
            continue;
        }
        let Ok(prop) = syn::parse_str::<Ident>(&key) else {
            return refuse(attribute.key.span(), "a component has properties, no attributes");
        };
        let prop = Ident::new(&prop.to_string(), attribute.key.span());
        let value: TokenStream = match attribute.value() {
            Some(expr) => bare(expr),
            None => quote!(#prop),
        };
        props.extend(quote_spanned! { attribute.key.span()=> .#prop(#value) });
    }
    if !element.children.is_empty() {
        let children = nodes(&element.children, false);
        let build = quote! {
            #[allow(unused_mut)]
            let mut __dom = ::escala::view::Builder::new();
            #children
            __dom.finish()
        };
        props.extend(if bound.is_empty() {
            quote! { .children(::escala::view::ToChildren::to_children(move || { #build })) }
        } else {
            quote! { .children(move |#(#bound),*| { #build }) }
        });
    }
    quote_spanned! { span=>
        __dom.dom(::leptos::component::component_view(
            #[allow(clippy::needless_borrows_for_generic_args)]
            &#name,
            ::leptos::component::component_props_builder(&#name) #props .build(),
        ));
    }
}

/// `{x}` as `x`.
fn bare(expr: &Expr) -> TokenStream {
    quote! { #[allow(unused_braces)] #expr }
}

fn refuse(span: Span, why: &str) -> TokenStream {
    Error::new(span, why).to_compile_error()
}
