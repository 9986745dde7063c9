//! The ring of consistent hashing: one track per server, a tick per mark, keys as spokes, and a
//! close-up of the arc that decides.

use super::circle::{Near, point, ticks, walk};
use super::labels::UserMark;
use super::moments::{Standing, moments, standing};
use super::sheet::is_right;
use super::state::Lab;
use crate::i18n::{self, number};
use crate::view::prelude::*;
use simcore::lab::{RingPicture, picture};

/// What the ring shows for the current column.
#[derive(Clone, PartialEq)]
struct Scene {
    ring: RingPicture,
    names: Vec<String>,
    users: Vec<String>,
    stand: Vec<Standing>,
    /// The user who asks.
    asks: String,
    /// May the deciding mark be pointed at?
    told: bool,
}

impl Scene {
    fn of(lab: Lab) -> Option<Scene> {
        let column = lab.here();
        let key = lab.key();
        let told = is_right(lab.mark(key)) || lab.watching.get() == Some(key);
        lab.puzzle.with(|p| {
            let ring = picture(&p.variant(column.variant)).ok()??;
            let all = moments(p, column);
            Some(Scene {
                ring,
                names: p.names(),
                users: p.users(),
                stand: standing(&all, all.len(), p.servers.len(), p.names().len()),
                asks: p.requests.get(column.request).map(|r| r.user.clone()).unwrap_or_default(),
                told,
            })
        })
    }

    fn is(&self, server: u32, what: Standing) -> bool {
        self.stand.get(server as usize) == Some(&what)
    }

    fn alive(&self, server: u32) -> bool {
        self.is(server, Standing::Up) || self.is(server, Standing::Joined)
    }

    fn there(&self, server: u32) -> bool {
        !self.is(server, Standing::Absent)
    }

    fn near(&self) -> Option<(f64, Vec<Near>)> {
        let key = self.ring.keys.iter().find(|k| k.user == self.asks)?.degrees;
        Some((key, walk(&self.ring, key, |s| self.alive(s), |s| self.there(s))))
    }
}

/// The ring with its close-up, or a sentence when it is not given.
#[component]
pub fn Ring(lab: Lab) -> impl IntoView {
    let t = i18n::use_texts();
    let scene = memo(move || Scene::of(lab));
    view! {
        <section class="rg-part" aria-labelledby="rg-title" data-testid="ring">
            <h2 id="rg-title">{move || t.get().lab.ring}</h2>
            {move || match scene.get() {
                Some(scene) => view! { <Drawn scene=scene.clone() /> <CloseUp scene /> },
                None => view! { <p class="lab-note">{t.get().lab.ring_unknown}</p> },
            }}
        </section>
    }
}

const INNER: f64 = 84.0;
const OUTER: f64 = 134.0;

#[component]
fn Drawn(scene: Scene) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let total = scene.names.len().max(2);
    let radius = move |server: usize| INNER + (OUTER - INNER) * server as f64 / (total - 1) as f64;
    let live = scene.ring.marks.iter().filter(|m| scene.alive(m.server)).count();
    let servers = scene.stand.iter().filter(|s| matches!(s, Standing::Up | Standing::Joined)).count().max(1);
    let (marks, keys) = (scene.ring.marks.len(), scene.ring.keys.len());
    let even = live.is_multiple_of(servers);
    let tracks = (0..scene.names.len() as u32).filter(|s| scene.there(*s)).map(|s| {
        let r = radius(s as usize);
        let class = match scene.stand[s as usize] {
            Standing::Down => "rg-track rg-dead",
            Standing::Joined => "rg-track rg-new",
            _ => "rg-track",
        };
        let d = ticks(&scene.ring.marks, s, r, 4.0);
        view! {
            <g class=class>
                <circle class="rg-line" r=r />
                <path class="rg-ticks" d=d />
            </g>
        }
    });
    let tracks = tracks.collect_view();
    let labels = (0..scene.names.len() as u32).filter(|s| scene.there(*s)).map(|s| {
        let y = -radius(s as usize);
        let name = scene.names[s as usize].clone();
        let width = 7.0 * name.chars().count() as f64 + 6.0;
        let dead = scene.is(s, Standing::Down);
        view! {
            <g class:rg-dead=dead>
                <rect class="rg-patch" x=-width / 2.0 y=y - 6.0 width=width height="12" />
                <text class="rg-name" y=y + 4.0>{name}</text>
            </g>
        }
    });
    let labels = labels.collect_view();
    let spokes = scene.ring.keys.iter().map(|k| {
        let user = scene.users.iter().position(|u| *u == k.user).unwrap_or(0);
        let (a, b) = (point(INNER - 16.0, k.degrees), point(OUTER + 8.0, k.degrees));
        let at = point(OUTER + 20.0, k.degrees);
        let asks = k.user == scene.asks;
        view! {
            <g class="rg-spoke" class:rg-asks=asks>
                <line x1=a.0 y1=a.1 x2=b.0 y2=b.1 />
                <g transform=format!("translate({:.2} {:.2})", at.0, at.1)>
                    <UserMark user name=k.user.clone() />
                </g>
            </g>
        }
    });
    let spokes = spokes.collect_view();
    let count = move || (t.get().lab.live_marks)(live);
    let each =
        move || even.then(|| (t.get().lab.per_server)(&number::int(lang.get(), (live / servers) as f64)));
    view! {
        <svg
            class="rg-draw"
            viewBox="-170 -170 340 340"
            role="img"
            aria-label=move || (t.get().lab.ring_alt)(marks, keys)
        >
            {tracks}
            {labels}
            {spokes}
            <text class="rg-count" y="-14">{count}</text>
            <text class="rg-small" y="2">{each}</text>
            <path class="rg-turn" d="M-26 22A34 34 0 0 0 26 22" />
            <path class="rg-turn-head" d="M-26 22l1 9l7 -5z" />
            <text class="rg-small" y="46">{move || t.get().lab.clockwise}</text>
        </svg>
    }
}

