//! How strong a fault is, where that is a question.

use crate::i18n::{kinds, use_lang, use_texts};
use crate::ui::field::NumberField;
use crate::ui::scale::Scale;
use crate::view::prelude::*;
use simcore::design::FaultKind;

/// The field for the strength of the fault that is chosen; nothing where a fault has none.
#[component]
pub fn Strength(what: RwSignal<FaultKind>, strength: RwSignal<f64>) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    move || {
        let kind = what.get();
        kind.strength().and_then(|p| Some((p, Scale::of(p)?))).map(|(p, scale)| {
            let label = move || kinds::fault(lang.get(), kind).strength.to_owned();
            view! {
                <label>
                    <span>{label}</span>
                    <NumberField
                        label=derived(label)
                        scale
                        value=derived(move || Some(strength.get()))
                        unit=derived(move || (t.get().panels.unit)(p.unit).to_owned())
                        on_change=callback(move |v| strength.set(v))
                    />
                </label>
            }
        })
    }
}
