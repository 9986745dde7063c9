//! `#/compare`: the board that was kept as A beside the one of now.

use super::Questions;
use super::draw::pct;
use super::figures::Measure;
use super::frame::Head;
use super::plan;
use super::runs::{RunButton, Runs};
use super::setup::{Choice, Labelled, SECONDS};
use super::versus::{Compared, Row, Verdict, Versus};
use crate::board::Board;
use crate::content;
use crate::desk::Desk;
use crate::i18n::{self, Lang, Texts, number};
use crate::keep::files;
use crate::panels::FileRoom;
use crate::ui::scale::{Scale, Shape};
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::gallery::Gallery;
use simcore::answers::cost;
use std::sync::Arc;

const SEEDS: Scale = Scale { min: 3.0, max: 30.0, shape: Shape::Linear, whole: true };

fn name_of(board: &Board, t: &Texts) -> String {
    if board.title.is_empty() { t.shell.untitled.to_owned() } else { board.title.clone() }
}

#[component]
pub fn ComparePage(room: FileRoom) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let desk = room.desk;
    let board = memo(move || desk.board.with(|h| h.shared()));
    let seconds = rw_signal(board.with_untracked(|b| plan::seconds(&b.design)));
    let seeds = rw_signal(10usize);
    let runs = Runs::new();
    let label = move || (t.get().whatif.run)(&number::int(lang.get(), 2.0 * seeds.get() as f64));
    let hindered = move || {
        let w = &t.get().whatif;
        let nodes = |b: &Board| b.design.nodes.len();
        match questions.kept.get() {
            None => w.no_a.to_owned(),
            Some(a) if board.with(|b| b.simulates_like(&Board { seed: b.seed, ..Board::clone(&a) })) => {
                w.a_is_b.to_owned()
            }
            Some(a) if seeds.get() * (nodes(&a) + board.with(|b| nodes(b))) > plan::MOST => {
                w.too_many.to_owned()
            }
            Some(_) => String::new(),
        }
    };
    let run = move |()| {
        if let Some(a) = questions.kept.get_untracked() {
            begin(
                desk,
                questions,
                Versus::new(a, board.get_untracked(), seeds.get_untracked(), seconds.get_untracked()),
                runs,
            );
        }
    };
    let stale = move || {
        let changed = questions.versus.with(|v| {
            let v = v.as_ref()?;
            let same_a = questions.kept.with(|k| k.as_ref().is_some_and(|k| k.design == v.a.design));
            Some(!same_a || board.with(|b| b.design != v.b.design))
        });
        (changed == Some(true) && !runs.going()).then(|| t.get().whatif.board_changed)
    };
    let done = move || {
        let requests = questions.versus.with(|v| v.as_ref().map(|v| v.requests()))?;
        (!runs.going()).then(|| (t.get().whatif.done)(&number::compact(lang.get(), requests)))
    };
    view! {
        <main id="content" class="wi wi-compare" tabindex="-1" data-testid="compare">
            <Head desk here=1 />
            <aside class="wi-side" aria-label=move || t.get().whatif.two_designs>
                <h2>{move || t.get().whatif.two_designs}</h2>
                <Sides room />
                <div class="wi-two">
                    <Labelled label=derived(move || t.get().whatif.seeds_each.to_owned()) scale=SEEDS
                        value=derived(move || Some(seeds.get() as f64))
                        on_change=callback(move |v: f64| seeds.set(v as usize)) />
                    <Labelled label=derived(move || t.get().whatif.seconds.to_owned()) scale=SECONDS
                        unit=derived(|| "s".to_owned())
                        value=derived(move || Some(seconds.get()))
                        on_change=callback(move |v| seconds.set(v)) />
                </div>
                <RunButton runs label=derived(label) hindered=derived(hindered) on_run=callback(run) />
                <p class="wi-small" role="status" data-testid="done">{done}</p>
                <p class="wi-small wi-stale">{stale}</p>
                <p class="wi-text">{move || t.get().whatif.same_luck}</p>
            </aside>
            <section class="wi-main wi-wide" aria-label=move || t.get().whatif.result>
                {move || match questions.versus.get().map(|v| v.compared()) {
                    Some(rows) if !rows.is_empty() => view! { <Outcome rows /> },
                    _ => view! {
                        <h1>{move || t.get().whatif.compare_title}</h1>
                        <p class="wi-lead">{move || t.get().whatif.compare_lead}</p>
                        <div class="wi-blank sheet"><p>{move || t.get().whatif.compare_blank}</p></div>
                    },
                }}
            </section>
        </main>
    }
}

