//! What is worth a second look: each finding a sentence, a press that shows where, and the change
//! that would put it right, where one would.

use crate::board::{Msg, Selection, mend};
use crate::desk::Desk;
use crate::i18n::{Lang, kinds, number, use_lang, use_texts};
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::design::{NodeId, Severity};
use simcore::param::Range;
use simcore::validity::{Finding, Fix, Rule};

/// The findings about one station or place, or all of the board.
#[component]
pub fn Findings(desk: Desk, #[prop(optional)] about: Option<NodeId>) -> impl IntoView {
    let t = use_texts();
    let mine = memo(move || {
        let all = desk.remarks.get();
        all.iter().filter(|f| about.is_none() || f.node == about).cloned().collect::<Vec<Finding>>()
    });
    view! {
        <Show when=move || !mine.with(Vec::is_empty)>
            <section class="remarks">
                <h3>{move || t.get().panels.to_look_at}</h3>
                <ul class="issues" data-testid="issues">
                    {move || mine.get().into_iter().map(|finding| row(desk, finding)).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

fn row(desk: Desk, finding: Finding) -> Dom {
    let lang = use_lang();
    let graver = finding.severity != Severity::Hint;
    let (node, link) = (finding.node, finding.link);
    let show = move |_| {
        let place =
            node.is_some_and(|id| desk.board.with_untracked(|h| h.board().design.place(id).is_some()));
        desk.selection.set(match (node, link) {
            (Some(id), _) if place => Selection::place(id),
            (Some(id), _) => Selection::node(id),
            (None, Some((from, to))) => Selection::link(from, to),
            (None, None) => return,
        });
    };
    let said = finding.clone();
    let fix = finding.fix.map(|fix| {
        let press = move |_| repair(desk, fix, lang.get_untracked());
        view! {
            <button type="button" class="btn sm" data-testid="fix" on:click=press>
                {move || fix_name(desk, fix, lang.get())}
            </button>
        }
    });
    view! {
        <li class="finding">
            <button type="button" class="issue" class:bad=graver on:click=show>
                <Icon name=if graver { "warning" } else { "info" } small=true />
                <span>{move || sentence(desk, &said, lang.get())}</span>
            </button>
            {fix}
        </li>
    }
}

fn name_of(desk: Desk, id: NodeId) -> String {
    desk.board.with_untracked(|h| h.board().design.name_of(id).unwrap_or_default().to_owned())
}

/// The finding in words.
pub fn sentence(desk: Desk, finding: &Finding, lang: Lang) -> String {
    let t = lang.texts();
    let name = finding.node.map(|id| name_of(desk, id));
    match finding.rule {
        Rule::Issue(code) => (t.errors.issue)(code, name.as_deref()),
        rule => {
            let other = |(from, to)| if Some(from) == finding.node { to } else { from };
            let other = finding.link.map(|ends| name_of(desk, other(ends))).unwrap_or_default();
            let figure = number::int(lang, finding.figure);
            (t.validity.says)(rule, &name.unwrap_or_default(), &other, &figure)
        }
    }
}

/// What a fix is called: what it does.
fn fix_name(desk: Desk, fix: Fix, lang: Lang) -> String {
    let (t, kind) = (&lang.texts().validity, |k| kinds::kind(lang, k).name);
    match fix {
        Fix::Between { kind: k, .. } => (t.between)(kind(k)),
        Fix::Reroute { through, .. } => (t.reroute)(&name_of(desk, through)),
        Fix::Connect { from, to } => (t.connect)(&name_of(desk, from), &name_of(desk, to)),
        Fix::Behind { kind: k, .. } => (t.behind)(kind(k)),
        Fix::Before { kind: k, .. } => (t.before)(kind(k)),
        Fix::Twin(_) => t.twin.to_owned(),
        Fix::Disconnect { from, to } => (t.disconnect)(&name_of(desk, from), &name_of(desk, to)),
        Fix::Hide { .. } => t.hide.to_owned(),
        Fix::Remove(_) => t.remove.to_owned(),
        Fix::Set { node, param, value } => {
            let Some(k) = desk.board.with_untracked(|h| h.board().node(node).map(|n| n.kind)) else {
                return String::new();
            };
            let text = kinds::kind(lang, k).params.get(param);
            let value = match k.table().get(param).map(|p| p.range) {
                Some(Range::Choice(_)) => {
                    text.and_then(|p| p.choices.get(value as usize)).copied().unwrap_or("").to_owned()
                }
                Some(Range::Flag) => if value == 0.0 { t.off } else { t.on }.to_owned(),
                _ => number::exact(lang, value),
            };
            (t.set)(text.map_or("", |p| p.label), &value)
        }
    }
}

/// Puts it right, as one step.
fn repair(desk: Desk, fix: Fix, lang: Lang) {
    let done = fix_name(desk, fix, lang);
    let name = |kind| kinds::kind(lang, kind).name.to_owned();
    let step: Option<Msg> = desk.board.with_untracked(|h| mend(h.board(), fix, name));
    if step.is_some_and(|step| desk.send(step).changed) {
        desk.notices.aloud((lang.texts().validity.done)(&done));
    }
}
