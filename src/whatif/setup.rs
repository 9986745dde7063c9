//! What is to be varied: the form on the left.

use super::figures::Measure;
use super::plan;
use crate::board::Board;
use crate::desk::Desk;
use crate::i18n::{self, Lang, Texts, kinds, number};
use crate::ui::field::NumberField;
use crate::ui::fresh_id;
use crate::ui::scale::{Scale, Shape};
use crate::view::prelude::*;
use simcore::answers::sweep::Knob;
use simcore::design::{Design, NodeId};

const COUNT: Scale = Scale { min: 2.0, max: 30.0, shape: Shape::Linear, whole: true };
pub const SECONDS: Scale = Scale { min: 1.0, max: 3600.0, shape: Shape::Log, whole: false };
/// Any traffic or parameter: the knob's own scale limits it further.
const ANY: Scale = Scale { min: 0.0, max: 1e9, shape: Shape::LogFromZero, whole: false };

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setup {
    pub knob: Knob,
    pub from: f64,
    pub to: f64,
    pub points: usize,
    pub seeds: usize,
    pub seconds: f64,
    pub measure: Measure,
}

impl Setup {
    /// A first one for this board, or with another knob.
    pub fn first(board: &Board, knob: Option<Knob>) -> Setup {
        let any = board
            .design
            .nodes
            .iter()
            .find_map(|n| Some(Knob::Param(n.id, *plan::params(board, n.id).first()?)));
        let usual = if plan::has_traffic(board) { Knob::Traffic } else { any.unwrap_or(Knob::Traffic) };
        let knob = knob.unwrap_or(usual);
        let (from, to) = plan::range(board, knob);
        let seconds = plan::seconds(&board.design);
        Setup { knob, from, to, points: 12, seeds: 10, seconds, measure: Measure::Mean }
    }

    /// Can it be asked of this board?
    pub fn fits(&self, board: &Board) -> bool {
        plan::scale(board, self.knob).is_some()
    }

    /// Values to be run.
    pub fn values(&self, board: &Board) -> Vec<f64> {
        let Some(scale) = plan::scale(board, self.knob) else { return Vec::new() };
        plan::values(scale, scale.limit(self.from), scale.limit(self.to), self.points)
    }

    /// Do the two ask for the same runs?
    pub fn same_runs(&self, other: &Setup) -> bool {
        Setup { measure: self.measure, ..*other } == *self
    }
}

/// What a knob is called.
pub fn knob_name(design: &Design, knob: Knob, t: &Texts, lang: Lang) -> String {
    match knob {
        Knob::Traffic => t.panels.traffic.to_owned(),
        Knob::Param(id, i) => match design.node(id) {
            Some(n) => format!("{}: {}", n.name, kinds::kind(lang, n.kind).params[i].label),
            None => String::new(),
        },
    }
}

/// The unit of a knob's values, as the language writes it.
pub fn knob_unit(design: &Design, knob: Knob, t: &Texts) -> &'static str {
    let unit = match knob {
        Knob::Traffic => "req/s",
        Knob::Param(id, i) => design.node(id).and_then(|n| n.kind.table().get(i)).map_or("", |p| p.unit),
    };
    (t.panels.unit)(unit)
}

/// A value of a knob with its unit.
pub fn knob_says(lang: Lang, value: f64, unit: &str) -> String {
    let number = number::short(lang, value);
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}

/// A field with its name above it.
#[component]
pub fn Labelled(
    #[prop(into)] label: Signal<String>,
    scale: Scale,
    #[prop(into)] value: Signal<Option<f64>>,
    #[prop(optional, into)] unit: Signal<String>,
    on_change: Callback<f64>,
) -> impl IntoView {
    let id = fresh_id("field");
    view! {
        <div>
            <label for=id.clone()>{move || label.get()}</label>
            <NumberField label scale value unit on_change id=id />
        </div>
    }
}

/// A folded list with its name above it; options are pairs of value and text.
#[component]
pub fn Choice(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    on_pick: Callback<String>,
    testid: &'static str,
) -> impl IntoView {
    let id = fresh_id("choice");
    let one = move |(key, text): (String, String)| {
        let chosen = value.with(|v| *v == key);
        view! { <option value=key selected=chosen>{text}</option> }
    };
    view! {
        <div>
            <label for=id.clone()>{move || label.get()}</label>
            <select
                id=id
                class="field sel"
                data-testid=testid
                on:change=move |ev| on_pick.run(event_target_value(&ev))
            >
                {move || options.get().into_iter().map(one).collect_view()}
            </select>
        </div>
    }
}

