//! Ways through time as buttons: one event back and on, to the next failure, and to both sides of
//! a fork.

use crate::desk::Desk;
use crate::i18n::{time::Texts, use_texts};
use crate::ui::{Icon, IconButton};
use crate::view::prelude::*;

type Word = fn(&Texts) -> &'static str;

#[component]
pub fn EventSteps(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let failure = move || {
        let t = &t.get().time;
        if desk.time.seeking.get() { t.searching } else { t.next_failure }.to_owned()
    };
    view! {
        <IconButton
            icon="step-back"
            label=derived(move || t.get().time.step_back.to_owned())
            on_press=callback(move |()| desk.step_back())
            class="tp-step tp-more"
        />
        <IconButton
            icon="step"
            label=derived(move || t.get().panels.step_event.to_owned())
            on_press=callback(move |()| desk.step_event())
            class="tp-step"
        />
        <IconButton
            icon="next-failure"
            label=derived(failure)
            on_press=callback(move |()| desk.next_failure())
            disabled=derived(move || desk.time.seeking.get())
            class="tp-step tp-more"
        />
    }
}

/// "Fork here"; on a fork the way to its other side, and the end of it.
#[component]
pub fn ForkButtons(desk: Desk) -> impl IntoView {
    let t = use_texts();
    let fork = desk.time.fork;
    let forked = memo(move || fork.with(Option::is_some));
    let button = move |icon: &'static str, word: Word, help: Word, act: fn(Desk)| {
        view! {
            <button
                type="button"
                class="btn tp-fork"
                aria-label=move || word(&t.get().time)
                title=move || format!("{}. {}", word(&t.get().time), help(&t.get().time))
                on:click=move |_| act(desk)
            >
                <Icon name=icon small=true />
                <span>{move || word(&t.get().time)}</span>
            </button>
        }
    };
    let sides = move || {
        let original = fork.with(|f| f.is_some_and(|f| f.original));
        let across: (Word, Word) =
            if original { (|t| t.to_fork, |t| t.on_original) } else { (|t| t.to_original, |t| t.on_fork) };
        vec![
            button("compare", across.0, across.1, Desk::swap),
            button("check", |t| t.keep_this, |t| t.keep_help, Desk::join),
        ]
        .into_iter()
        .collect_view()
    };
    view! {
        <span class="tp-forks">
            {move || if forked.get() {
                sides()
            } else {
                button("fork", |t| t.fork_here, |t| t.fork_help, Desk::fork)
            }}
        </span>
    }
}
