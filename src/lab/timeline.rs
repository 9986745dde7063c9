//! The timeline: one lane per server, a drop per request, a band where the world changes. Placed in
//! per cent along and in pixels down, so that text keeps its size at any width.

use super::labels::{self, UserMark};
use super::moments::{Moment, Standing, disturbed, moments, outcome, standing};
use super::sheet::{Key, Pass, is_right};
use super::state::{Lab, named};
use crate::i18n;
use crate::ui::IconButton;
use crate::view::prelude::*;
use gloo::timers::callback::Interval;
use simcore::lab::{Column, Outcome, Path, Variant};

const LANE: f64 = 38.0;
const TOP: f64 = 74.0;
/// Milliseconds per moment while it plays.
const PACE_MS: u32 = 1300;

/// Everything that one picture shows.
#[derive(Clone, PartialEq)]
struct Picture {
    moments: Vec<Moment>,
    shown: usize,
    servers: Vec<String>,
    users: Vec<String>,
    stand: Vec<Standing>,
    /// Per moment: where its request goes, and whether that is known to be wrong.
    drops: Vec<Vec<Drop>>,
}

#[derive(Clone, Copy, PartialEq)]
struct Drop {
    server: usize,
    state: DropState,
}

#[derive(Clone, Copy, PartialEq)]
enum DropState {
    Plain,
    Right,
    Wrong,
}

impl Picture {
    fn of(lab: Lab) -> Picture {
        let column = lab.here();
        let key = lab.key();
        let all = lab.puzzle.with(|p| moments(p, column));
        let shown = lab.moment.get().min(all.len());
        let (servers, users) = (lab.names(), lab.users());
        let initial = lab.puzzle.with(|p| p.servers.len());
        let stand = standing(&all, shown, initial, servers.len());
        let path = (lab.watching.get() == Some(key)).then(|| lab.path(key)).flatten().map(|p| p.0);
        let drops = all.iter().map(|m| drops(lab, key, column, &all, m, path.as_ref())).collect();
        Picture { moments: all, shown, servers, users, stand, drops }
    }

    fn x(&self, place: usize) -> f64 {
        let n = self.moments.len().max(2) as f64;
        17.0 + 67.0 * place as f64 / (n - 1.0)
    }
}

/// Where a moment's request goes: as it happens, or as the learner says.
fn drops(lab: Lab, key: Key, here: Column, all: &[Moment], m: &Moment, path: Option<&Path>) -> Vec<Drop> {
    let plain = |server| Drop { server, state: DropState::Plain };
    match m {
        Moment::Past { server, .. } => vec![plain(*server)],
        Moment::Changes { .. } => Vec::new(),
        Moment::Request { index, .. } => {
            if let Some(path) = path {
                return match outcome(path, *index) {
                    Some(Outcome::Server(s)) => vec![Drop { server: s as usize, state: DropState::Right }],
                    _ => Vec::new(),
                };
            }
            let last = *index == here.request;
            if !last && disturbed(all, *index) {
                return Vec::new();
            }
            let column = if last { key.column } else { calm(lab, *index) };
            let cell = Key { column, ..key };
            let Some(given) = lab.given(cell) else { return Vec::new() };
            let state = match lab.mark(cell) {
                m if is_right(m) => DropState::Right,
                Some(m) if m < 0.5 => DropState::Wrong,
                _ => DropState::Plain,
            };
            let server = |o: &Outcome| match o {
                Outcome::Server(s) => Some(Drop { server: *s as usize, state }),
                Outcome::Error => None,
            };
            named(&given).iter().filter_map(server).collect()
        }
    }
}

/// The column that asks about a request when nothing changes.
fn calm(lab: Lab, request: usize) -> usize {
    let wanted = Column { variant: Variant::Calm, request };
    lab.columns().iter().position(|c| *c == wanted).unwrap_or(request)
}

/// The timeline with its step control and, while watching, the sentences of the shown moment.
#[component]
pub fn Timeline(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let picture = memo(move || Picture::of(lab));
    let title = move || {
        let l = &t.get().lab;
        (l.timeline)(l.name(lab.algorithm.get()), &labels::column(l, lab, lab.here()))
    };
    let note = move || {
        let l = &t.get().lab;
        if lab.watching.get().is_some() { l.true_course } else { l.your_answers }
    };
    view! {
        <section class="tl" aria-labelledby="tl-title" data-testid="timeline">
            <header class="tl-head">
                <h2 id="tl-title">{title}</h2>
                <Steps lab picture />
            </header>
            <div class="tl-sheet sheet">
                {move || picture.with(|p| draw(p, t.get()))}
            </div>
            <p class="tl-note">{note}</p>
            <Caption lab picture />
        </section>
    }
}

