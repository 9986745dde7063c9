//! One parameter: label, value with unit, ruler with the default marked, range, help and source.

use crate::board::{Board, Msg};
use crate::content::help::Helps;
use crate::desk::Desk;
use crate::i18n::{Lang, kinds, number, use_lang, use_texts};
use crate::ui::{field::NumberField, fresh_id, ruler::Ruler, scale::Scale, segmented::Segmented};
use crate::view::prelude::*;
use simcore::design::{LinkParams, NodeId};
use simcore::kinds::KindId;
use simcore::param::{Param, Range};

/// Where a parameter is: on stations of one kind, or on a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Nodes(Vec<NodeId>, KindId),
    Link(NodeId, NodeId),
}

/// Choices of at most so many letters together stand side by side; longer ones fold.
const SIDE_BY_SIDE: usize = 26;

impl Place {
    fn table(&self) -> &'static [Param] {
        match self {
            Place::Nodes(_, kind) => kind.table(),
            Place::Link(..) => LinkParams::TABLE,
        }
    }

    fn texts(&self, lang: Lang) -> &'static kinds::KindText {
        match self {
            Place::Nodes(_, kind) => kinds::kind(lang, *kind),
            Place::Link(..) => kinds::link(lang),
        }
    }

    /// The value that all have in common.
    fn value(&self, board: &Board, index: usize) -> Option<f64> {
        match self {
            Place::Nodes(nodes, _) => {
                let mut values = nodes.iter().map(|id| board.param(*id, index));
                let first = values.next()??;
                values.all(|v| v == Some(first)).then_some(first)
            }
            Place::Link(from, to) => {
                let link = board.design.links.iter().find(|l| (l.from, l.to) == (*from, *to))?;
                Some(link.params.get(index).copied().unwrap_or(LinkParams::TABLE.get(index)?.default))
            }
        }
    }

    fn set(&self, param: usize, value: f64) -> Msg {
        match self {
            Place::Nodes(nodes, _) => Msg::SetParam { nodes: nodes.clone(), param, value },
            Place::Link(from, to) => Msg::SetLinkParam { link: (*from, *to), param, value },
        }
    }

    /// Is the parameter of use with the choices made? Mixed choices show everything.
    fn applies(&self, board: &Board, index: usize) -> bool {
        let Some((other, mask)) = self.table().get(index).and_then(|p| p.only_if) else { return true };
        match self.value(board, other) {
            Some(choice) => mask >> (choice as u64).min(63) & 1 == 1,
            None => true,
        }
    }
}

/// A row of the settings.
#[component]
pub fn ParamRow(desk: Desk, place: Place, index: usize, #[prop(into)] locked: Signal<bool>) -> impl IntoView {
    let place = stored(place);
    let param = place.with_value(|p| &p.table()[index]);
    let applies = memo(move || desk.board.with(|h| place.with_value(|p| p.applies(h.board(), index))));
    let value = memo(move || desk.board.with(|h| place.with_value(|p| p.value(h.board(), index))));
    let on_change = callback(move |v: f64| {
        desk.send(place.with_value(|p| p.set(index, v)));
    });
    let open = rw_signal(false);
    let row = Row { place, index, param, value, on_change, locked, open };
    view! {
        <Show when=move || applies.get()>
            {match param.range {
                Range::Flag => view! { <FlagRow row /> },
                Range::Choice(_) => view! { <ChoiceRow row /> },
                Range::Real { .. } | Range::Int { .. } => view! { <NumberRow row /> },
            }}
        </Show>
    }
}

/// What every kind of row needs.
#[derive(Clone, Copy)]
struct Row {
    place: StoredValue<Place>,
    index: usize,
    param: &'static Param,
    value: Memo<Option<f64>>,
    on_change: Callback<f64>,
    locked: Signal<bool>,
    /// The explanation is shown.
    open: RwSignal<bool>,
}

impl Row {
    fn text(self, lang: Lang) -> &'static kinds::ParamText {
        self.place.with_value(|p| &p.texts(lang).params[self.index])
    }

    fn help(self, lang: Lang, helps: Helps) -> String {
        self.place.with_value(|p| match p {
            Place::Nodes(_, kind) => helps.param(lang, *kind, self.index),
            Place::Link(..) => helps.link_param(lang, self.index),
        })
    }

    fn label(self, lang: RwSignal<Lang>) -> Signal<String> {
        derived(move || self.text(lang.get()).label.to_owned())
    }
}

