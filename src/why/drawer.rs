//! One request, hop by hop: which one is chosen from the slowest, the failed or all of the last
//! seconds, and where its time went.

use super::rows::{Doing, Outcome, Row, outcome, rows};
use crate::board::Board;
use crate::desk::{Aspect, Caught, Desk};
use crate::i18n::{Lang, number, use_lang, use_texts};
use crate::ui::keys::on_escape;
use crate::ui::{Icon, IconButton, segmented::Segmented};
use crate::view::prelude::*;
use leptos::html;
use simcore::design::NodeId;
use simcore::measure::Trace;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Classes of requests, by their number in a span: hue, shape.
const CLASSES: [&str; 3] = ["read", "write", "static"];

fn class_of(number: u8) -> usize {
    match number {
        1 => 1,
        5 => 2,
        _ => 0,
    }
}

/// Who shows which request.
#[derive(Clone, Copy)]
struct Picked {
    desk: Desk,
    /// 0 the slowest, 1 the failed, 2 any.
    list: RwSignal<usize>,
    trace: RwSignal<Option<Arc<Trace>>>,
}

/// Is it the same request?
fn same(a: &Trace, b: &Trace) -> bool {
    let of = |t: &Trace| t.root().map(|r| (r.request, r.sent_s.to_bits()));
    of(a) == of(b)
}

/// What is chosen on the board: a station, or a line by its ends.
type Through = (NodeId, Option<NodeId>);

fn passes(trace: &Trace, only: Option<Through>) -> bool {
    only.is_none_or(|(a, b)| {
        trace.spans.iter().any(|s| match b {
            Some(b) => (s.from, s.node) == (a, b),
            None => s.node == a || s.from == a,
        })
    })
}

impl Picked {
    /// Only requests that went through what is chosen on the board are shown.
    fn only(self) -> Option<Through> {
        self.desk.selection.with(|s| {
            let line = || s.single_link().map(|(a, b)| (a, Some(b)));
            s.single().map(|id| (id, None)).or_else(line)
        })
    }

    /// What is chosen, by name.
    fn chosen(self) -> Option<String> {
        let (a, b) = self.only()?;
        let name = |id| self.desk.board.with(|h| h.board().node(id).map(|n| n.name.clone()));
        Some(match b {
            Some(b) => format!("{} – {}", name(a)?, name(b)?),
            None => name(a)?,
        })
    }

    fn present(self) -> Vec<Trace> {
        let only = self.only();
        let list = self.list.get();
        self.desk.closer.with(|c| {
            c.traces.get(list).map_or(Vec::new(), |l| l.iter().filter(|t| passes(t, only)).cloned().collect())
        })
    }

    /// Shows the first request of a list.
    fn begin(self, list: usize) {
        self.desk.catch.let_go();
        self.list.set(list);
        self.trace.set(untrack(move || self.present()).into_iter().next().map(Arc::new));
    }

    /// Shows the request so many places further; one that has left the list counts as before the first.
    fn step(self, by: isize) {
        let all = untrack(move || self.present());
        if all.is_empty() {
            return;
        }
        self.desk.catch.let_go();
        let at = self
            .trace
            .with_untracked(|now| now.as_ref().and_then(|now| all.iter().position(|t| same(t, now))));
        let count = all.len() as isize;
        let next = at.map_or(if by > 0 { 0 } else { count - 1 }, |i| (i as isize + by).rem_euclid(count));
        self.trace.set(all.into_iter().nth(next as usize).map(Arc::new));
    }
}

