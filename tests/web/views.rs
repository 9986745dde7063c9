//! Views: what changes changes in place, what is gone is still, and what is listed keeps its nodes.

use escala::view::prelude::*;
use leptos::mount::mount_to_renderer;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

fn place() -> Element {
    let document = web_sys::window().and_then(|w| w.document()).unwrap();
    let root = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&root).unwrap();
    root
}

fn text(root: &Element) -> String {
    root.text_content().unwrap_or_default()
}

fn find<T: JsCast>(root: &Element, selector: &str) -> T {
    root.query_selector(selector).unwrap().expect(selector).unchecked_into()
}

#[wasm_bindgen_test]
async fn everything_of_an_element_follows_its_signals() {
    let root = place();
    let (name, on) = (rw_signal("one".to_owned()), rw_signal(false));
    let handle = mount_to_renderer(&root, move || {
        view! {
            <p
                class="p"
                class:on=on
                style:width=move || on.get().then_some("7px")
                title=name
                aria-hidden=move || on.get().then_some("true")
            >
                "is "
                {name}
            </p>
            <input prop:value=name />
            <svg><title>{name}</title><use href="#x"></use></svg>
        }
    });
    let p: HtmlElement = find(&root, "p");
    assert_eq!((text(&p).as_str(), p.class_name().as_str(), p.title().as_str()), ("is one", "p", "one"));
    assert_eq!(p.get_attribute("aria-hidden"), None);
    assert_eq!(find::<Element>(&root, "use").namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"));
    assert_eq!(
        find::<Element>(&root, "title").namespace_uri().as_deref(),
        Some("http://www.w3.org/2000/svg")
    );
    let words = p.last_child().unwrap().previous_sibling().unwrap();
    name.set("two".into());
    on.set(true);
    crate::sleep(20).await;
    assert_eq!((text(&p).as_str(), p.class_name().as_str(), p.title().as_str()), ("is two", "p on", "two"));
    assert_eq!(p.style().get_property_value("width").unwrap(), "7px");
    assert_eq!(p.get_attribute("aria-hidden").as_deref(), Some("true"));
    assert_eq!(find::<HtmlInputElement>(&root, "input").value(), "two");
    assert!(words.is_same_node(p.last_child().unwrap().previous_sibling().as_ref()), "a text keeps its node");
    drop(handle);
    assert_eq!(root.child_element_count(), 0);
    root.remove();
}

#[wasm_bindgen_test]
async fn a_view_that_was_replaced_is_not_run_again() {
    let root = place();
    let (outer, shared) = (rw_signal(1), rw_signal(1));
    let runs: Rc<RefCell<Vec<i32>>> = Rc::default();
    let handle = mount_to_renderer(&root, {
        let runs = runs.clone();
        move || {
            view! {
                <div>
                    {move || {
                        let which = outer.get();
                        let own = rw_signal(which * 10);
                        let runs = runs.clone();
                        let inner = move || {
                            // of a view that is gone, this signal is gone, too
                            let said = own.get() + shared.get();
                            runs.borrow_mut().push(which);
                            said.unsigned_abs()
                        };
                        view! { <b>{inner}</b> }
                    }}
                    <i>"after"</i>
                </div>
            }
        }
    });
    assert_eq!(text(&root), "11after");
    shared.set(2);
    outer.set(2);
    crate::sleep(20).await;
    assert_eq!(text(&root), "22after");
    outer.set(3);
    shared.set(3);
    crate::sleep(20).await;
    assert_eq!(text(&root), "33after");
    runs.borrow_mut().clear();
    shared.set(4);
    crate::sleep(20).await;
    assert_eq!(*runs.borrow(), [3], "only the view that is shown follows");
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn items_of_a_list_keep_their_nodes_in_any_order() {
    let root = place();
    let items = rw_signal(vec![1_u32, 2, 3, 4]);
    let handle = mount_to_renderer(&root, move || {
        view! {
            <ol>
                <For each=move || items.get() key=|i| *i let:i>
                    <li id=format!("item-{i}")>{i}</li>
                </For>
            </ol>
        }
    });
    let node = |i: u32| find::<Element>(&root, &format!("#item-{i}"));
    let before = [node(1), node(2), node(3), node(4)];
    for next in [vec![4, 3, 2, 1], vec![2, 4], vec![5, 4, 6, 2], vec![], vec![2]] {
        let all: String = next.iter().map(u32::to_string).collect();
        items.set(next);
        crate::sleep(20).await;
        assert_eq!(text(&root), all);
        if all == "24" {
            assert!(node(2).is_same_node(Some(&before[1])) && node(4).is_same_node(Some(&before[3])));
        }
    }
    assert!(!node(2).is_same_node(Some(&before[1])), "what was away is made anew");
    drop(handle);
    root.remove();
}

#[wasm_bindgen_test]
async fn nothing_is_heard_of_what_is_gone() {
    let root = place();
    let (shown, clicks) = (rw_signal(true), rw_signal(0_u32));
    let handle = mount_to_renderer(&root, move || {
        view! {
            <Show when=move || shown.get() fallback=|| view! { <i>"none"</i> }>
                <button on:click=move |_| clicks.update(|n| *n += 1)>{clicks}</button>
            </Show>
        }
    });
    let button: HtmlElement = find(&root, "button");
    button.click();
    crate::sleep(20).await;
    assert_eq!(text(&root), "1");
    shown.set(false);
    crate::sleep(20).await;
    assert_eq!(text(&root), "none");
    button.click();
    assert_eq!(clicks.get_untracked(), 1, "a button that is gone has no effect");
    shown.set(true);
    crate::sleep(20).await;
    assert_eq!(text(&root), "1");
    drop(handle);
    root.remove();
}

/// Memory of the page in KiB: it never shrinks.
fn memory() -> usize {
    core::arch::wasm32::memory_size(0) * 64
}

/// Signals and owners keep a place for each follower that they ever had unless it is taken away:
/// a page that runs for a lesson makes hundreds of thousands.
#[wasm_bindgen_test]
async fn what_is_made_anew_leaves_nothing_behind() {
    const TIMES: u32 = 300;
    let root = place();
    let (turn, lang) = (rw_signal(0u32), rw_signal("en".to_owned()));
    let handle = mount_to_renderer(&root, move || {
        let items = move || (0..60).map(|i| turn.get() * 60 + i).collect::<Vec<_>>();
        view! {
            <p>{move || {
                let many = (0..60).map(|i| view! { <b title=lang>{turn.get() + i}</b> }).collect_view();
                let short = memo(move || lang.get().len());
                view! { {many}<i>{short}</i> }
            }}</p>
            <For each=items key=|i| *i let:i><u title=lang>{i}</u></For>
        }
    });
    let all = async |from: u32| {
        for n in from..from + TIMES {
            turn.set(n);
            crate::sleep(0).await;
        }
    };
    all(1).await;
    let before = memory();
    all(1 + TIMES).await;
    let grown = memory() - before;
    assert_eq!(text(&find::<Element>(&root, "u")), format!("{}", 2 * TIMES * 60));
    assert!(grown <= 128, "36,000 views more and {grown} KiB more");
    drop(handle);
    root.remove();
}
