//! Views without types. `view!` and `#[component]` are written as in Leptos, and signals, effects,
//! memos and context are Leptos'. But every view is one type, `Dom`: nodes that are there already,
//! with the effects that keep them up to date. A closure in a view costs its own code and nothing
//! more.

mod attr;
mod builder;
mod child;
mod dom;
mod each;
mod live;
mod region;
mod show;

pub use attr::{Attr, Flag, IntoAttr, IntoFlag, IntoProp, Prop};
pub use builder::{Builder, handler};
pub use child::{Child, Children, ChildrenFn, CollectView, IntoDom, IntoView, ToChildren, ViewFn};
pub use dom::Dom;
pub use each::For;
pub use escala_view_macro::{component, view};
pub use show::Show;

use leptos::mount::mount_to_renderer;

/// What every file with a view needs: Leptos without the names that are taken here.
#[allow(hidden_glob_reexports, reason = "that is the point")]
pub mod prelude {
    pub use super::live::{callback, derived, effect, memo, rw_signal, stored};
    pub use super::{
        Children, ChildrenFn, CollectView, Dom, For, IntoDom, IntoView, Show, ToChildren, ViewFn, component,
        view,
    };
    pub use leptos::prelude::*;
}

/// Puts what `page` gives at the end of `parent`, and keeps it alive for as long as the page is
/// open.
pub fn mount(parent: &web_sys::Element, page: impl FnOnce() -> Dom + 'static) {
    mount_to_renderer(parent, page).forget();
}
