//! Put the steps of a flow in order: by dragging, or with two arrows a line, which is all that a
//! keyboard, a screen reader or a thumb needs.

use super::cx::{Action, ActionButton, Mark, StepCx};
use super::progress::Answer;
use super::prose;
use super::step::After;
use crate::i18n;
use crate::ui::Icon;
use crate::view::prelude::*;
use lessons::grade;
use lessons::lesson::{Order, StepKind};
use wasm_bindgen::JsCast;

/// Lines as they stand, and as they stood when they were checked last.
#[derive(Clone, Copy)]
struct Lines {
    cx: StepCx,
    ids: RwSignal<Vec<String>>,
    checked: RwSignal<Option<Vec<String>>>,
    /// Said to those who do not see the lines move.
    spoken: RwSignal<String>,
    /// The line under the hand.
    held: RwSignal<Option<usize>>,
    task: StoredValue<Order>,
    texts: Signal<&'static i18n::Texts>,
}

/// What was kept, if it still names exactly the items of the lesson.
fn kept(task: &Order, answer: Option<Answer>) -> Option<Vec<String>> {
    let Some(Answer::Ordered(ids)) = answer else { return None };
    let whole = ids.len() == task.items.len() && task.items.iter().all(|o| ids.contains(&o.id));
    whole.then_some(ids)
}

/// Takes an item out and puts it in at another place; what lies between closes up.
fn shift(ids: &mut Vec<String>, from: usize, to: usize) -> bool {
    if from == to || from >= ids.len() || to >= ids.len() {
        return false;
    }
    let id = ids.remove(from);
    ids.insert(to, id);
    true
}

impl Lines {
    fn new(cx: StepCx, task: Order) -> Lines {
        let kept = kept(&task, cx.answer());
        let ids = kept.clone().unwrap_or_else(|| grade::shuffled(&cx.id(), &task));
        Lines {
            cx,
            ids: rw_signal(ids),
            checked: rw_signal(kept),
            spoken: rw_signal(String::new()),
            held: rw_signal(None),
            task: stored(task),
            texts: i18n::use_texts(),
        }
    }

    fn stands(self) -> bool {
        self.checked.with(|c| c.as_ref().is_some_and(|c| self.ids.with(|ids| ids == c)))
    }

    fn check(self) {
        let ids = self.ids.get_untracked();
        self.cx.keep(Answer::Ordered(ids.clone()));
        if self.task.with_value(|t| grade::order(t, &ids).passed) {
            self.cx.tick();
        }
        self.checked.set(Some(ids));
    }

    fn put(self, from: usize, to: usize) {
        let moved = self.ids.try_update(|ids| shift(ids, from, to)).unwrap_or_default();
        if moved {
            let (what, n) = (untrack(|| self.words(to)), self.ids.with_untracked(Vec::len));
            self.spoken.set((self.texts.get_untracked().course.moved_to)(&what, to + 1, n));
        }
    }

    /// The text of the item in this place.
    fn words(self, place: usize) -> String {
        self.item(place, |o, _| lessons::prose::plain(&o.text)).unwrap_or_default()
    }

    fn item<T>(self, place: usize, f: impl FnOnce(&lessons::lesson::Opt, &str) -> T) -> Option<T> {
        let id = self.ids.with(|ids| ids.get(place).cloned())?;
        let slug = self.cx.slug();
        self.cx.with(|s| match &s.kind {
            StepKind::Order(o) => o.items.iter().find(|o| o.id == id).map(|o| f(o, &slug)),
            _ => None,
        })
    }
}

#[component]
pub fn OrderStep(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let task: Option<Order> = cx.peek(|s| match &s.kind {
        StepKind::Order(o) => Some(o.clone()),
        _ => None,
    });
    let task = task?;
    let count = task.items.len();
    let lines = Lines::new(cx, task);
    let fits = memo(move || {
        let checked = lines.checked.get().filter(|_| lines.stands())?;
        Some(lines.task.with_value(|t| grade::in_order(t, &checked)))
    });
    let passed = derived(move || fits.with(|f| f.as_ref().is_some_and(|f| f.iter().all(|x| *x))));
    let label = derived(move || t.get().course.check_answer);
    let ready = derived(move || !lines.stands());
    let action = Action { label, run: callback(move |()| lines.check()), ready };
    cx.set_action(action);
    let sentence = move || {
        let c = &t.get().course;
        fits.with(|f| {
            let n = f.as_ref()?.iter().filter(|x| **x).count();
            Some(if n == count { c.order_right.to_owned() } else { (c.order_partly)(n, count) })
        })
    };
    let rows = (0..count).map(|place| {
        let fit = derived(move || fits.with(|f| f.as_ref().and_then(|f| f.get(place).copied())));
        view! { <Line lines place count fit /> }
    });
    Some(view! {
        <section class="task" data-testid="order" aria-labelledby="order-title">
            <h2 id="order-title">{move || t.get().course.in_order}</h2>
            <p class="task-note">{move || t.get().course.in_order_how}</p>
            <ol class="order">{rows.collect_view()}</ol>
            <p class="sr-only" role="status">{move || lines.spoken.get()}</p>
            <p class="task-verdict" role="status" data-testid="verdict">{sentence}</p>
            <div class="task-row">
                <ActionButton action testid="check" />
            </div>
        </section>
        <After cx show=passed />
    })
}

