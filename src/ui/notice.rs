//! Notices: one line, at most one action, six seconds or until closed; and the live region that says
//! them to screen readers. A new one takes the place of the one before about the same matter.

use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;
use std::panic::Location;
use std::sync::Arc;

/// How long a notice stays, in milliseconds; one with an action stays longer.
const STAY_MS: u32 = 6_000;
const STAY_WITH_ACTION_MS: u32 = 20_000;
/// Younger ones belong to the page that was just entered.
const FRESH_MS: f64 = 1_000.0;
/// More than this are never on the screen together.
const MOST: usize = 2;

/// What a notice offers. Not a `Callback`: that would end with the owner that happens to be current
/// when the notice is shown, and the notice outlives it.
type Act = Arc<dyn Fn() + Send + Sync>;

/// What a notice is about: the line of the program that says it.
type Matter = &'static Location<'static>;

#[derive(Clone)]
struct Notice {
    id: u32,
    matter: Matter,
    since_ms: f64,
    text: String,
    action: Option<(String, Act)>,
}

/// The notices of the page.
#[derive(Clone, Copy)]
pub struct Notices {
    list: RwSignal<Vec<Notice>>,
    /// For screen readers only.
    aloud: RwSignal<String>,
    next: StoredValue<u32>,
    /// The notice under the pointer or with the focus: it waits.
    held: StoredValue<Option<u32>>,
}

fn now_ms() -> f64 {
    crate::engine::pump::now_ms()
}

impl Notices {
    /// Makes the notices of the page; below it, [`Notices::from_context`] finds them.
    pub fn provide() -> Notices {
        let notices = Notices::alone();
        provide_context(notices);
        notices
    }

    /// Those of the page, or some that nobody shows.
    pub fn from_context() -> Notices {
        use_context().unwrap_or_else(Notices::alone)
    }

    fn alone() -> Notices {
        Notices { list: RwSignal::default(), aloud: RwSignal::default(), next: stored(0), held: stored(None) }
    }

    /// Shows a line.
    #[track_caller]
    pub fn say(self, text: String) {
        self.show(Location::caller(), text, None);
    }

    /// Shows a line with something to do about it.
    #[track_caller]
    pub fn offer(self, text: String, action: String, act: impl Fn() + Send + Sync + 'static) {
        self.show(Location::caller(), text, Some((action, Arc::new(act))));
    }

    /// Says something to screen readers without showing it.
    pub fn aloud(self, text: String) {
        let _ = self.aloud.try_set(text);
    }

    /// Another page is entered: what was said on the one before is over.
    pub fn turn_page(self) {
        let young = now_ms() - FRESH_MS;
        if self.list.try_with_untracked(|l| l.iter().any(|n| n.since_ms < young)).unwrap_or_default() {
            let _ = self.list.try_update(|list| list.retain(|n| n.since_ms >= young));
        }
    }

    fn show(self, matter: Matter, text: String, action: Option<(String, Act)>) {
        let id = self.next.try_update_value(|n| {
            *n += 1;
            *n
        });
        let Some(id) = id else { return };
        let stay = if action.is_some() { STAY_WITH_ACTION_MS } else { STAY_MS };
        let since_ms = now_ms();
        let _ = self.list.try_update(|list| {
            list.retain(|n| n.matter != matter && n.text != text);
            list.push(Notice { id, matter, since_ms, text, action });
            let over = list.len().saturating_sub(MOST);
            list.drain(..over);
        });
        self.close_after(id, stay);
    }

    fn close_after(self, id: u32, stay: u32) {
        let close = move || {
            if self.held.try_get_value().flatten() != Some(id) {
                self.close(id);
            }
        };
        gloo::timers::callback::Timeout::new(stay, close).forget();
    }

    /// Somebody reads it, or is about to use it.
    fn hold(self, id: u32) {
        let _ = self.held.try_set_value(Some(id));
    }

    fn release(self, id: u32) {
        let _ = self.held.try_set_value(None);
        self.close_after(id, STAY_MS);
    }

    fn close(self, id: u32) {
        let _ = self.list.try_update(|list| list.retain(|n| n.id != id));
    }
}

/// The place where notices appear.
#[component]
pub fn NoticeBoard() -> impl IntoView {
    let notices = Notices::from_context();
    view! {
        <div class="notices" role="status" aria-live="polite" data-testid="notices">
            <For each=move || notices.list.get() key=|n| n.id let:notice>
                <Line notices notice />
            </For>
        </div>
        <div class="aloud" aria-live="polite">{move || notices.aloud.get()}</div>
    }
}

#[component]
fn Line(notices: Notices, notice: Notice) -> impl IntoView {
    let t = use_texts();
    let id = notice.id;
    let action = notice.action.map(|(label, act)| {
        view! {
            <button class="notice-act" on:click=move |_| { notices.close(id); act(); }>{label}</button>
        }
    });
    view! {
        <div
            class="notice"
            on:pointerenter=move |_| notices.hold(id)
            on:pointerleave=move |_| notices.release(id)
            on:focusin=move |_| notices.hold(id)
            on:focusout=move |_| notices.release(id)
        >
            <span class="grow">{notice.text}</span>
            {action}
            <button class="notice-close" aria-label=move || t.get().shell.close on:click=move |_| notices.close(id)>
                <Icon name="close" small=true />
            </button>
        </div>
    }
}
