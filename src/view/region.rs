//! The two kinds of places that change: one child that is made anew, and a list whose items keep
//! their nodes. Each ends with a comment that marks the place while nothing is in it.

use super::child::{Child, Make};
use super::dom::{Dom, Part, put_node, take_node};
use super::live::Following;
use leptos::prelude::{Owner, untrack};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Comment, Node, Text};

pub(super) fn text_node(text: &str) -> Text {
    Text::new_with_data(text).expect("a document makes texts")
}

fn mark() -> Node {
    Comment::new().expect("a document makes comments").unchecked_into()
}

enum Now {
    Empty,
    Text(Text, String),
    Dom(Dom),
}

pub(super) struct Region {
    end: Node,
    now: RefCell<Now>,
}

impl Region {
    /// The place of a child that is made again whenever a signal that it reads changes.
    pub(super) fn start(mut make: Box<dyn Make>) -> Part {
        let region = Rc::new(Region { end: mark(), now: RefCell::new(Now::Empty) });
        // weak: what an effect runs is let go of only later, and until then the views in here would
        // live on
        let place = Rc::downgrade(&region);
        let effect = Following::start(Box::new(move || {
            if let Some(region) = place.upgrade() {
                region.show(make.make());
            }
        }));
        Part::Region(region, effect)
    }

    fn show(&self, child: Child) {
        let next = match child {
            Child::Text(text) => {
                // the text that is there keeps its node: selections and readers of the screen hold
                // on to it
                if let Now::Text(node, shown) = &mut *self.now.borrow_mut() {
                    if *shown != text {
                        node.set_data(&text);
                        *shown = text.into_owned();
                    }
                    return;
                }
                Now::Text(text_node(&text), text.into_owned())
            }
            other => match other.into_dom() {
                dom if dom.0.is_empty() => Now::Empty,
                dom => Now::Dom(dom),
            },
        };
        let old = self.now.replace(next);
        if let Some(parent) = self.end.parent_node() {
            old.take();
            self.now.borrow().put(&parent, Some(&self.end));
        }
    }

    pub(super) fn put(&self, parent: &Node, before: Option<&Node>) {
        put_node(&self.end, parent, before);
        self.now.borrow().put(parent, Some(&self.end));
    }

    pub(super) fn take(&self) {
        self.now.borrow().take();
        take_node(&self.end);
    }

    pub(super) fn first(&self) -> Option<Node> {
        match &*self.now.borrow() {
            Now::Text(node, _) => Some(node.clone().into()),
            Now::Dom(dom) => dom.first(),
            Now::Empty => None,
        }
        .or_else(|| Some(self.end.clone()))
    }

    pub(super) fn last(&self) -> Node {
        self.end.clone()
    }
}

impl Now {
    fn put(&self, parent: &Node, before: Option<&Node>) {
        match self {
            Now::Empty => {}
            Now::Text(node, _) => put_node(node, parent, before),
            Now::Dom(dom) => dom.put(parent, before),
        }
    }

    fn take(&self) {
        match self {
            Now::Empty => {}
            Now::Text(node, _) => take_node(node),
            Now::Dom(dom) => dom.take(),
        }
    }
}

struct Item {
    key: u64,
    dom: Dom,
    owner: Owner,
}

pub(super) struct List {
    end: Node,
    items: RefCell<Vec<Item>>,
    /// Owners of items that are gone, for those to come.
    spare: RefCell<Vec<Owner>>,
}

impl List {
    /// `keys` is asked again whenever a signal that it reads changes; `make` gives the view of the
    /// item at a place when its key is new.
    pub(super) fn start(
        mut keys: Box<dyn FnMut() -> Vec<u64>>,
        mut make: Box<dyn FnMut(usize) -> Dom>,
    ) -> Part {
        let list = Rc::new(List { end: mark(), items: RefCell::default(), spare: RefCell::default() });
        // items outlive the run of the effect that makes them
        let parent = Owner::current().unwrap_or_default();
        let place = Rc::downgrade(&list);
        let effect = Following::start(Box::new(move || {
            let Some(list) = place.upgrade() else { return };
            let keys = keys();
            untrack(|| {
                list.show(keys, &mut |place| {
                    // an owner keeps a place for each that was ever made in it
                    let spare = list.spare.borrow_mut().pop();
                    let owner = spare.unwrap_or_else(|| parent.with(Owner::new));
                    let dom = owner.with(|| make(place));
                    (dom, owner)
                })
            });
        }));
        Part::List(list, effect)
    }

    fn show(&self, keys: Vec<u64>, make: &mut dyn FnMut(usize) -> (Dom, Owner)) {
        let mut old: Vec<Option<Item>> = self.items.take().into_iter().map(Some).collect();
        let mut items = Vec::with_capacity(keys.len());
        for (place, key) in keys.into_iter().enumerate() {
            // mostly nothing moved, and the item is where it was
            let is_it = |item: &Option<Item>| item.as_ref().is_some_and(|i| i.key == key);
            let at = match old.get(place) {
                Some(item) if is_it(item) => Some(place),
                _ => old.iter().position(is_it),
            };
            items.push(match at.and_then(|at| old[at].take()) {
                Some(item) => item,
                None => {
                    let (dom, owner) = make(place);
                    Item { key, dom, owner }
                }
            });
        }
        for gone in old.into_iter().flatten() {
            gone.dom.take();
            drop(gone.dom);
            gone.owner.cleanup();
            self.spare.borrow_mut().push(gone.owner);
        }
        if let Some(parent) = self.end.parent_node() {
            let mut before = self.end.clone();
            for item in items.iter().rev() {
                let in_place =
                    item.dom.last().is_some_and(|last| last.next_sibling().as_ref() == Some(&before));
                if !in_place {
                    item.dom.put(&parent, Some(&before));
                }
                before = item.dom.first().unwrap_or(before);
            }
        }
        self.items.replace(items);
    }

    pub(super) fn put(&self, parent: &Node, before: Option<&Node>) {
        put_node(&self.end, parent, before);
        self.items.borrow().iter().for_each(|item| item.dom.put(parent, Some(&self.end)));
    }

    pub(super) fn take(&self) {
        self.items.borrow().iter().for_each(|item| item.dom.take());
        take_node(&self.end);
    }

    pub(super) fn first(&self) -> Option<Node> {
        self.items.borrow().iter().find_map(|item| item.dom.first()).or_else(|| Some(self.end.clone()))
    }

    pub(super) fn last(&self) -> Node {
        self.end.clone()
    }
}