fn begin(desk: Desk, questions: Questions, mut versus: Versus, runs: Runs) {
    questions.versus.set(None);
    runs.start(desk, versus.jobs(), move |index, report, figures| {
        let design = if index < versus.seeds { &versus.a.design } else { &versus.b.design };
        let dollars = cost::monthly(design, report).total;
        if let Some(place) = versus.runs.get_mut(index) {
            *place = Some((figures, dollars));
        }
        if versus.complete() {
            let _ = questions.versus.try_set(Some(Arc::new(versus.clone())));
        }
    });
}

/// Which boards they are, and where A may come from.
#[component]
fn Sides(room: FileRoom) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let desk = room.desk;
    let keep = move |board: Board| {
        let says = (t.get_untracked().whatif.kept_as_a)(&name_of(&board, t.get_untracked()));
        questions.keep(board);
        desk.notify(says);
    };
    let keep_now = move |_| keep(desk.board.with_untracked(|h| h.board().clone()));
    let back = move |_| {
        if let Some(a) = questions.kept.get_untracked() {
            let says = (t.get_untracked().shell.opened_file)(&name_of(&a, t.get_untracked()));
            room.put(Board::clone(&a), says);
        }
    };
    let a = move || match questions.kept.get() {
        Some(a) => name_of(&a, t.get()),
        None => t.get().whatif.not_kept.to_owned(),
    };
    let b = move || desk.board.with(|h| name_of(h.board(), t.get()));
    let gallery = rw_signal(None::<Arc<Gallery>>);
    effect(move || {
        let lang = lang.get();
        spawn_local(async move {
            // without the gallery the other ways are still there
            let _ = gallery.try_set(content::gallery::gallery(lang).await.ok());
        });
    });
    let systems = move || {
        let none = (String::new(), t.get().whatif.a_system.to_owned());
        let all = gallery.get();
        let all = all.iter().flat_map(|g| &g.chapters).flat_map(|c| &c.systems);
        std::iter::once(none).chain(all.map(|s| (s.slug.clone(), s.title.clone()))).collect::<Vec<_>>()
    };
    let take = move |slug: String| {
        let found = gallery.with_untracked(|g| g.as_ref().and_then(|g| g.system(&slug).cloned()));
        if let Some(ready) = found {
            keep(files::board(ready.board));
        }
    };
    let file = move |ev: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        let Some(file) = input.files().and_then(|list| list.get(0)) else { return };
        spawn_local(async move {
            let texts = t.get_untracked();
            match files::text_of(file).await.and_then(|text| files::read(&text)) {
                Ok(opened) => keep(files::board(opened.board)),
                Err(refusal) => desk.notify((texts.errors.refusal)(&refusal)),
            }
        });
    };
    view! {
        <dl class="wi-sides">
            <div><dt>"A"</dt><dd data-testid="side-a">{a}</dd></div>
            <div><dt>"B"</dt><dd data-testid="side-b">{b}</dd></div>
        </dl>
        <button type="button" class="btn" data-testid="keep-a" on:click=keep_now>
            {move || t.get().whatif.keep_a}
        </button>
        <div class="wi-form">
            <Choice
                label=derived(move || t.get().whatif.or_system.to_owned())
                options=derived(systems)
                value=derived(String::new)
                on_pick=callback(take)
                testid="system-a"
            />
            // the browser's own button would speak the browser's language
            <label class="btn study-file">
                {move || t.get().whatif.or_file}
                <input class="sr-only" type="file" accept=".json,application/json" data-testid="file-a" on:change=file />
            </label>
        </div>
        <p class="row wrap">
            <a class="btn" href="#/">{move || t.get().whatif.change_b}</a>
            <Show when=move || questions.kept.with(Option::is_some)>
                <button type="button" class="btn ghost" on:click=back>{move || t.get().whatif.put_a_back}</button>
            </Show>
        </p>
    }
}

