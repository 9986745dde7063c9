//! What the board costs an hour, by station, largest first.

use crate::desk::{Aspect, Desk};
use crate::i18n::{number, use_lang, use_texts};
use crate::view::prelude::*;
use simcore::design::NodeId;
use simcore::sorted::sort_by;

/// Hours of the month of 30 days that bills are made for.
const HOURS: f64 = 720.0;

/// Bars, largest first, and the sum.
#[component]
pub fn BillBars(desk: Desk) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    desk.look_closely(Aspect::Bill);
    let rows = memo(move || {
        let mut rows: Vec<(NodeId, f64)> = desk.closer.with(|c| c.bill.clone());
        sort_by(&mut rows, |a, b| b.1.total_cmp(&a.1));
        rows
    });
    let total = move || rows.with(|rows| rows.iter().map(|r| r.1).sum::<f64>());
    let sum = move || {
        let usd = |v| number::dollars(lang.get(), v);
        (t.get().metrics.bill_says)(&usd(total() / HOURS), &usd(total()))
    };
    let bar = move |(id, usd): (NodeId, f64), most: f64| {
        let name = move || desk.board.with(|h| h.board().node(id).map(|n| n.name.clone()));
        view! {
            <li>
                <b>{name}</b>
                <span class="q2"></span>
                <b class="num">{number::dollars(lang.get(), usd / HOURS)}</b>
                <i class="bar">
                    <i style:width=format!("{:.2}%", usd / most.max(1e-9) * 100.0)></i>
                </i>
            </li>
        }
    };
    let bars = move || {
        let rows = rows.get();
        let most = rows.first().map_or(0.0, |r| r.1);
        rows.into_iter().map(|r| bar(r, most)).collect_view()
    };
    view! {
        <p class="q2 bill-sum" data-testid="bill">{sum}</p>
        // it scrolls where it is long
        <ol class="failures bill" tabindex="0" aria-label=sum>{bars}</ol>
    }
}