/// Step back, play, step on.
#[component]
fn Steps(lab: Lab, picture: Memo<Picture>) -> impl IntoView {
    let t = i18n::use_texts();
    let last = move || picture.with(|p| p.moments.len());
    let shown = move || picture.with(|p| p.shown);
    let timer = StoredValue::new_local(None::<Interval>);
    let playing = rw_signal(false);
    let stop = move || {
        timer.set_value(None);
        playing.set(false);
    };
    let go = move |to: usize| lab.moment.set(to);
    let play = move || {
        if untrack(shown) >= untrack(last) {
            go(1);
        }
        playing.set(true);
        let tick = move || match (untrack(shown), untrack(last)) {
            (at, end) if at < end => go(at + 1),
            _ => stop(),
        };
        timer.set_value(Some(Interval::new(PACE_MS, tick)));
    };
    // "watch it" begins at the beginning and plays by itself
    Effect::new(move |before: Option<Option<Key>>| {
        let now = lab.watching.get();
        if now.is_some() && before.is_some_and(|b| b != now) {
            go(1);
            play();
        } else if now.is_none() {
            stop();
        }
        now
    });
    let words = move || (t.get().lab.step_of)(shown(), last());
    let toggle = callback(move |()| if playing.get_untracked() { stop() } else { play() });
    let icon = derived(move || if playing.get() { "pause" } else { "play" }.to_owned());
    let name = derived(move || {
        let l = &t.get().lab;
        if playing.get() { l.stop } else { l.play }.to_owned()
    });
    let step = move |by: isize| {
        stop();
        go(untrack(shown).saturating_add_signed(by).clamp(1, untrack(last).max(1)));
    };
    view! {
        <div class="tl-steps">
            <IconButton
                icon="step-back"
                label=derived(move || t.get().lab.step_back.to_owned())
                on_press=callback(move |()| step(-1))
                class="sm"
            />
            <IconButton icon label=name on_press=toggle class="sm" />
            <IconButton
                icon="step"
                label=derived(move || t.get().lab.step_on.to_owned())
                on_press=callback(move |()| step(1))
                class="sm"
            />
            <span class="tl-count">{words}</span>
        </div>
    }
}

/// While watching: what led to the request of the moment that is shown last.
#[component]
fn Caption(lab: Lab, picture: Memo<Picture>) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let lines = move || {
        let key = lab.watching.get()?;
        let (path, _) = lab.path(key)?;
        let (shown, moments) = picture.with(|p| (p.shown, p.moments.clone()));
        let Some(Moment::Request { index, .. }) = moments.get(shown.checked_sub(1)?) else { return None };
        let told = path.told.get(*index)?;
        let names = lab.names();
        let say = labels::speaker(lang.get(), &names);
        let mut lines: Vec<String> = told.iter().map(|x| say.told(x)).collect();
        if path.outcomes.get(*index) == Some(&None) {
            lines = vec![t.get().lab.not_followed.to_owned()];
        }
        if key.pass == Pass::Text {
            let facts = labels::facts(&t.get().lab, lang.get(), &path.facts);
            if !facts.is_empty() {
                lines.insert(0, format!("({facts})"));
            }
        }
        Some(lines.into_iter().map(|l| view! { <li>{l}</li> }).collect_view())
    };
    view! {
        <ol class="tl-caption" aria-live="polite">
            {lines}
        </ol>
    }
}

/// The picture itself. Screen readers get the table and the captions; this is for the eyes.
fn draw(p: &Picture, t: &'static i18n::Texts) -> Dom {
    let height = TOP + LANE * p.servers.len() as f64;
    let lanes = (0..p.servers.len()).map(|s| lane(p, s, t)).collect_view();
    let bands = (0..p.shown).map(|i| band(p, i, t)).collect_view();
    let requests = (0..p.shown).map(|i| request(p, i, t)).collect_view();
    view! {
        <svg class="tl-draw" width="100%" height=height aria-hidden="true">
            {bands}
            {lanes}
            {requests}
        </svg>
    }
}

fn pc(x: f64) -> String {
    format!("{x:.2}%")
}

fn y_of(server: usize) -> f64 {
    TOP + LANE * (server as f64 + 0.5)
}