/// The words for a row of the comparison.
struct Words {
    t: &'static Texts,
    lang: Lang,
}

impl Words {
    fn name(&self, row: Row) -> &'static str {
        match row {
            Row::Of(m) => self.t.whatif.measures[m as usize],
            Row::Cost => self.t.whatif.cost,
        }
    }

    fn value(&self, row: Row, v: f64) -> String {
        match row {
            Row::Of(m) => m.say(self.lang, v),
            Row::Cost => number::dollars(self.lang, v),
        }
    }

    fn gap(&self, row: Row, v: f64) -> String {
        match row {
            Row::Of(m) => m.say_gap(self.lang, v),
            Row::Cost => number::dollars(self.lang, v),
        }
    }

    fn verdict(&self, row: &Compared) -> &'static str {
        let w = &self.t.whatif;
        match row.verdict() {
            Verdict::Better => w.better,
            Verdict::Worse => w.worse,
            Verdict::Open => w.open,
            Verdict::Same => w.same,
        }
    }

    /// What the mean response says of the two, with its interval.
    fn headline(&self, row: &Compared, pairs: usize) -> (String, String) {
        let w = &self.t.whatif;
        let d = &row.difference;
        let gap = |v: f64| self.gap(row.row, v);
        let n = number::int(self.lang, pairs as f64);
        let head = match row.verdict() {
            Verdict::Better => (w.sooner)(&gap(d.mean.abs())),
            Verdict::Worse => (w.later)(&gap(d.mean.abs())),
            Verdict::Open => w.none_shown.to_owned(),
            Verdict::Same => w.all_same.to_owned(),
        };
        let (low, high) = (d.mean - d.half, d.mean + d.half);
        let says = match row.verdict() {
            Verdict::Same => String::new(),
            Verdict::Open => (w.between_open)(&gap(low), &gap(high), &n),
            _ => (w.between)(&gap(low.abs().min(high.abs())), &gap(low.abs().max(high.abs())), &n),
        };
        (head, says)
    }
}

#[component]
fn Outcome(rows: Vec<Compared>) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let words = Words { t: t.get(), lang: lang.get() };
    let w = &words.t.whatif;
    let (head, says) = match rows.iter().find(|r| r.row == Row::Of(Measure::Mean)) {
        Some(mean) => words.headline(mean, mean.pairs.len()),
        None => Default::default(),
    };
    let line = |r: &Compared| {
        let d = &r.difference;
        let half = if d.half > 0.0 { format!("± {}", words.gap(r.row, d.half)) } else { String::new() };
        view! {
            <tr data-testid="compared">
                <th scope="row">{words.name(r.row)}</th>
                <td>{words.value(r.row, r.a.mean)}</td>
                <td>{words.value(r.row, r.b.mean)}</td>
                <td><b>{words.gap(r.row, d.mean)}</b>" "<span class="q2">{half}</span></td>
                <td class="wi-dots-cell"><Dots row=r.clone() /></td>
                <td>{words.verdict(r)}</td>
            </tr>
        }
    };
    view! {
        <h1 data-testid="finding">{head}</h1>
        <p class="wi-lead" data-testid="finding-says">{says}</p>
        <div class="wi-scroll" tabindex="0" role="region" aria-label=w.compare_title>
            <table class="wi-table wi-versus">
                <thead>
                    <tr>{w.versus_heads.iter().map(|h| view! { <th scope="col">{*h}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows.iter().map(line).collect_view()}</tbody>
            </table>
        </div>
        <p class="wi-text">{w.dots_note}</p>
    }
}

/// One dot for each seed, the interval of their mean, and zero in the middle.
#[component]
fn Dots(row: Compared) -> impl IntoView {
    let reach = row.reach();
    if reach <= 0.0 {
        return Dom::default();
    }
    let at = |v: f64| pct(0.5 + 0.5 * v / reach);
    let d = &row.difference;
    let dots = row.pairs.iter().filter(|p| p.is_finite()).map(|p| view! { <i style:left=at(*p)></i> });
    view! {
        <span class="wi-dots" aria-hidden="true">
            <b style:left=at(d.mean - d.half) style:right=at(-d.mean - d.half)></b>
            {dots.collect_view()}
        </span>
    }
}