#[component]
fn NumberRow(row: Row) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let Some(scale) = Scale::of(row.param) else { return Dom::default() };
    let unit = move || (t.get().panels.unit)(row.param.unit).to_owned();
    let said = move || match row.value.get() {
        Some(v) => format!("{} {}", number::exact(lang.get(), v), unit()),
        None => t.get().panels.mixed.to_owned(),
    };
    let range = move || {
        let unit = unit();
        let n = |v: f64| number::exact(lang.get(), v);
        (t.get().panels.range)(&n(scale.min), &format!("{} {unit}", n(scale.max)))
    };
    let default = move || (t.get().panels.default)(&number::exact(lang.get(), row.param.default));
    let changed = move || row.value.get().is_some_and(|v| v != row.param.default);
    let id = fresh_id("param");
    view! {
        <div class="pr" data-testid=format!("param-{}", row.param.name)>
            <label for=id.clone()>{row.label(lang)}</label>
            <NumberField
                id=id
                label=row.label(lang)
                scale
                value=row.value
                unit=derived(unit)
                on_change=row.on_change
                disabled=row.locked
            />
            <Ruler
                label=row.label(lang)
                scale
                value=row.value
                said=derived(said)
                default=row.param.default
                on_change=row.on_change
                disabled=row.locked
            />
            <span class="pr-small">
                <span>{range}</span>
                <button
                    type="button"
                    class="pr-default"
                    disabled=move || !changed() || row.locked.get()
                    title=move || t.get().panels.back_to_default
                    on:click=move |_| row.on_change.run(row.param.default)
                >
                    {default}
                </button>
                <About row />
            </span>
            <AboutText row />
        </div>
    }
}

#[component]
fn ChoiceRow(row: Row) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let chosen = move || row.value.get().map(|v| v as usize);
    let options = move || row.text(lang.get()).choices.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    // folded in both languages or in none, so that a switch moves nothing
    let letters = |l: Lang| row.text(l).choices.iter().map(|c| c.chars().count()).sum::<usize>();
    let folded = Lang::ALL.into_iter().map(letters).max().unwrap_or(0) > SIDE_BY_SIDE;
    let id = fresh_id("param");
    let field = if folded {
        view! { <Select id=id.clone() row /> }
    } else {
        view! {
            <Segmented
                label=row.label(lang)
                options=derived(options)
                value=derived(chosen)
                on_pick=callback(move |i: usize| row.on_change.run(i as f64))
                disabled=row.locked
            />
        }
    };
    view! {
        <div class="pr pr-choice" class:folded=folded data-testid=format!("param-{}", row.param.name)>
            <label for=folded.then_some(id)>{row.label(lang)}</label>
            {field}
            <span class="pr-small">
                <span>
                    {move || {
                        let c = row.text(lang.get()).choices;
                        (t.get().panels.default)(c.get(row.param.default as usize).unwrap_or(&""))
                    }}
                </span>
                <About row />
            </span>
            <AboutText row />
        </div>
    }
}

#[component]
fn Select(id: String, row: Row) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let pick = move |ev: web_sys::Event| {
        if let Ok(i) = event_target_value(&ev).parse::<f64>() {
            row.on_change.run(i);
        }
    };
    let count = row.text(Lang::En).choices.len();
    let option = move |i: usize| {
        view! {
            <option value=i.to_string() selected=move || row.value.get() == Some(i as f64)>
                {move || row.text(lang.get()).choices[i]}
            </option>
        }
    };
    let mixed = move || row.value.get().is_none();
    view! {
        <select
            id=id
            class="field sel"
            prop:value=move || row.value.get().map_or("-".to_owned(), |v| v.to_string())
            disabled=move || row.locked.get()
            on:change=pick
        >
            <Show when=mixed>
                <option value="-" selected>{move || t.get().panels.mixed}</option>
            </Show>
            {(0..count).map(option).collect_view()}
        </select>
    }
}

#[component]
fn FlagRow(row: Row) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let on = move || row.value.get().map(|v| v != 0.0);
    let flip = move |_| row.on_change.run(if on() == Some(true) { 0.0 } else { 1.0 });
    view! {
        <div class="pr flag" data-testid=format!("param-{}", row.param.name)>
            <button
                type="button"
                class="on-off"
                role="switch"
                aria-checked=move || match on() {
                    Some(true) => "true",
                    _ => "false",
                }
                aria-label=row.label(lang)
                disabled=move || row.locked.get()
                on:click=flip
            >
                <i></i>
            </button>
            <span class="flag-name">{row.label(lang)}</span>
            <span class="pr-small">
                <Show when=move || on().is_none()>
                    <span>{move || t.get().panels.mixed}</span>
                </Show>
                <About row />
            </span>
            <AboutText row />
        </div>
    }
}

/// The button beside a parameter that shows what it means.
#[component]
fn About(row: Row) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    let label = move || (t.get().panels.about)(row.text(lang.get()).label);
    view! {
        <button
            type="button"
            class="pr-about"
            aria-expanded=move || if row.open.get() { "true" } else { "false" }
            aria-label=label
            on:click=move |_| row.open.update(|o| *o = !*o)
        >
            {move || t.get().panels.why}
        </button>
    }
}

/// What a parameter means, and where its default comes from.
#[component]
fn AboutText(row: Row) -> impl IntoView {
    let (t, lang, helps) = (use_texts(), use_lang(), Helps::here());
    view! {
        <Show when=move || row.open.get()>
            <div class="pr-help">
                <p>{move || row.help(lang.get(), helps)}</p>
                <p class="q">{move || (t.get().panels.source)(row.param.source)}</p>
            </div>
        </Show>
    }
}