/// A server's lane: solid while it is up, hatched once it is down, dotted before it joins.
fn lane(p: &Picture, server: usize, t: &'static i18n::Texts) -> Dom {
    let y = y_of(server);
    let change = |join: bool| {
        p.moments.iter().take(p.shown).position(|m| match m {
            Moment::Changes { down, join: joined } => {
                if join {
                    joined.contains(&server)
                } else {
                    down.contains(&server)
                }
            }
            _ => false,
        })
    };
    let stand = p.stand[server];
    let from = change(true).map_or(12.0, |i| p.x(i));
    let until = change(false).map_or(86.0, |i| p.x(i));
    let absent = stand == Standing::Absent;
    let (class, word) = match stand {
        Standing::Up => ("tl-up", t.lab.up),
        Standing::Down => ("tl-down", t.lab.down),
        Standing::Joined => ("tl-up", t.lab.joined),
        Standing::Absent => ("tl-absent", ""),
    };
    let bad = stand == Standing::Down;
    view! {
        <g class=class>
            <line class="tl-waiting" x1="12%" x2="86%" y1=y y2=y />
            {(!absent).then(|| view! { <line class="tl-lane" x1=pc(from) x2=pc(until) y1=y y2=y /> })}
            {bad.then(|| view! {
                <line class="tl-dead" x1=pc(until) x2="86%" y1=y y2=y />
            })}
            <rect class="tl-box" class:tl-box-bad=bad x="0.5%" width="11.5%" y=y - 12.0 height="24" rx="2" />
            <text class="tl-name" class:tl-bad=bad x="6.2%" y=y + 4.5>{p.servers[server].clone()}</text>
            <text class="tl-word" class:tl-bad=bad x="87.5%" y=y + 4.0>{word}</text>
        </g>
    }
}

/// The band in which the learner's changes happen.
fn band(p: &Picture, i: usize, t: &'static i18n::Texts) -> Dom {
    let Moment::Changes { down, join } = &p.moments[i] else { return Dom::default() };
    let x = p.x(i);
    let height = TOP + LANE * p.servers.len() as f64 - 34.0;
    let sign = |&s: &usize, cross: bool| {
        let d = if cross { "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5" } else { "M-4 0H4M0 -4V4" };
        view! {
            <svg x=pc(x) y=y_of(s) overflow="visible">
                <circle class="tl-sign" r="9" />
                <path class="tl-sign-mark" d=d />
            </svg>
        }
    };
    view! {
        <g>
            <rect class="tl-band" x=pc(x - 5.0) width="10%" y="28" height=height />
            <text class="tl-band-word" x=pc(x) y="44">{t.lab.changed_tag}</text>
        </g>
        <g>{down.iter().map(|s| sign(s, true)).collect_view()}{join.iter().map(|s| sign(s, false)).collect_view()}</g>
    }
}

/// A request: its user at the top, a drop to each server that it may go to.
fn request(p: &Picture, i: usize, t: &'static i18n::Texts) -> Dom {
    let (user, name, past) = match &p.moments[i] {
        Moment::Past { user, .. } => (*user, (t.lab.t)(0), true),
        Moment::Request { index, user } => (*user, (t.lab.t)(index + 1), false),
        Moment::Changes { .. } => return Dom::default(),
    };
    let x = p.x(i);
    let now = i + 1 == p.shown && !past;
    let drops = p.drops[i].iter().map(|d| one_drop(x, *d, now, p.drops[i].len() > 1)).collect_view();
    let unknown = (p.drops[i].is_empty()).then(|| {
        let y = 54.0;
        view! {
            <line class="tl-open" x1=pc(x) x2=pc(x) y1="42" y2=y />
            <text class="tl-question" x=pc(x) y=y + 14.0>"?"</text>
        }
    });
    let tag =
        past.then(|| view! { <text class="tl-tag" x=pc(x) y="10" dx="18" dy="24">{t.lab.given_tag}</text> });
    view! {
        <g>
            {drops}
            {unknown}
            <svg x=pc(x) y="26" overflow="visible">
                <UserMark user name=p.users[user].clone() />
            </svg>
            <text class="tl-when" x=pc(x) y="20" dx="18">{name}</text>
            {tag}
        </g>
    }
}

fn one_drop(x: f64, d: Drop, now: bool, many: bool) -> Dom {
    let y = y_of(d.server);
    let wrong = d.state == DropState::Wrong;
    let end = if wrong {
        view! { <path class="tl-cross" d="M-5 -5L5 5M5 -5L-5 5" /> }
    } else if now {
        view! {
            <circle class="tl-now" r="11" />
            <circle class="tl-ring" r="5.5" />
        }
    } else {
        view! { <circle class="tl-ring" r="5.5" /> }
    };
    view! {
        <g class="tl-drop" class:tl-drop-many=many class:tl-drop-wrong=wrong>
            <line x1=pc(x) x2=pc(x) y1="40" y2=y - 8.0 />
            <svg x=pc(x) y=y overflow="visible">{end}</svg>
        </g>
    }
}
