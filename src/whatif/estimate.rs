//! `#/estimate`: from users to requests, storage, bandwidth and servers, step by step; and back to
//! the board, which is driven by the result.

use super::Questions;
use super::frame::Head;
use super::setup::Labelled;
use crate::board::Msg;
use crate::desk::Desk;
use crate::i18n::{self, Lang, Texts, number};
use crate::ui::scale::{Scale, Shape};
use crate::view::prelude::*;
use simcore::answers::estimate::Assumed;
use simcore::kinds::Role;

type Reads = fn(&Assumed) -> f64;
type Writes = fn(&mut Assumed, f64);

const fn from_zero(max: f64) -> Scale {
    Scale { min: 0.0, max, shape: Shape::LogFromZero, whole: false }
}

/// What is assumed, in the order of the texts: scale, unit, and where it is.
const FIELDS: [(Scale, &str, Reads, Writes); 10] = [
    (from_zero(1e10), "", |a| a.daily_users, |a, v| a.daily_users = v),
    (from_zero(1e5), "", |a| a.reads_each, |a, v| a.reads_each = v),
    (from_zero(1e5), "", |a| a.writes_each, |a, v| a.writes_each = v),
    (Scale::log(1.0, 100.0), "x", |a| a.peak_factor, |a, v| a.peak_factor = v),
    (from_zero(1e10), "B", |a| a.read_bytes, |a, v| a.read_bytes = v),
    (from_zero(1e10), "B", |a| a.write_bytes, |a, v| a.write_bytes = v),
    (Scale { min: 1.0, max: 20.0, shape: Shape::Linear, whole: true }, "", |a| a.copies, |a, v| a.copies = v),
    (from_zero(100.0), "", |a| a.years, |a, v| a.years = v),
    (Scale::log(0.1, 1e6), "req/s", |a| a.server_rate, |a, v| a.server_rate = v),
    (
        Scale { min: 1.0, max: 100.0, shape: Shape::Linear, whole: false },
        "%",
        |a| a.fill * 100.0,
        |a, v| a.fill = v / 100.0,
    ),
];

/// Starting points, in the order of the texts.
fn presets() -> [Assumed; 4] {
    let usual = Assumed::default();
    [
        usual,
        // guide 004, lines 44-48: 1,000 users a day on one machine of 4 cores at 80 ms each
        Assumed { daily_users: 1e3, server_rate: 50.0, copies: 1.0, ..usual },
        // guide 004, lines 92-96 and 159: 100,000 to 500,000 a day; 8 cores at 40 ms, 200 requests a second
        Assumed { daily_users: 3e5, server_rate: 200.0, copies: 2.0, ..usual },
        // guide 002, line 90: a hundred reads for a write; guide 004, line 1673: three times the mean at its peak
        Assumed { daily_users: 1e7, reads_each: 100.0, writes_each: 1.0, ..usual },
    ]
}

/// 10.96 TB, 2 GB, 764 Mbit/s: by thousands.
fn big(lang: Lang, value: f64, units: [&str; 6]) -> String {
    let mut at = 0;
    let mut v = value;
    while v >= 1000.0 && at + 1 < units.len() {
        v /= 1000.0;
        at += 1;
    }
    format!("{}\u{a0}{}", number::short(lang, v), units[at])
}

const BYTES: [&str; 6] = ["B", "KB", "MB", "GB", "TB", "PB"];
const BITS: [&str; 6] = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s", "Pbit/s"];

/// Each step: its formula with the numbers put in, and what comes out.
fn steps(a: &Assumed, lang: Lang, t: &Texts) -> Vec<(String, String)> {
    let e = a.estimate();
    let n = |v: f64| number::short(lang, v);
    let day = number::int(lang, 86_400.0);
    let w = &t.whatif;
    vec![
        (format!("{} × {} / {day} s", n(a.daily_users), n(a.reads_each)), number::rate(lang, e.reads)),
        (format!("{} × {} / {day} s", n(a.daily_users), n(a.writes_each)), number::rate(lang, e.writes)),
        (format!("({} + {}) × {}", n(e.reads), n(e.writes), n(a.peak_factor)), number::rate(lang, e.peak)),
        (
            format!("{} × {} × {}", n(a.daily_users), n(a.writes_each), big(lang, a.write_bytes, BYTES)),
            (w.a_day)(&big(lang, e.a_day, BYTES)),
        ),
        (
            format!("{} × {} × {} × {}", big(lang, e.a_day, BYTES), n(365.25), n(a.years), n(a.copies)),
            big(lang, e.storage, BYTES),
        ),
        (
            format!(
                "{} × {} × {} × 8",
                n(e.peak),
                number::percent(lang, e.read_share),
                big(lang, a.read_bytes, BYTES)
            ),
            big(lang, e.bandwidth, BITS),
        ),
        (
            format!("⌈{} / ({} × {})⌉", n(e.peak), n(a.server_rate), number::percent(lang, a.fill)),
            number::int(lang, e.servers),
        ),
    ]
}

/// Sources of the board: all of one kind, since one message sets one parameter of one kind.
fn sources(desk: Desk) -> Vec<u32> {
    desk.board.with(|h| {
        let nodes = h.board().design.nodes.iter().filter(|n| n.kind.meta().role == Role::Source);
        nodes.map(|n| n.id).collect()
    })
}

