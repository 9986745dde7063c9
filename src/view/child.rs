//! What may stand between tags.

use super::dom::{Dom, Part};
use super::region::{Region, text_node};
use leptos::prelude::{Get, Memo, RwSignal, Signal};
use std::borrow::Cow;
use std::rc::Rc;

/// A child on its way into the page.
pub enum Child {
    Text(Cow<'static, str>),
    Dom(Dom),
    /// Made again whenever a signal that it reads changes.
    Live(Box<dyn Make>),
}

/// A child that changes. It is no `dyn FnMut`, since such an object brings two more functions that
/// nobody calls.
pub trait Make {
    fn make(&mut self) -> Child;
}

impl<F: FnMut() -> T, T: IntoView> Make for F {
    fn make(&mut self) -> Child {
        self().into_child()
    }
}

impl Child {
    pub(super) const NOTHING: Child = Child::Dom(Dom(Vec::new()));

    pub(super) fn into_dom(self) -> Dom {
        match self {
            Child::Text(text) => Dom(vec![Part::Node(text_node(&text).into(), Vec::new())]),
            Child::Dom(dom) => dom,
            Child::Live(make) => Dom(vec![Region::start(make)]),
        }
    }
}

pub trait IntoView {
    fn into_child(self) -> Child;
}

/// What a component or another function of a view may give.
pub trait IntoDom {
    fn into_dom(self) -> Dom;
}

impl<T: IntoView> IntoDom for T {
    fn into_dom(self) -> Dom {
        self.into_child().into_dom()
    }
}

impl IntoView for () {
    fn into_child(self) -> Child {
        Child::NOTHING
    }
}

impl IntoView for Child {
    fn into_child(self) -> Child {
        self
    }
}

impl IntoView for Dom {
    fn into_child(self) -> Child {
        Child::Dom(self)
    }
}

impl IntoView for &'static str {
    fn into_child(self) -> Child {
        Child::Text(Cow::Borrowed(self))
    }
}

impl IntoView for String {
    fn into_child(self) -> Child {
        Child::Text(Cow::Owned(self))
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl IntoView for $type {
            fn into_child(self) -> Child {
                self.to_string().into_child()
            }
        })*
    };
}
numbers!(u32, u64, usize);

impl<T: IntoView> IntoView for Option<T> {
    fn into_child(self) -> Child {
        self.map_or(Child::NOTHING, T::into_child)
    }
}

impl<T: IntoView> IntoView for Vec<T> {
    fn into_child(self) -> Child {
        Child::Dom(self.collect_view())
    }
}

/// Views one after the other as one.
pub trait CollectView {
    fn collect_view(self) -> Dom;
}

impl<I> CollectView for I
where
    I: IntoIterator,
    I::Item: IntoDom,
{
    fn collect_view(self) -> Dom {
        let mut all = Dom::default();
        self.into_iter().for_each(|view| all.0.extend(view.into_dom().0));
        all
    }
}

impl<T: IntoView, const N: usize> IntoView for [T; N] {
    fn into_child(self) -> Child {
        Child::Dom(self.collect_view())
    }
}

impl<A: IntoView, B: IntoView> IntoView for (A, B) {
    fn into_child(self) -> Child {
        vec![self.0.into_child(), self.1.into_child()].into_child()
    }
}

impl<F, T> IntoView for F
where
    F: FnMut() -> T + 'static,
    T: IntoView,
{
    fn into_child(self) -> Child {
        Child::Live(Box::new(self))
    }
}

macro_rules! signals {
    ($($signal:ident),*) => {
        $(impl<T: IntoView + Clone + Send + Sync + 'static> IntoView for $signal<T> {
            fn into_child(self) -> Child {
                Child::Live(Box::new(move || self.get()))
            }
        })*
    };
}
signals!(Signal, Memo, RwSignal);

/// What stands between a component's tags, for components that show it once.
pub type Children = Box<dyn FnOnce() -> Dom>;
/// What stands between a component's tags, for components that make it again.
pub type ChildrenFn = Rc<dyn Fn() -> Dom>;

pub trait ToChildren<F> {
    fn to_children(make: F) -> Self;
}

impl<F: FnOnce() -> Dom + 'static> ToChildren<F> for Children {
    fn to_children(make: F) -> Children {
        Box::new(make)
    }
}

impl<F: Fn() -> Dom + 'static> ToChildren<F> for ChildrenFn {
    fn to_children(make: F) -> ChildrenFn {
        Rc::new(make)
    }
}

/// A property that is a view.
pub struct ViewFn(Box<dyn Fn() -> Dom>);

impl ViewFn {
    pub fn run(&self) -> Dom {
        (self.0)()
    }
}

impl<F, T> From<F> for ViewFn
where
    F: Fn() -> T + 'static,
    T: IntoDom,
{
    fn from(make: F) -> ViewFn {
        ViewFn(Box::new(move || make().into_dom()))
    }
}
