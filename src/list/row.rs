//! One station, region or zone as a row of the table, and what opens below it.

use super::cells::{self, Word};
use super::detail::{PlaceDetail, StationDetail};
use super::state::List;
use crate::i18n::{kinds, number, use_texts};
use crate::ui::Icon;
use crate::view::prelude::*;
use simcore::design::{NodeId, PlaceKind};
use simcore::kinds::KindId;

/// What stands in the columns.
struct Cells {
    icon: &'static str,
    /// Kind, arrivals, busy, waiting, sends to.
    kind: Memo<String>,
    figures: [Memo<String>; 3],
    sends_to: Memo<String>,
    word: Memo<Word>,
    /// In place of the word: what a place suffers.
    suffers: Option<Memo<String>>,
}

#[component]
pub fn StationRow(list: List, id: NodeId, kind: KindId) -> impl IntoView {
    let lang = list.lang;
    let reading = list.reading(id);
    let of = move |f: fn(crate::i18n::Lang, Option<&crate::canvas::Reading>) -> String| {
        memo(move || reading.with(|r| f(lang.get(), r.as_ref())))
    };
    let cells = Cells {
        icon: kind.name(),
        kind: memo(move || reading.with(|r| cells::kind(lang.get(), kind, r.as_ref()))),
        figures: [of(cells::arrivals), of(cells::busy), of(cells::waiting)],
        sends_to: memo(move || list.board.with(|b| cells::sends_to(lang.get(), b, id))),
        word: memo(move || reading.with(|r| Word::of(r.as_ref()))),
        suffers: None,
    };
    let detail = move || view! { <StationDetail list id kind reading /> };
    row(list, id, cells, detail)
}

#[component]
pub fn PlaceRow(list: List, id: NodeId) -> impl IntoView {
    let (t, lang) = (use_texts(), list.lang);
    let zone = list.board.with_untracked(|b| b.design.place(id).is_some_and(|p| p.what == PlaceKind::Zone));
    let faults = memo(move || {
        list.shown
            .with(|f| f.faults.iter().filter(|(at, _)| *at == id).map(|(_, what)| *what).collect::<Vec<_>>())
    });
    let suffers = move || {
        let names = faults.get().into_iter().map(|f| kinds::fault(lang.get(), f).name);
        names.collect::<Vec<_>>().join(", ")
    };
    let holds = move || list.board.with(|b| b.design.inside(id).len());
    let nothing = memo(String::new);
    let cells = Cells {
        icon: if zone { "zone" } else { "region" },
        kind: memo(move || if zone { t.get().canvas.zone } else { t.get().canvas.region }.to_owned()),
        figures: [nothing; 3],
        sends_to: memo(move || (t.get().list.place_holds)(holds())),
        word: memo(move || if faults.with(Vec::is_empty) { Word::Well } else { Word::Down }),
        suffers: Some(memo(suffers)),
    };
    row(list, id, cells, move || view! { <PlaceDetail list id /> })
}

fn row(list: List, id: NodeId, cells: Cells, detail: impl Fn() -> Dom + 'static) -> Dom {
    let t = use_texts();
    let open = memo(move || list.is_open(id));
    let name = memo(move || list.board.with(|b| b.design.name_of(id).unwrap_or_default().to_owned()));
    let word = cells.word;
    let said = move || match cells.suffers {
        Some(names) if word.get() != Word::Well => names.get(),
        _ => t.get().list.words[word.get() as usize].to_owned(),
    };
    let toggle = move |_| {
        if open.get_untracked() { list.close() } else { list.open(id) }
    };
    let column = move |i: usize| move || t.get().list.columns[i];
    let figure = move |i: usize| {
        let text = cells.figures[i];
        view! {
            <td role="gridcell" class="num" class:blank=move || text.with(String::is_empty) data-k=column(i + 3)>
                {text}
            </td>
        }
    };
    view! {
        <tbody role="rowgroup" class="lr" class:open=open data-testid="row">
            <tr
                role="row"
                aria-level="1"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                tabindex=move || if list.tab_stop() == Some(id) { "0" } else { "-1" }
                data-row=id
                on:click=toggle
            >
                <th role="rowheader" scope="row">
                    <Icon name=cells.icon />
                    <span>{name}</span>
                </th>
                <td role="gridcell" class="lr-kind">{cells.kind}</td>
                <td
                    role="gridcell"
                    class="lr-state"
                    class:bad=move || word.get().is_bad()
                    class:strong=move || { word.get() > Word::Starting }
                    data-testid="state"
                >
                    {move || view! { <Icon name=word.get().icon() small=true /> }}
                    <span>{said}</span>
                </td>
                {figure(0)}
                {figure(1)}
                {figure(2)}
                <td role="gridcell" class="lr-to" data-k=column(6)>
                    <span>{cells.sends_to}</span>
                    <i class="lr-fold" aria-hidden="true"><Icon name="chevron-right" small=true /></i>
                </td>
            </tr>
            <Show when=move || open.get()>
                <tr role="row" aria-level="2" class="lr-more">
                    <td role="gridcell" colspan="7">{detail()}</td>
                </tr>
            </Show>
        </tbody>
    }
}

/// A rate of a connection, as text beside its name.
pub fn rate_of(list: List, link: (NodeId, NodeId)) -> Memo<String> {
    memo(move || {
        let at = list.board.with(|b| b.design.links.iter().position(|l| (l.from, l.to) == link));
        let rates = list.shown.with(|f| at.and_then(|i| f.links.get(i).copied()));
        rates.map(|(ok, failed)| number::rate(list.lang.get(), f64::from(ok + failed))).unwrap_or_default()
    })
}
