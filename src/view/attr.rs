//! The values of attributes, styles, classes and properties.

use leptos::prelude::{Get, Memo, ReadSignal, RwSignal, Signal};
use std::borrow::Cow;
use wasm_bindgen::JsValue;

/// A value that changes. It is no `dyn Fn`, since such an object brings two more functions that
/// nobody calls.
pub trait Say<T> {
    fn say(&self) -> T;
}

struct Said<F>(F);

impl<F: Fn() -> T, T: IntoAttr> Say<Attr> for Said<F> {
    fn say(&self) -> Attr {
        (self.0)().into_attr()
    }
}

impl<F: Fn() -> bool> Say<bool> for Said<F> {
    fn say(&self) -> bool {
        (self.0)()
    }
}

impl<F: Fn() -> T, T: Into<JsValue>> Say<JsValue> for Said<F> {
    fn say(&self) -> JsValue {
        (self.0)().into()
    }
}

/// The value of an attribute or a style.
pub enum Attr {
    /// The element does not have it.
    Absent,
    Text(Cow<'static, str>),
    Live(Box<dyn Say<Attr>>),
}

pub trait IntoAttr {
    fn into_attr(self) -> Attr;
}

/// Whether an element has a class.
pub enum Flag {
    Fixed(bool),
    Live(Box<dyn Say<bool>>),
}

pub trait IntoFlag {
    fn into_flag(self) -> Flag;
}

/// The value of a property of an element's object.
pub enum Prop {
    Fixed(JsValue),
    Live(Box<dyn Say<JsValue>>),
}

pub trait IntoProp {
    fn into_prop(self) -> Prop;
}

impl IntoAttr for &'static str {
    fn into_attr(self) -> Attr {
        Attr::Text(Cow::Borrowed(self))
    }
}

impl IntoAttr for String {
    fn into_attr(self) -> Attr {
        Attr::Text(Cow::Owned(self))
    }
}

impl IntoAttr for bool {
    /// As HTML has it: there and empty, or not there.
    fn into_attr(self) -> Attr {
        if self { Attr::Text(Cow::Borrowed("")) } else { Attr::Absent }
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl IntoAttr for $type {
            fn into_attr(self) -> Attr {
                self.to_string().into_attr()
            }
        })*
    };
}
numbers!(i32, u32, u64, usize, f64);

impl<T: IntoAttr> IntoAttr for Option<T> {
    fn into_attr(self) -> Attr {
        self.map_or(Attr::Absent, T::into_attr)
    }
}

impl<F, T> IntoAttr for F
where
    F: Fn() -> T + 'static,
    T: IntoAttr,
{
    fn into_attr(self) -> Attr {
        Attr::Live(Box::new(Said(self)))
    }
}

impl IntoFlag for bool {
    fn into_flag(self) -> Flag {
        Flag::Fixed(self)
    }
}

impl<F: Fn() -> bool + 'static> IntoFlag for F {
    fn into_flag(self) -> Flag {
        Flag::Live(Box::new(Said(self)))
    }
}

macro_rules! plain {
    ($($type:ty),*) => {
        $(impl IntoProp for $type {
            fn into_prop(self) -> Prop {
                Prop::Fixed(self.into())
            }
        })*
    };
}
plain!(bool, String, &'static str);

impl<F, T> IntoProp for F
where
    F: Fn() -> T + 'static,
    T: Into<JsValue>,
{
    fn into_prop(self) -> Prop {
        Prop::Live(Box::new(Said(self)))
    }
}

macro_rules! signals {
    ($($signal:ident),*) => {
        $(impl<T: IntoAttr + Clone + Send + Sync + 'static> IntoAttr for $signal<T> {
            fn into_attr(self) -> Attr {
                Attr::Live(Box::new(Said(move || self.get())))
            }
        }
        impl IntoFlag for $signal<bool> {
            fn into_flag(self) -> Flag {
                Flag::Live(Box::new(Said(move || self.get())))
            }
        }
        impl<T: Into<JsValue> + Clone + Send + Sync + 'static> IntoProp for $signal<T> {
            fn into_prop(self) -> Prop {
                Prop::Live(Box::new(Said(move || self.get())))
            }
        })*
    };
}
signals!(Signal, Memo, RwSignal, ReadSignal);
