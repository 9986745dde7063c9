//! A piece of the page that is there: nodes in order, and everything that lives as long as they do.

use super::live::Following;
use super::region::{List, Region};
use leptos::tachys::view::{Mountable, Render};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, Node};

/// What ends with a node.
pub(super) enum Keep {
    Effect(#[expect(dead_code, reason = "an effect runs until it is dropped")] Following),
    Ear(#[expect(dead_code, reason = "an ear hears until it is dropped")] Ear),
    Dom(#[expect(dead_code, reason = "what is in an element goes with it")] Dom),
}

/// A listener that stops listening when it is dropped: an event on its way would call into nothing.
pub(super) struct Ear {
    pub target: Element,
    pub event: &'static str,
    pub hears: Closure<dyn FnMut(Event)>,
}

impl Drop for Ear {
    fn drop(&mut self) {
        let hears = self.hears.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, hears);
    }
}

pub(super) enum Part {
    Node(Node, Vec<Keep>),
    Region(Rc<Region>, #[expect(dead_code, reason = "keeps the region up to date")] Following),
    List(Rc<List>, #[expect(dead_code, reason = "keeps the list up to date")] Following),
}

impl Part {
    fn put(&self, parent: &Node, before: Option<&Node>) {
        match self {
            Part::Node(node, _) => put_node(node, parent, before),
            Part::Region(region, _) => region.put(parent, before),
            Part::List(list, _) => list.put(parent, before),
        }
    }

    fn take(&self) {
        match self {
            Part::Node(node, _) => take_node(node),
            Part::Region(region, _) => region.take(),
            Part::List(list, _) => list.take(),
        }
    }

    fn first(&self) -> Option<Node> {
        match self {
            Part::Node(node, _) => Some(node.clone()),
            Part::Region(region, _) => region.first(),
            Part::List(list, _) => list.first(),
        }
    }

    fn last(&self) -> Option<Node> {
        match self {
            Part::Node(node, _) => Some(node.clone()),
            Part::Region(region, _) => Some(region.last()),
            Part::List(list, _) => Some(list.last()),
        }
    }

    /// Does anything live in it?
    pub(super) fn lives(&self) -> bool {
        !matches!(self, Part::Node(_, keep) if keep.is_empty())
    }
}

pub(super) fn put_node(node: &Node, parent: &Node, before: Option<&Node>) {
    let _ = parent.insert_before(node, before);
}

pub(super) fn take_node(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _ = parent.remove_child(node);
    }
}

/// Nodes in order with what keeps them up to date. Dropping it stops that; the nodes stay where
/// they are until `take`.
#[derive(Default)]
#[must_use = "a view that nobody shows is thrown away"]
pub struct Dom(pub(super) Vec<Part>);

impl Dom {
    /// Puts all of it into `parent`, at the end or before a node that is there. What is somewhere
    /// else moves.
    pub(super) fn put(&self, parent: &Node, before: Option<&Node>) {
        self.0.iter().for_each(|part| part.put(parent, before));
    }

    /// Takes all of it out of the page.
    pub(super) fn take(&self) {
        self.0.iter().for_each(Part::take);
    }

    pub(super) fn first(&self) -> Option<Node> {
        self.0.iter().find_map(Part::first)
    }

    pub(super) fn last(&self) -> Option<Node> {
        self.0.iter().rev().find_map(Part::last)
    }
}

impl Render for Dom {
    type State = Dom;

    fn build(self) -> Dom {
        self
    }

    fn rebuild(self, state: &mut Dom) {
        if let Some(last) = state.last()
            && let Some(parent) = last.parent_node()
        {
            self.put(&parent, last.next_sibling().as_ref());
        }
        state.take();
        *state = self;
    }
}

impl Mountable for Dom {
    fn unmount(&mut self) {
        self.take();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.put(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        match first.parent_element() {
            Some(parent) => child.try_mount(&parent, Some(&first)),
            None => false,
        }
    }

    fn elements(&self) -> Vec<Element> {
        self.0
            .iter()
            .filter_map(|part| match part {
                Part::Node(node, _) => node.dyn_ref::<Element>().cloned(),
                _ => None,
            })
            .collect()
    }
}
