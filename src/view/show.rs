//! A part of the page that is there or not.

use super::attr::{Flag, IntoFlag};
use super::child::{Child, ChildrenFn, IntoDom, ViewFn};
use super::component;
use super::live::memo;
use leptos::prelude::Get;

impl<T: IntoFlag> From<T> for Flag {
    fn from(value: T) -> Flag {
        value.into_flag()
    }
}

/// What is between the tags while `when` holds, and `fallback` while it does not. Either is made
/// anew each time.
#[component]
pub fn Show(
    #[prop(into)] when: Flag,
    #[prop(optional, into)] fallback: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let when = match when {
        Flag::Fixed(when) => return show(when, &children, fallback.as_ref()).into_dom(),
        Flag::Live(when) => send_wrapper::SendWrapper::new(when),
    };
    let when = memo(move || when.say());
    (move || show(when.get(), &children, fallback.as_ref())).into_dom()
}

fn show(on: bool, children: &ChildrenFn, fallback: Option<&ViewFn>) -> Child {
    match (on, fallback) {
        (true, _) => Child::Dom(children()),
        (false, Some(fallback)) => Child::Dom(fallback.run()),
        (false, None) => Child::NOTHING,
    }
}
