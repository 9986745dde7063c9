//! What `view!` calls: elements are opened, get what they have, and are closed.

use super::attr::{Attr, Flag, Prop};
use super::child::Child;
use super::dom::{Dom, Ear, Keep, Part};
use super::live::Following;
use leptos::tachys::dom::document;
use std::marker::PhantomData;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What listens to an event.
pub trait Hear {
    fn hear(&mut self, event: Event);
}

struct Heard<E, F>(F, PhantomData<E>);

impl<E: JsCast, F: FnMut(E)> Hear for Heard<E, F> {
    fn hear(&mut self, event: Event) {
        (self.0)(event.unchecked_into());
    }
}

/// A listener for events of type `E`, as a listener for events.
pub fn handler<E: JsCast + 'static>(hear: impl FnMut(E) + 'static) -> Box<dyn Hear> {
    Box::new(Heard(hear, PhantomData))
}

struct Open {
    element: Element,
    keep: Vec<Keep>,
}

#[derive(Default)]
pub struct Builder {
    open: Vec<Open>,
    done: Vec<Part>,
}

impl Builder {
    pub fn new() -> Builder {
        Builder::default()
    }

    pub fn finish(self) -> Dom {
        Dom(self.done)
    }

    pub fn open(&mut self, name: &str) {
        self.begin(document().create_element(name));
    }

    pub fn open_svg(&mut self, name: &str) {
        self.begin(document().create_element_ns(Some(SVG), name));
    }

    fn begin(&mut self, element: Result<Element, JsValue>) {
        let element = element.expect("view! writes names of elements");
        self.open.push(Open { element, keep: Vec::new() });
    }

    pub fn close(&mut self) {
        if let Some(Open { element, keep }) = self.open.pop() {
            self.add(Part::Node(element.into(), keep));
        }
    }

    pub fn text(&mut self, text: &'static str) {
        self.child(Child::Text(text.into()));
    }

    pub fn child(&mut self, child: Child) {
        self.dom(child.into_dom());
    }

    pub fn dom(&mut self, dom: Dom) {
        for part in dom.0 {
            self.add(part);
        }
    }

    fn add(&mut self, part: Part) {
        let Some(open) = self.open.last_mut() else { return self.done.push(part) };
        let dom = Dom(vec![part]);
        dom.put(&open.element, None);
        if dom.0.iter().any(Part::lives) {
            open.keep.push(Keep::Dom(dom));
        }
    }

    /// The innermost open element.
    fn element(&self) -> &Element {
        &self.open.last().expect("view! sets attributes of open elements").element
    }

    fn keep(&mut self, keep: Keep) {
        if let Some(open) = self.open.last_mut() {
            open.keep.push(keep);
        }
    }

    fn watch(&mut self, mut run: Box<dyn FnMut(&Element)>) {
        let element = self.element().clone();
        self.keep(Keep::Effect(Following::start(Box::new(move || run(&element)))));
    }

    pub fn set(&mut self, name: &'static str, value: &str) {
        let _ = self.element().set_attribute(name, value);
    }

    pub fn attr(&mut self, name: &'static str, value: Attr) {
        match value {
            Attr::Live(value) => self.watch(Box::new(move |el| write(el, name, value.say()))),
            fixed => write(self.element(), name, fixed),
        }
    }

    pub fn style(&mut self, name: &'static str, value: Attr) {
        match value {
            Attr::Live(value) => self.watch(Box::new(move |el| paint(el, name, value.say()))),
            fixed => paint(self.element(), name, fixed),
        }
    }

    pub fn class(&mut self, name: &'static str, on: Flag) {
        match on {
            Flag::Live(on) => self.watch(Box::new(move |el| mark(el, name, on.say()))),
            Flag::Fixed(on) => mark(self.element(), name, on),
        }
    }

    pub fn prop(&mut self, name: &'static str, value: Prop) {
        match value {
            Prop::Live(value) => self.watch(Box::new(move |el| give(el, name, &value.say()))),
            Prop::Fixed(value) => give(self.element(), name, &value),
        }
    }

    pub fn on(&mut self, event: &'static str, mut hear: Box<dyn Hear>) {
        let target = self.element().clone();
        let hears = Closure::<dyn FnMut(Event)>::new(move |event| hear.hear(event));
        let _ = target.add_event_listener_with_callback(event, hears.as_ref().unchecked_ref());
        self.keep(Keep::Ear(Ear { target, event, hears }));
    }

    /// Hands out the element itself, before it is on the page.
    pub fn refer(&mut self, take: impl FnOnce(&Element)) {
        take(self.element());
    }
}

fn write(element: &Element, name: &str, value: Attr) {
    let _ = match value {
        Attr::Absent => element.remove_attribute(name),
        Attr::Text(text) => element.set_attribute(name, &text),
        Attr::Live(value) => return write(element, name, value.say()),
    };
}

fn paint(element: &Element, name: &str, value: Attr) {
    // HTML's and SVG's elements both have a style; web-sys knows it of the former only
    let style = element.unchecked_ref::<web_sys::HtmlElement>().style();
    match value {
        Attr::Absent => drop(style.remove_property(name)),
        Attr::Text(text) => drop(style.set_property(name, &text)),
        Attr::Live(value) => paint(element, name, value.say()),
    }
}

fn mark(element: &Element, class: &str, on: bool) {
    let list = element.class_list();
    let _ = if on { list.add_1(class) } else { list.remove_1(class) };
}

fn give(element: &Element, name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(element, &name.into(), value);
}