/// The drawer; it follows requests for as long as it is there.
#[component]
pub fn RequestDrawer(desk: Desk, on_close: Callback<()>) -> impl IntoView {
    let (t, lang) = (use_texts(), use_lang());
    desk.look_closely(Aspect::Traces);
    let picked = Picked { desk, list: rw_signal(0), trace: rw_signal(None) };
    // the first of what is looked for is shown by itself, and stays until another one is asked for
    effect(move || {
        match desk.catch.caught.get() {
            Caught::Nothing => {}
            Caught::Found(trace, _) => return picked.trace.set(Some(trace)),
            _ => return picked.trace.set(None),
        }
        let all = picked.present();
        let fits = picked.trace.with(|now| now.as_ref().is_some_and(|now| passes(now, picked.only())));
        let next = all.into_iter().next().map(Arc::new);
        // nothing in place of nothing would be a change without end
        if !fits && (next.is_some() || picked.trace.with_untracked(Option::is_some)) {
            picked.trace.set(next);
        }
    });
    let node: NodeRef<html::Section> = NodeRef::new();
    let from = StoredValue::new_local(None::<web_sys::Element>);
    // the focus goes back to where it came from; elsewhere it stays where it is
    let leave = callback(move |()| {
        let back = from.get_value().filter(|e| e.is_connected() && holds_focus(node));
        let stays = !holds_focus(node);
        let now = document().active_element();
        on_close.run(());
        let to = if stays { now } else { back };
        if let Some(element) = to.map(|e| e.unchecked_into::<web_sys::HtmlElement>()) {
            let _ = element.focus();
        }
    });
    effect(move || {
        // who pointed at a moving request goes on pointing
        let pointed = desk.catch.caught.with(|c| *c != Caught::Nothing) && !desk.catch.by_key.get_value();
        if let Some(section) = node.get().filter(|_| !pointed) {
            if !holds_focus(node) {
                from.set_value(document().active_element());
            }
            let _ = section.focus();
        }
    });
    // the way of the request, for the board
    effect(move || {
        let way = picked
            .trace
            .with(|t| t.iter().flat_map(|t| &t.spans).map(|s| (s.from, s.node)).collect::<Vec<_>>());
        desk.catch.way.set(way);
    });
    on_cleanup(move || {
        desk.catch.let_go();
        desk.catch.way.set(Vec::new());
    });
    let keys = move |ev: web_sys::KeyboardEvent| match ev.key().as_str() {
        "ArrowLeft" => picked.step(-1),
        "ArrowRight" => picked.step(1),
        "Escape" => {
            ev.stop_propagation();
            ev.prevent_default();
            leave.run(());
        }
        _ => {}
    };
    on_escape(leave);
    let text = move |f: fn(&crate::i18n::why::Request) -> &'static str| {
        derived(move || f(&t.get().why.request).to_owned())
    };
    let lists = derived(move || t.get().why.request.lists.map(str::to_owned).to_vec());
    let pick = callback(move |i: usize| picked.begin(i));
    let of_list = move || desk.catch.caught.with(|c| *c == Caught::Nothing);
    let through = move || match desk.catch.caught.get() {
        Caught::Nothing => picked.chosen().map(|name| (t.get().why.request.through)(&name)),
        Caught::Found(_, true) => Some(t.get().why.request.first_attempt.to_owned()),
        _ => Some(t.get().why.request.picked.to_owned()),
    };
    view! {
        <section
            class="rq"
            node_ref=node
            tabindex="-1"
            aria-label=move || t.get().why.request.title
            data-testid="request"
            on:keydown=keys
        >
            <div class="rq-head">
                <Segmented
                    label=text(|r| r.which)
                    options=lists
                    value=derived(move || of_list().then(|| picked.list.get()))
                    on_pick=pick
                />
                <span class="rq-through">{through}</span>
                <IconButton icon="chevron-left" label=text(|r| r.previous) on_press=callback(move |()| picked.step(-1)) class="sm ghost" />
                <IconButton icon="chevron-right" label=text(|r| r.next) on_press=callback(move |()| picked.step(1)) class="sm ghost" />
                <IconButton icon="close" label=text(|r| r.close) on_press=leave class="sm ghost" />
            </div>
            {move || match picked.trace.get() {
                Some(trace) => view! { <Waterfall desk trace lang=lang.get() /> },
                None => view! { <p class="so rq-none" role="status">{none(picked, lang.get())}</p> },
            }}
        </section>
    }
}

/// Is the focus in the drawer, or nowhere?
fn holds_focus(drawer: NodeRef<html::Section>) -> bool {
    let Some(now) = document().active_element() else { return true };
    now.tag_name() == "BODY" || drawer.get_untracked().is_some_and(|d| d.contains(Some(&now)))
}

fn none(picked: Picked, lang: Lang) -> String {
    let r = &lang.texts().why.request;
    match picked.desk.catch.caught.get() {
        Caught::Looking => return r.looking.to_owned(),
        Caught::Gone => return r.gone.to_owned(),
        Caught::Between => return r.between.to_owned(),
        Caught::Nothing | Caught::Found(..) => {}
    }
    let (followed, failed) = picked.desk.closer.with(|c| (!c.traces[2].is_empty(), !c.traces[1].is_empty()));
    match picked.chosen() {
        _ if !followed => r.none.to_owned(),
        _ if picked.list.get() == 1 && !failed => r.none_failed.to_owned(),
        Some(name) => (r.none_through)(&name),
        None => r.none.to_owned(),
    }
}