/// A place of the list with the item that stands in it.
#[component]
fn Line(lines: Lines, place: usize, count: usize, fit: Signal<Option<bool>>) -> impl IntoView {
    let t = i18n::use_texts();
    let word = derived(move || {
        let c = &t.get().course;
        if fit.get() == Some(true) { c.fits } else { c.does_not_fit }.to_owned()
    });
    let note = move || {
        let here = fit.get() == Some(false);
        lines.item(place, |o, slug| here.then(|| prose::runs(&o.feedback, slug))).flatten()
    };
    let text = move || lines.item(place, |o, slug| prose::runs(&o.text, slug));
    let last = count - 1;
    let label = move |up: bool| {
        let c = &t.get().course;
        let say = if up { c.move_up } else { c.move_down };
        say(&lines.words(place))
    };
    let step = move |up: bool| {
        let to = if up { place.checked_sub(1) } else { Some(place + 1).filter(|p| *p <= last) };
        if let Some(to) = to {
            lines.put(place, to);
            // the hand stays on the item that it moves
            request_animation_frame(move || focus_arrow(to, up));
        }
    };
    let take = move |ev: web_sys::DragEvent| {
        if let Some(data) = ev.data_transfer() {
            let _ = data.set_data("text/plain", &untrack(|| lines.words(place)));
            data.set_effect_allowed("move");
        }
        lines.held.set(Some(place));
    };
    let over = move |ev: web_sys::DragEvent| {
        if lines.held.with_untracked(Option::is_some) {
            ev.prevent_default();
        }
    };
    let drop = move |ev: web_sys::DragEvent| {
        ev.prevent_default();
        if let Some(from) = lines.held.get_untracked() {
            lines.put(from, place);
        }
        lines.held.set(None);
    };
    view! {
        <li
            class="order-line"
            class:order-held=move || lines.held.get() == Some(place)
            draggable="true"
            data-testid="item"
            on:dragstart=take
            on:dragover=over
            on:drop=drop
            on:dragend=move |_| lines.held.set(None)
        >
            <b class="order-place">{(place + 1).to_string()}</b>
            <div>
                {text}
                <div class="choice-note" role="status">
                    <Show when=move || fit.get().is_some()>
                        <Mark ok=derived(move || fit.get() == Some(true)) words=word />
                        <span>{note}</span>
                    </Show>
                </div>
            </div>
            <button
                class="btn order-arrow"
                type="button"
                id=format!("order-up-{place}")
                aria-label=move || label(true)
                aria-disabled=(place == 0).then_some("true")
                on:click=move |_| step(true)
            >
                <Icon name="chevron-up" small=true />
            </button>
            <button
                class="btn order-arrow"
                type="button"
                id=format!("order-down-{place}")
                aria-label=move || label(false)
                aria-disabled=(place == last).then_some("true")
                on:click=move |_| step(false)
            >
                <Icon name="chevron-down" small=true />
            </button>
        </li>
    }
}

fn focus_arrow(place: usize, up: bool) {
    let id = format!("order-{}-{place}", if up { "up" } else { "down" });
    let element = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(&id));
    if let Some(button) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::lesson::Opt;

    fn ids(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn an_item_moves_and_the_others_close_up() {
        for (from, to, want) in [(0, 2, "b c a d"), (3, 0, "d a b c"), (1, 2, "a c b d")] {
            let mut list = ids("a b c d");
            assert!(shift(&mut list, from, to));
            assert_eq!(list, ids(want));
        }
        let mut list = ids("a b c d");
        assert!(!shift(&mut list, 1, 1) && !shift(&mut list, 4, 0) && !shift(&mut list, 0, 4));
        assert_eq!(list, ids("a b c d"));
    }

    #[test]
    fn an_order_of_other_items_is_not_taken_up_again() {
        let opt = |id: &str| Opt { id: id.into(), text: Vec::new(), feedback: Vec::new() };
        let task = Order { items: vec![opt("a"), opt("b"), opt("c")] };
        let take = |text: &str| kept(&task, Some(Answer::Ordered(ids(text))));
        assert_eq!(take("c a b"), Some(ids("c a b")));
        assert_eq!(take("c a"), None);
        assert_eq!(take("c a z"), None);
        assert_eq!(kept(&task, Some(Answer::Picked(ids("c a b")))), None);
    }
}