#[component]
pub fn EstimatePage(desk: Desk) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let assumed = questions.assumed;
    let field = move |i: usize| {
        let (scale, unit, get, set) = FIELDS[i];
        view! {
            <Labelled
                label=derived(move || t.get().whatif.assumed[i].to_owned())
                scale
                unit=derived(move || if unit.is_empty() { String::new() } else { (t.get().panels.unit)(unit).to_owned() })
                value=derived(move || Some(assumed.with(get)))
                on_change=callback(move |v| assumed.update(|a| set(a, v)))
            />
        }
    };
    let preset = move |i: usize| {
        view! {
            <button
                type="button"
                class="btn"
                aria-pressed=move || if assumed.with(|a| *a == presets()[i]) { "true" } else { "false" }
                on:click=move |_| assumed.set(presets()[i])
            >
                {move || t.get().whatif.presets[i]}
            </button>
        }
    };
    let step = move |(i, (formula, value)): (usize, (String, String))| {
        view! {
            <li data-testid="step">
                <b>{t.get().whatif.steps[i]}</b>
                <span class="wi-step-formula">{formula}</span>
                <span class="wi-step-value">{value}</span>
            </li>
        }
    };
    let shown = move || {
        assumed.with(|a| steps(a, lang.get(), t.get())).into_iter().enumerate().map(step).collect_view()
    };
    let peak = memo(move || assumed.with(|a| a.estimate().peak));
    let ids = memo(move || sources(desk));
    let drive = move |_| {
        let nodes = ids.get_untracked();
        let value = peak.get_untracked() / nodes.len().max(1) as f64;
        let done = desk.send(Msg::SetParam { nodes, param: 0, value });
        let w = &t.get_untracked().whatif;
        desk.notify(if done.changed {
            (w.driven)(&number::rate(lang.get_untracked(), peak.get_untracked()))
        } else {
            w.driven_already.to_owned()
        });
    };
    let range = move || peak.get() >= 0.1 && peak.get() <= 1e6;
    let why_not = move || {
        let w = &t.get().whatif;
        if ids.with(Vec::is_empty) {
            w.no_sources
        } else if range() {
            w.drive_note
        } else {
            w.out_of_range
        }
    };
    let head = move || {
        let e = assumed.with(Assumed::estimate);
        (t.get().whatif.estimate_says)(
            &number::rate(lang.get(), e.peak),
            &number::int(lang.get(), e.servers),
            &big(lang.get(), e.storage, BYTES),
        )
    };
    view! {
        <main id="content" class="wi wi-estimate" tabindex="-1" data-testid="estimate-page">
            <Head desk here=2 />
            <aside class="wi-side" aria-label=move || t.get().whatif.assumptions>
                <h2>{move || t.get().whatif.assumptions}</h2>
                <div class="wi-presets" role="group" aria-label=move || t.get().whatif.preset>
                    {(0..presets().len()).map(preset).collect_view()}
                </div>
                <div class="wi-form wi-two">{(0..FIELDS.len()).map(field).collect_view()}</div>
            </aside>
            <section class="wi-main wi-wide" aria-label=move || t.get().whatif.result>
                <h1>{move || t.get().whatif.estimate_title}</h1>
                <p class="wi-lead" role="status" data-testid="finding-says">{head}</p>
                <ol class="wi-steps">{shown}</ol>
                <p class="row wrap">
                    <button
                        type="button"
                        class="btn pri"
                        data-testid="drive"
                        disabled=move || ids.with(Vec::is_empty) || !range()
                        on:click=drive
                    >
                        {move || (t.get().whatif.drive)(&number::rate(lang.get(), peak.get()))}
                    </button>
                    <a class="btn" href="#/">{move || t.get().whatif.to_board}</a>
                </p>
                <p class="wi-text">{why_not}</p>
                <p class="wi-text">{move || t.get().whatif.estimate_note}</p>
            </section>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_shows_its_numbers() {
        let all = steps(&Assumed::default(), Lang::En, Lang::En.texts());
        assert_eq!(all[0], ("1,000,000 × 20 / 86,400 s".to_owned(), "231/s".to_owned()));
        assert_eq!(all[2].1, "764/s");
        assert_eq!(all[4].1, "11\u{a0}TB");
        assert_eq!(all[6], ("⌈764 / (200 × 70%)⌉".to_owned(), "6".to_owned()));
        let pt = steps(&Assumed::default(), Lang::Pt, Lang::Pt.texts());
        assert_eq!(pt[0].0, "1.000.000 × 20 / 86.400 s");
        assert_eq!(all.len(), Lang::Pt.texts().whatif.steps.len());
    }

    #[test]
    fn units_go_by_thousands() {
        assert_eq!(big(Lang::En, 999.0, BYTES), "999\u{a0}B");
        assert_eq!(big(Lang::Pt, 1500.0, BYTES), "1,5\u{a0}KB");
        assert_eq!(big(Lang::En, 5e18, BYTES), "5,000\u{a0}PB");
    }

    #[test]
    fn a_field_sets_what_it_shows() {
        for (i, (scale, _, get, set)) in FIELDS.into_iter().enumerate() {
            let mut a = Assumed::default();
            set(&mut a, scale.limit(7.0));
            // shares are kept as such and shown in per cent
            assert!((get(&a) - scale.limit(7.0)).abs() < 1e-9, "{i}: {}", get(&a));
        }
    }
}