#[component]
fn Waterfall(desk: Desk, trace: Arc<Trace>, lang: Lang) -> impl IntoView {
    let r = &lang.texts().why.request;
    let board = desk.board.with(|h| h.shared());
    let rows = rows(&trace);
    let took = trace.took_s() * 1000.0;
    let deadline = trace.root().and_then(|root| deadline_of(&board, root.from));
    let end = rows.iter().flat_map(|r| &r.stretches).map(|s| s.to).fold(took, f64::max);
    // the deadline is part of the picture unless that would make everything else tiny
    let scale = deadline.filter(|d| *d < 3.0 * end).map_or(end, |d| end.max(d * 1.05)).max(1e-6);
    let mark = deadline.filter(|d| *d <= scale);
    let (class, key) = trace.root().map_or((0, 0), |root| (class_of(root.class), root.key));
    let sent = trace.root().map_or(0.0, |root| root.sent_s);
    let how = verdict(&trace, deadline, lang);
    let line = |row: Row| {
        let said = row_in_words(&row, lang);
        let (name, icon) =
            board.node(row.node).map_or((String::new(), "info"), |n| (n.name.clone(), n.kind.name()));
        let bars = row
            .stretches
            .iter()
            .map(|s| {
                let class = match s.doing {
                    Doing::Transfer => "wf-bar transfer",
                    Doing::Queued => "wf-bar queued",
                    Doing::Served => "wf-bar served",
                    Doing::Waiting => "wf-bar waiting",
                };
                let left = format!("{:.3}%", s.from / scale * 100.0);
                let width = format!("{:.3}%", (s.to - s.from) / scale * 100.0);
                view! { <i class=class style:left=left style:width=width></i> }
            })
            .collect_view();
        let mark =
            mark.map(|d| view! { <i class="wf-mark" style:left=format!("{:.3}%", d / scale * 100.0)></i> });
        view! {
            <li>
                <span class="wf-name" style:padding-left=format!("{}px", row.depth.min(6) * 8)>
                    <Icon name=icon small=true />
                    <span>{name}</span>
                </span>
                <span class="wf-time" aria-hidden="true">{bars}{mark}</span>
                <span class="wf-said">{said}</span>
            </li>
        }
    };
    let about =
        (r.about)(r.classes[class], &number::int(lang, f64::from(key)), &number::fixed(lang, sent, 2));
    let label = about.clone();
    let bounds = (r.scale)(&number::ms(lang, scale), deadline.map(|d| number::ms(lang, d)).as_deref());
    view! {
        <div class="rq-about">
            <i class=format!("rq-token {}", CLASSES[class])></i>
            <span>{about}</span>
            <b class=format!("rq-how {}", how.0)>{how.1}</b>
        </div>
        // long ways scroll
        <ol class="wf" tabindex="0" aria-label=label>{rows.into_iter().map(line).collect_view()}</ol>
        <p class="q2 wf-key">
            <span class="wf-scale">{bounds}</span>
            {["queued", "served", "waiting", "transfer"]
                .into_iter()
                .zip(r.doing)
                .map(|(class, word)| view! { <span class="wf-word"><i class=format!("wf-bar {class}")></i>{word}</span> })
                .collect_view()}
        </p>
    }
}

/// Milliseconds that a source gives its requests.
fn deadline_of(board: &Board, source: NodeId) -> Option<f64> {
    let kind = board.node(source)?.kind;
    let i = kind.table().iter().position(|p| p.name == "deadline_ms")?;
    board.param(source, i)
}

/// How the request ended for its user: a style, and words.
fn verdict(trace: &Trace, deadline: Option<f64>, lang: Lang) -> (&'static str, String) {
    let r = &lang.texts().why.request;
    let took = trace.took_s() * 1000.0;
    let time = number::ms(lang, took);
    match trace.root().map(outcome) {
        Some(Outcome::Failed(reason)) => {
            ("bad", (r.failed)((lang.texts().canvas.words.reason)(reason), &time))
        }
        Some(Outcome::GivenUp) => ("bad", (r.gave_up)(&time)),
        Some(Outcome::UnderWay) | None => ("", r.under_way.to_owned()),
        Some(_) if deadline.is_some_and(|d| took > d) => ("late", (r.late)(&time)),
        Some(_) => ("", (r.on_time)(&time)),
    }
}

/// What a hop did, most first: "1,124 ms in line", "miss, 1 ms".
fn row_in_words(row: &Row, lang: Lang) -> String {
    let r = &lang.texts().why.request;
    let (doing, time) = row.most();
    let ms = number::ms(lang, time);
    let mut words = (r.took)(&ms, r.doing[[3, 0, 1, 2][doing as usize]]);
    match row.outcome {
        Outcome::Missed => words = format!("{}; {words}", r.miss),
        Outcome::Failed(reason) => words = format!("{}; {words}", (lang.texts().canvas.words.reason)(reason)),
        Outcome::GivenUp => words = format!("{}; {words}", r.given_up),
        Outcome::Answered | Outcome::UnderWay => {}
    }
    words
}
