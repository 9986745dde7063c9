//! `#/what-if`: one value at many settings, measured, with theory beside it.

use super::Questions;
use super::beside::BesidePanel;
use super::chart::Findings;
use super::figures::Figures;
use super::found::Found;
use super::frame::Head;
use super::guess::Asked;
use super::plan;
use super::runs::{RunButton, Runs};
use super::setup::{Form, Setup, knob_says};
use crate::board::Board;
use crate::desk::Desk;
use crate::i18n::{self, number};
use crate::keep::files;
use crate::panels::FileRoom;
use crate::view::prelude::*;
use simcore::answers::sweep::{Knob, Sweep};
use std::sync::Arc;

/// A board on which theory has everything to say.
fn plain_queue(t: &crate::i18n::Texts) -> Option<Board> {
    let opened = files::read(include_str!("../../assets/boards/queue.board.json")).ok()?;
    let mut board = files::board(opened.board);
    board.title = t.whatif.plain_title.to_owned();
    for (node, name) in board.design.nodes.iter_mut().zip(t.whatif.plain_names) {
        node.name = name.to_owned();
    }
    Some(board)
}

#[component]
pub fn WhatIfPage(room: FileRoom) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let desk = room.desk;
    let board = memo(move || desk.board.with(|h| h.shared()));
    let start = questions.setup.get_untracked().filter(|s| board.with_untracked(|b| s.fits(b)));
    let setup = rw_signal(start.unwrap_or_else(|| board.with_untracked(|b| Setup::first(b, None))));
    effect(move || {
        let now = setup.get();
        // an undo may take the station away that the question is about
        if board.with(|b| now.fits(b)) {
            questions.setup.set(Some(now));
        } else {
            let other = board.with_untracked(|b| Setup::first(b, None));
            // nothing fits an empty board, and asking again would not change that
            if other != now {
                setup.set(other);
            }
        }
    });
    let runs = Runs::new();
    let jobs = move || board.with(|b| setup.with(|s| s.values(b).len() * s.seeds));
    let run = move |()| begin(desk, questions, setup.get_untracked(), runs);
    let label = move || (t.get().whatif.run)(&number::int(lang.get(), jobs() as f64));
    let hindered = move || {
        let w = &t.get().whatif;
        let nodes = board.with(|b| b.design.nodes.len());
        if !plan::has_traffic(&board.get()) && board.with(|b| b.design.nodes.is_empty()) {
            w.empty_board.to_owned()
        } else if setup.with(|s| s.from >= s.to) {
            w.from_to.to_owned()
        } else if jobs() * nodes > plan::MOST {
            w.too_many.to_owned()
        } else {
            String::new()
        }
    };
    let held = move || {
        let w = &t.get().whatif;
        let s = setup.get();
        let seconds = |v: f64| knob_says(lang.get(), v, "s");
        let traffic = board.with(|b| Knob::Traffic.read(&b.design)).filter(|_| s.knob != Knob::Traffic);
        let rows = [
            traffic.map(|v| (t.get().panels.traffic, number::rate(lang.get(), v))),
            Some((w.held_rest, w.held_rest_as_is.to_owned())),
            Some((w.warm_up, seconds(s.seconds * plan::WARM))),
            Some((w.measured_for, seconds(s.seconds))),
        ];
        let row = |(what, much)| view! { <tr><th scope="row">{what}</th><td>{much}</td></tr> };
        rows.into_iter().flatten().map(row).collect_view()
    };
    let stale = move || {
        questions.found.with(|f| {
            let found = f.as_ref()?;
            let w = &t.get().whatif;
            let other_board = board.with(|b| b.design != found.design);
            let other_runs = !setup.with(|s| s.same_runs(&found.setup));
            if other_board { Some(w.board_changed) } else { other_runs.then_some(w.setup_changed) }
        })
    };
    let done = move || {
        let w = &t.get().whatif;
        questions.found.with(|f| f.as_ref().map(|f| (w.done)(&number::compact(lang.get(), f.requests()))))
    };
    let open_plain = move |_| {
        if let Some(plain) = plain_queue(t.get_untracked()) {
            let says = (t.get_untracked().shell.opened_file)(&plain.title);
            setup.set(Setup::first(&plain, None));
            room.put(plain, says);
        }
    };
    view! {
        <main id="content" class="wi" tabindex="-1" data-testid="whatif">
            <Head desk here=0 />
            <aside class="wi-side" aria-label=move || t.get().whatif.change>
                <h2>{move || t.get().whatif.change}</h2>
                <Form desk setup />
                <h2>{move || t.get().whatif.held}</h2>
                <table class="wi-table wi-held"><tbody>{held}</tbody></table>
                <RunButton runs label=derived(label) hindered=derived(hindered) on_run=callback(run) />
                <p class="wi-small" role="status" data-testid="done">{move || (!runs.going()).then(done).flatten()}</p>
                <p class="wi-small wi-stale">{move || (!runs.going()).then(stale).flatten()}</p>
            </aside>
            <Findings desk setup />
            <BesidePanel desk setup>
                <button type="button" class="btn" data-testid="plain" on:click=open_plain>
                    {move || t.get().whatif.open_plain}
                </button>
            </BesidePanel>
        </main>
    }
}

/// Sends the runs to the worker; a value is shown as soon as its last seed is in.
fn begin(desk: Desk, questions: Questions, setup: Setup, runs: Runs) {
    let board = desk.board.with_untracked(|h| h.shared());
    let values = setup.values(&board);
    let Some(scale) = plan::scale(&board, setup.knob) else { return };
    let warm = setup.seconds * plan::WARM;
    let sweep = Sweep {
        design: board.design.clone(),
        knob: setup.knob,
        values: values.clone(),
        seeds: (1..=setup.seeds as u64).collect(),
        from_s: warm,
        until_s: warm + setup.seconds,
    };
    let mut found = Found {
        setup,
        design: board.design.clone(),
        log: plan::by_ratio(scale, setup.from, setup.to),
        guess: questions.guess.get_untracked().filter(|g| g.fits(&untrack(|| Asked::of(&setup, desk)))),
        values,
        runs: Vec::new(),
    };
    questions.found.set(Some(Arc::new(found.clone())));
    let jobs = sweep.jobs();
    let mut all: Vec<Option<Figures>> = vec![None; jobs.len()];
    runs.start(desk, jobs, move |index, _, figures| {
        if let Some(place) = all.get_mut(index) {
            *place = Some(figures);
        }
        let next = all.chunks(setup.seeds).nth(found.runs.len());
        if let Some(seeds) = next.and_then(|c| c.iter().copied().collect::<Option<Vec<_>>>()) {
            found.runs.push(seeds);
            let _ = questions.found.try_set(Some(Arc::new(found.clone())));
        }
    });
}