/// The arc behind the key, stretched: which marks come next, and whose they are.
#[component]
fn CloseUp(scene: Scene) -> impl IntoView {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let (key, near) = scene.near()?;
    let far = near.last().map_or(1.0, |n| n.walked).max(1e-6);
    let at = move |walked: f64| format!("{:.2}%", 12.0 + 76.0 * walked / far);
    let degrees = move |d: f64| format!("{}°", number::fixed(lang.get(), d, 2));
    let user = scene.users.iter().position(|u| *u == scene.asks).unwrap_or(0);
    let told = scene.told;
    let marks = near.iter().enumerate().map(|(i, n)| {
        let name = scene.names.get(n.server as usize).cloned().unwrap_or_default();
        let (x, alive, taken, d) = (at(n.walked), n.alive, n.taken && told, n.degrees);
        // neighbours may be close: every other label stands lower
        let low = i % 2 == 1;
        let y = if low { 84.0 } else { 66.0 };
        view! {
            <g class="cu-mark" class:cu-dead=!alive class:cu-taken=taken>
                <line x1=x.clone() x2=x.clone() y1="30" y2=y - 12.0 />
                <text class="cu-name" x=x.clone() y=y>{name}</text>
                <text class="cu-degrees" x=x y=y + 36.0>{move || degrees(d)}</text>
            </g>
        }
    });
    let marks = marks.collect_view();
    let asks = scene.asks.clone();
    let lands = {
        let asks = asks.clone();
        move || (t.get().lab.lands_at)(&asks, &degrees(key))
    };
    let title = {
        let asks = asks.clone();
        move || (t.get().lab.close_up)(&asks)
    };
    let table = near_table(&scene, &near);
    let x0 = at(0.0);
    Some(view! {
        <h3>{title}</h3>
        <svg class="cu-draw" width="100%" height="126" aria-hidden="true">
            <line class="cu-axis" x1="2%" x2="98%" y1="36" y2="36" />
            {marks}
            <line class="cu-key" x1=x0.clone() x2=x0.clone() y1="24" y2="44" />
            <svg x=x0 y="13" overflow="visible">
                <UserMark user name=asks />
            </svg>
        </svg>
        <p class="cu-say">{lands}</p>
        {table}
    })
}

/// The close-up for those who do not see it.
fn near_table(scene: &Scene, near: &[Near]) -> Dom {
    let lang = i18n::use_lang();
    let t = i18n::use_texts();
    let row = |n: &Near| {
        let name = scene.names.get(n.server as usize).cloned().unwrap_or_default();
        let (d, alive) = (n.degrees, n.alive);
        let state = move || if alive { t.get().lab.up } else { t.get().lab.down };
        view! { <li>{name} " " {move || number::fixed(lang.get(), d, 2)} "°, " {state}</li> }
    };
    view! { <ol class="sr-only">{near.iter().map(row).collect_view()}</ol> }
}
