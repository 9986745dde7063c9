//! Board or list: two forms of one document, and the choice between them.

use crate::i18n::use_texts;
use crate::keep::settings;
use crate::ui::Icon;
use crate::ui::keys::on_key;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;

/// How a board is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Board,
    List,
}

impl Form {
    pub const fn name(self) -> &'static str {
        match self {
            Form::Board => "board",
            Form::List => "list",
        }
    }

    pub fn from_name(name: &str) -> Option<Form> {
        [Form::Board, Form::List].into_iter().find(|f| f.name() == name)
    }

    const fn other(self) -> Form {
        match self {
            Form::Board => Form::List,
            Form::List => Form::Board,
        }
    }
}

#[derive(Clone, Copy)]
struct FormContext(RwSignal<Form>);

/// Makes the choice available to everything below the current owner, and keeps it for the next visit.
/// L changes it wherever a board is shown.
pub fn provide_form() {
    let form = rw_signal(settings::form());
    use_form_key(form);
    provide_context(FormContext(form));
    Effect::watch(move || form.get(), |form, _, _| settings::keep_form(*form), false);
}

/// Board or list.
pub fn use_form() -> RwSignal<Form> {
    use_context::<FormContext>().map_or_else(|| rw_signal(Form::Board), |c| c.0)
}

fn use_form_key(form: RwSignal<Form>) {
    let shown = || document().query_selector("[data-testid=board], [data-testid=list]").ok().flatten();
    on_key(move |ev| {
        let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() && !ev.repeat();
        if plain && ev.key().eq_ignore_ascii_case("l") && shown().is_some() {
            ev.prevent_default();
            form.update(|f| *f = f.other());
            request_animation_frame(follow);
        }
    });
}

/// What had the focus may be gone with the other form: it goes to where one works.
fn follow() {
    if !focus_is_lost() {
        return;
    }
    let places = ["[data-row][tabindex='0']", "[data-node][tabindex='0']", "#content"];
    let found = places.iter().find_map(|place| document().query_selector(place).ok().flatten());
    if let Some(place) = found {
        focus(&place);
    }
}

/// Has nothing on the page the focus?
pub(super) fn focus_is_lost() -> bool {
    document().active_element().is_none_or(|e| e.tag_name().eq_ignore_ascii_case("body"))
}

/// Gives the focus to an element of either sort.
pub(super) fn focus(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    } else if let Some(element) = element.dyn_ref::<web_sys::SvgElement>() {
        let _ = element.focus();
    }
}

/// The switch between the two forms.
#[component]
pub fn FormSwitch() -> impl IntoView {
    let (t, form) = (use_texts(), use_form());
    let name = move |which: Form| match which {
        Form::Board => t.get().list.board,
        Form::List => t.get().list.list,
    };
    let button = move |which: Form| {
        view! {
            <button
                type="button"
                title=move || format!("{} (L)", name(which))
                aria-label=move || name(which)
                aria-pressed=move || if form.get() == which { "true" } else { "false" }
                data-testid=format!("form-{}", which.name())
                on:click=move |_| form.set(which)
            >
                <Icon name=which.name() small=true />
                <span>{move || name(which)}</span>
            </button>
        }
    };
    view! {
        <span class="seg form-switch" role="group" aria-label=move || t.get().list.form>
            {button(Form::Board)}
            {button(Form::List)}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_comes_back_from_its_name() {
        for form in [Form::Board, Form::List] {
            assert_eq!(Form::from_name(form.name()), Some(form));
            assert_ne!(form.other(), form);
        }
        assert_eq!(Form::from_name("tree"), None);
    }
}