/// Every field of a setup.
#[component]
pub fn Form(desk: Desk, setup: RwSignal<Setup>) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let board = memo(move || desk.board.with(|h| h.shared()));
    let label = move |f: fn(&crate::i18n::whatif::Texts) -> &'static str| {
        derived(move || f(&t.get().whatif).to_owned())
    };
    let node = memo(move || match setup.get().knob {
        Knob::Traffic => None,
        Knob::Param(id, _) => Some(id),
    });
    let stations = move || {
        board.with(|b| {
            let traffic = plan::has_traffic(b).then(|| (String::new(), t.get().panels.traffic.to_owned()));
            let nodes = b.design.nodes.iter().filter(|n| !plan::params(b, n.id).is_empty());
            traffic.into_iter().chain(nodes.map(|n| (n.id.to_string(), n.name.clone()))).collect::<Vec<_>>()
        })
    };
    let turn = move |knob: Knob| {
        let first = board.with_untracked(|b| Setup::first(b, Some(knob)));
        setup.update(|s| (s.knob, s.from, s.to) = (knob, first.from, first.to));
    };
    let pick_station = move |key: String| match key.parse::<NodeId>() {
        Err(_) => turn(Knob::Traffic),
        Ok(id) => {
            if let Some(first) = board.with_untracked(|b| plan::params(b, id).first().copied()) {
                turn(Knob::Param(id, first));
            }
        }
    };
    let knobs = move || {
        let Some(id) = node.get() else { return Vec::new() };
        board.with(|b| {
            let names = b.node(id).map_or(&[][..], |n| kinds::kind(lang.get(), n.kind).params);
            plan::params(b, id)
                .into_iter()
                .map(|i| (i.to_string(), names[i].label.to_owned()))
                .collect::<Vec<_>>()
        })
    };
    let pick_knob = move |key: String| {
        if let (Some(id), Ok(i)) = (node.get_untracked(), key.parse()) {
            turn(Knob::Param(id, i));
        }
    };
    let chosen_knob = move || match setup.get().knob {
        Knob::Param(_, i) => i.to_string(),
        Knob::Traffic => String::new(),
    };
    let unit = derived(move || board.with(|b| knob_unit(&b.design, setup.get().knob, t.get())).to_owned());
    let limit = move |v: f64| {
        board.with_untracked(|b| plan::scale(b, setup.get_untracked().knob).map_or(v, |s| s.limit(v)))
    };
    let measures = move || {
        let names = t.get().whatif.measures.iter().enumerate();
        names.map(|(i, name)| (i.to_string(), (*name).to_owned())).collect::<Vec<_>>()
    };
    let pick_measure = move |key: String| {
        if let Some(m) = key.parse::<usize>().ok().and_then(|i| Measure::ALL.get(i)) {
            setup.update(|s| s.measure = *m);
        }
    };
    view! {
        <div class="wi-form">
            <Choice
                label=label(|t| t.of)
                options=derived(stations)
                value=derived(move || node.get().map(|id| id.to_string()).unwrap_or_default())
                on_pick=callback(pick_station)
                testid="of"
            />
            <Show when=move || node.get().is_some()>
                <Choice
                    label=label(|t| t.parameter)
                    options=derived(knobs)
                    value=derived(chosen_knob)
                    on_pick=callback(pick_knob)
                    testid="parameter"
                />
            </Show>
            <div class="wi-two">
                <Labelled label=label(|t| t.from) scale=ANY unit
                    value=derived(move || Some(setup.get().from))
                    on_change=callback(move |v| { let v = limit(v); setup.update(|s| s.from = v); }) />
                <Labelled label=label(|t| t.to) scale=ANY unit
                    value=derived(move || Some(setup.get().to))
                    on_change=callback(move |v| { let v = limit(v); setup.update(|s| s.to = v); }) />
                <Labelled label=label(|t| t.points) scale=COUNT
                    value=derived(move || Some(setup.get().points as f64))
                    on_change=callback(move |v: f64| setup.update(|s| s.points = v as usize)) />
                <Labelled label=label(|t| t.seeds) scale=COUNT
                    value=derived(move || Some(setup.get().seeds as f64))
                    on_change=callback(move |v: f64| setup.update(|s| s.seeds = v as usize)) />
            </div>
            <Labelled label=label(|t| t.seconds) scale=SECONDS
                unit=derived(|| "s".to_owned())
                value=derived(move || Some(setup.get().seconds))
                on_change=callback(move |v| setup.update(|s| s.seconds = v)) />
            <Choice
                label=label(|t| t.measure)
                options=derived(measures)
                value=derived(move || (setup.get().measure as usize).to_string())
                on_pick=callback(pick_measure)
                testid="measure"
            />
        </div>
    }
}
