//! A station: outline, name, one figure, then what is inside in countable parts, and what goes
//! wrong hanging under it. All of it is drawn from the kind's tables and the frame.

mod header;
mod latency;
mod marks;
mod outline;
mod parts;
mod reading;
mod servers;

pub use outline::outline;
pub use reading::{Reading, State, three_figures};

use super::speech;
use super::stage::{Focus, Stage};
use crate::board::geometry::{Placed, Plan};
use crate::i18n::Lang;
use crate::view::prelude::*;
use header::Header;
use latency::Latency;
use marks::{Badge, Flap, Marks};
use parts::{Memory, Queue, Slots};
use servers::Servers;
use simcore::design::NodeId;
use simcore::host::NodeFrame;
use simcore::kinds::KindId;

/// What the parts of one station share.
#[derive(Clone, Copy)]
struct Part {
    stage: Stage,
    id: NodeId,
    kind: KindId,
    /// Of its own: what thousands listen to is dear to listen to again.
    lang: Memo<Lang>,
    place: RwSignal<Option<Placed>>,
    plan: Memo<Plan>,
    reading: Memo<Reading>,
    state: Memo<State>,
}

impl Part {
    fn new(stage: Stage, id: NodeId, kind: KindId) -> Part {
        let place = stage.spots.node(id);
        let plan = memo(move || place.with(|p| p.as_ref().map_or_else(|| Plan::of(kind, 0), |p| p.plan)));
        let shown = stage.shown.part(id);
        let reading = memo(move || {
            let veiled = stage.desk.locks.with(|l| l.veiled);
            let read = |n: &NodeFrame| Reading::of(n).veiled(veiled);
            shown.with(|f| f.nodes.iter().find(|n| n.id == id).map(read).unwrap_or_default())
        });
        let state = memo(move || reading.with(|r| r.state));
        let lang = memo(move || stage.lang.get());
        Part { stage, id, kind, lang, place, plan, reading, state }
    }

    fn sentence(self) -> String {
        let veiled = self.stage.desk.locks.with(|l| l.veiled);
        let read = |n: &NodeFrame| Reading::of(n).veiled(veiled);
        let calm = self.stage.calm.part(self.id);
        let reading = calm.with(|f| f.nodes.iter().find(|n| n.id == self.id).map(read));
        let said = self.stage.board.with(|b| speech::sentence(self.lang.get(), b, self.id, reading.as_ref()));
        let found =
            self.stage.desk.remarks.with(|all| all.iter().filter(|f| f.node == Some(self.id)).count());
        let found = (found > 0).then(|| (self.lang.get().texts().validity.count)(found));
        found.map_or(said.clone(), |found| format!("{said} {found}."))
    }

    /// Is this the station that the page's tab order holds?
    fn in_tab_order(self, first: Memo<Option<NodeId>>) -> bool {
        match self.stage.focus.get() {
            Some(Focus::Node(id)) => id == self.id,
            _ => first.get() == Some(self.id),
        }
    }
}

/// One station. `first` is the one that the tab key reaches before any had the focus, `target` the
/// one under the wire in the hand, and whether it may be connected.
#[component]
pub fn Station(
    stage: Stage,
    id: NodeId,
    kind: KindId,
    first: Memo<Option<NodeId>>,
    target: Memo<Option<(NodeId, bool)>>,
) -> impl IntoView {
    let part = Part::new(stage, id, kind);
    let at = move || part.place.with(|p| p.as_ref().map_or((0.0, 0.0), |p| (p.rect.x, p.rect.y)));
    let selected = memo(move || stage.desk.selection.with(|s| s.nodes.contains(&id)));
    let failing = memo(move || part.reading.with(|r| r.failing));
    let target = memo(move || target.with(|t| t.filter(|(to, _)| *to == id).map(|(_, ok)| ok)));
    let detail = memo(move || part.place.with(|p| stage.in_detail(p.as_ref())));
    let label = memo(move || part.sentence());
    let tab = memo(move || part.in_tab_order(first));
    view! {
        <g
            class="station"
            class:selected=selected
            class:hot=move || failing.get() || part.state.get() == State::Saturated
            class:down=move || part.state.get() == State::Down
            class:degraded=move || part.state.get() == State::Degraded
            class:target=move || target.get() == Some(true)
            class:no-target=move || target.get() == Some(false)
            transform=move || format!("translate({} {})", at().0, at().1)
            role="group"
            tabindex=move || if tab.get() { "0" } else { "-1" }
            aria-label=label
            data-node=id
            data-testid=format!("station-{id}")
        >
            <Flap part />
            <Body part />
            <Header part />
            <Show when=move || detail.get()>
                <Latency part />
                <Slots part />
                <Queue part />
                <Memory part />
                <Servers part />
            </Show>
            <Badge part />
            <Marks part selected />
        </g>
    }
}

#[component]
fn Body(part: Part) -> impl IntoView {
    let shape = memo(move || part.plan.with(|p| (p.family, p.w, p.h)));
    let band = move || {
        let (family, w, h) = shape.get();
        (part.state.get() == State::Down).then(|| {
            let d = outline(family, w - 9.0, h - 9.0);
            view! { <path class="st-band" d=d transform="translate(4.5 4.5)" stroke="url(#hatch-bad)" /> }
        })
    };
    view! {
        <path class="st-body" d=move || shape.with(|(f, w, h)| outline(*f, *w, *h)) />
        {band}
        {move || shape.with(|(f, w, _)| outline::inner(*f, *w)).map(|d| view! { <path class="st-lid" d=d /> })}
    }
}
