//! Notices: one line, at most one action, bottom centre, six seconds or until closed; and the live
//! region that says them to screen readers.

use crate::i18n::use_texts;
use crate::ui::Icon;
use crate::view::prelude::*;
use std::sync::Arc;

/// How long a notice stays, in milliseconds; one with an action stays longer.
const STAY_MS: u32 = 6_000;
const STAY_WITH_ACTION_MS: u32 = 20_000;
/// More than this are never on the screen together.
const MOST: usize = 3;

/// What a notice offers. Not a `Callback`: that would end with the owner that happens to be current
/// when the notice is shown, and the notice outlives it.
type Act = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Notice {
    id: u32,
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
        Notices { list: RwSignal::default(), aloud: RwSignal::default(), next: stored(0) }
    }

    /// Shows a line.
    pub fn say(self, text: String) {
        self.show(text, None);
    }

    /// Shows a line with something to do about it.
    pub fn offer(self, text: String, action: String, act: impl Fn() + Send + Sync + 'static) {
        self.show(text, Some((action, Arc::new(act))));
    }

    /// Says something to screen readers without showing it.
    pub fn aloud(self, text: String) {
        let _ = self.aloud.try_set(text);
    }

    fn show(self, text: String, action: Option<(String, Act)>) {
        let id = self.next.try_update_value(|n| {
            *n += 1;
            *n
        });
        let Some(id) = id else { return };
        let stay = if action.is_some() { STAY_WITH_ACTION_MS } else { STAY_MS };
        let _ = self.list.try_update(|list| {
            list.retain(|n| n.text != text);
            list.push(Notice { id, text, action });
            let over = list.len().saturating_sub(MOST);
            list.drain(..over);
        });
        gloo::timers::callback::Timeout::new(stay, move || self.close(id)).forget();
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
        <div class="notice">
            <span class="grow">{notice.text}</span>
            {action}
            <button class="notice-close" aria-label=move || t.get().shell.close on:click=move |_| notices.close(id)>
                <Icon name="close" small=true />
            </button>
        </div>
    }
}
