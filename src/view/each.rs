//! A list whose items keep their nodes, and all that is typed or focused in them, while the list
//! changes.

use super::child::IntoDom;
use super::component;
use super::dom::Dom;
use super::region::List;
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// One view for each item of `each`; items are the same when their keys are.
#[component]
pub fn For<I, T, K, V>(
    each: impl Fn() -> I + 'static,
    key: impl Fn(&T) -> K + 'static,
    children: impl Fn(T) -> V + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T>,
    T: 'static,
    K: Hash,
    V: IntoDom,
{
    let items: Rc<RefCell<Vec<Option<T>>>> = Rc::default();
    let keys = {
        let items = items.clone();
        move || {
            let now: Vec<T> = each().into_iter().collect();
            let keys = now.iter().map(|item| hash(&key(item))).collect();
            items.replace(now.into_iter().map(Some).collect());
            keys
        }
    };
    let make = move |place: usize| {
        let item = items.borrow_mut()[place].take();
        item.map(|item| children(item).into_dom()).unwrap_or_default()
    };
    Dom(vec![List::start(Box::new(keys), Box::new(make))])
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
