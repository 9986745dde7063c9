//! `#/teachers`: the proof of every exercise, as it was made when the site was built.

use crate::app::{Route, use_page_title};
use crate::content::{self, Trouble};
use crate::i18n::teachers::MEASURES;
use crate::i18n::{self, Lang, kinds, number};
use crate::steps::{TroubleView, with_unit};
use crate::ui::Icon;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use lessons::proof::{Board, Line, Proofs, Proven, Table};
use simcore::kinds::KindId;
use simcore::measure::Fact;

#[component]
pub fn TeachersPage() -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    use_page_title(move || t.get().teachers.title.to_owned());
    let got = rw_signal(None::<Result<Proofs, Trouble>>);
    let anew = Trigger::new();
    effect(move || {
        anew.track();
        let lang = lang.get();
        spawn_local(async move {
            let answer = content::proofs::proofs(lang).await;
            // nobody is left to see it when the page was left meanwhile
            let _ = got.try_set(Some(answer));
        });
    });
    let retry = callback(move |()| anew.notify());
    let seeds = move || got.with(|g| g.as_ref().and_then(|g| g.as_ref().ok()).map_or(0, |p| p.seeds));
    view! {
        <main id="content" class="trust" tabindex="-1" data-testid="teachers">
            <header class="trust-head">
                <h1>{move || t.get().teachers.title}</h1>
                <p>{move || {
                    let seeds = seeds();
                    (seeds > 0).then(|| (t.get().teachers.lead)(&number::int(lang.get(), f64::from(seeds))))
                }}</p>
            </header>
            {move || match got.get() {
                None => view! { <p role="status">{move || t.get().trust.loading}</p> },
                Some(Err(trouble)) => view! { <TroubleView trouble retry /> },
                Some(Ok(proofs)) if proofs.lessons.is_empty() => view! { <NoProof /> },
                Some(Ok(proofs)) => view! { <Found proofs /> },
            }}
            <h2>{move || t.get().teachers.grade}</h2>
            <p class="so">{move || t.get().teachers.grade_how}</p>
        </main>
    }
}

/// A build without proofs says so.
#[component]
fn NoProof() -> impl IntoView {
    let t = i18n::use_texts();
    view! {
        <h2>{move || t.get().teachers.none}</h2>
        <p class="so">{move || t.get().teachers.none_text}</p>
    }
}

#[component]
fn Found(proofs: Proofs) -> impl IntoView {
    let t = i18n::use_texts();
    let rows = || proofs.lessons.iter().flat_map(|l| &l.steps).flat_map(|s| &s.rows);
    let (all, hold) = (rows().count(), rows().filter(|r| holds(r)).count());
    let lessons = proofs.lessons.into_iter().map(lesson);
    view! {
        <p><b data-testid="proofs-hold">{move || (t.get().teachers.all_hold)(hold, all)}</b></p>
        {lessons.collect_view()}
    }
}

fn holds(line: &Line) -> bool {
    line.seeds > 0 && line.held == line.seeds
}

fn lesson(proven: Proven) -> Dom {
    let tables = proven.steps.into_iter().map(|step| {
        let href = Route::Lesson { slug: proven.slug.clone(), step: Some(step.step.clone()) }.href();
        table(step, href)
    });
    let tables = tables.collect_view();
    view! {
        <section class="proof-lesson">
            <h2>{proven.id} " " {proven.title}</h2>
            {tables}
        </section>
    }
}

fn table(step: Table, href: String) -> Dom {
    let t = i18n::use_texts();
    let lang = i18n::use_lang();
    let known =
        |(words, unit): &(String, String)| if unit.is_empty() { unit_of(words) } else { unit.clone() };
    let units: Vec<String> = step.columns.iter().map(known).collect();
    let head = |(words, _): (String, String)| {
        view! { <th scope="col">{move || in_words(&words, lang.get())}</th> }
    };
    let heads = step.columns.into_iter().map(head).collect_view();
    let rows = step.rows.into_iter().map(|r| row(r, &units)).collect_view();
    let label = step.title.clone();
    view! {
        <h3 class="proof-step"><a href=href>{step.title}</a></h3>
        <div class="proof-scroll" role="region" aria-label=label tabindex="0">
            <table class="proof-table">
                <thead>
                    <tr>
                        <th scope="col">{move || t.get().teachers.board}</th>
                        <th scope="col">{move || t.get().teachers.must_head}</th>
                        <th scope="col">{move || t.get().teachers.held}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(line: Line, units: &[String]) -> Dom {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let ok = holds(&line);
    let Line { board, must, why, held, seeds, measured } = line;
    let why = why.map(|words| view! { <span class="proof-why">{words}</span> });
    let cells = (0..units.len()).map(|i| {
        let (extent, unit) = (measured.get(i).copied().flatten(), units[i].clone());
        let words = move || extent.map_or_else(|| "–".to_owned(), |e| range(lang.get(), e, &unit));
        view! { <td class="num">{words}</td> }
    });
    let cells = cells.collect_view();
    view! {
        <tr data-testid="proof-row">
            <th scope="row">{move || name(&board, lang.get())} {why}</th>
            <td>{move || (t.get().teachers.must)(must)}</td>
            <td>
                <span class="proof-mark" class:proof-no=!ok>
                    <Icon name=if ok { "check" } else { "cross" } small=true />
                    {move || (t.get().teachers.held_on)(held, seeds)}
                </span>
            </td>
            {cells}
        </tr>
    }
}

fn range(lang: Lang, (lo, hi): (f64, f64), unit: &str) -> String {
    let say = |v: f64| if unit == "$" { number::dollars(lang, v) } else { with_unit(lang, v, unit) };
    let (a, b) = (say(lo), say(hi));
    // what reads the same is one value
    let first = if unit == "$" { a.clone() } else { number::short(lang, lo) };
    if a == b { a } else { (lang.texts().teachers.range)(&first, &b) }
}

/// The name of a board. Levers carry the names of kinds and parameters.
fn name(board: &Board, lang: Lang) -> String {
    let t = &lang.texts().teachers;
    match board {
        Board::Solution => t.solution.to_owned(),
        Board::Start => t.start.to_owned(),
        Board::Trap(file) => format!("{}: {}", t.trap, file.replace('-', " ")),
        Board::Without(what) => match what.strip_prefix("the added ") {
            Some(added) => {
                let kind = KindId::from_name(added).map(|k| kinds::kind(lang, k).name);
                (t.without_added)(kind.unwrap_or(added))
            }
            None => (t.without)(&lever(what, lang)),
        },
        Board::Bigger(times) => (lang.texts().goals.bigger)(*times),
        Board::Answer => t.answer.to_owned(),
        Board::Straight => t.straight.to_owned(),
        Board::Fault => t.fault.to_owned(),
    }
}

/// The name of a measure, and what stands behind it: of which station, or at which setting.
fn parts(name: &str) -> (&str, Option<&str>, Option<&str>) {
    if let Some((what, node)) = name.split_once(" of node ") {
        return (what, Some(node), None);
    }
    match name.split_once(" at ") {
        Some((what, value)) if value.parse::<f64>().is_ok() => (what, None, Some(value)),
        _ => (name, None, None),
    }
}

fn place(what: &str) -> Option<usize> {
    MEASURES.iter().position(|(name, _)| *name == what)
}

/// The unit of a column that is headed by the name of a measure; columns in words bring their own.
fn unit_of(name: &str) -> String {
    place(parts(name).0).map_or("", |i| MEASURES[i].1).to_owned()
}

/// A head as people read it. A goal's own words stay as they are.
fn in_words(name: &str, lang: Lang) -> String {
    let t = &lang.texts().teachers;
    let (what, node, value) = parts(name);
    let fact = || Fact::ALL.iter().find(|f| f.name() == what).map(|f| kinds::fact(lang, *f));
    let Some(words) = place(what).map(|i| t.measures[i]).or_else(fact) else { return name.to_owned() };
    match (node, value) {
        (Some(node), _) => (t.of_station)(words, node),
        (_, Some(value)) => {
            (t.at)(words, &value.parse().map_or(value.to_owned(), |v| number::short(lang, v)))
        }
        _ => words.to_owned(),
    }
}

/// `web_server.slots` in words.
fn lever(what: &str, lang: Lang) -> String {
    let words = || {
        let (kind, param) = what.split_once('.')?;
        let kind = KindId::from_name(kind)?;
        let place = kind.table().iter().position(|p| p.name == param)?;
        let text = kinds::kind(lang, kind);
        Some(format!("{}, {}", text.name, text.params.get(place)?.label))
    };
    words().unwrap_or_else(|| what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_in_the_language_of_the_page_and_has_a_unit() {
        assert_eq!(in_words("utilisation of node 3", Lang::Pt), "Utilização, estação 3");
        assert_eq!(in_words("mean_ms at 2.5", Lang::Pt), "Resposta média, em 2,5");
        assert_eq!(in_words("At most 2 servers", Lang::En), "At most 2 servers");
        assert_eq!((unit_of("p95_ms at 8").as_str(), unit_of("throughput").as_str()), ("ms", "1/s"));
        use lessons::measure::Measure::*;
        let all = [P50, P95, P99, Mean, OnTimeShare, FailedShare, Throughput, Utilisation(1), ShareOfNode(1)];
        let more = [SameServer(1), QueueMean(1), HitRatio(1), NodeP95(1), NodeMean(1), NodeRate(1)];
        let rest = [NodeFailed(1), CountNodes, Outage, Cost, CostPer1000Users];
        for measure in all
            .into_iter()
            .chain(more)
            .chain(rest)
            .chain(simcore::measure::Fact::ALL.iter().map(|f| Fact(1, *f)))
        {
            for lang in [Lang::En, Lang::Pt] {
                assert_ne!(in_words(measure.name(), lang), measure.name());
            }
        }
    }

    #[test]
    fn a_lever_reads_in_the_language_of_the_page() {
        let said = |lang| name(&Board::Without("web_server.slots".into()), lang);
        assert_ne!(said(Lang::En), said(Lang::Pt));
        assert!(!said(Lang::En).contains("web_server"), "{}", said(Lang::En));
        assert!(name(&Board::Without("the added cache".into()), Lang::En).contains("added"));
        assert!(name(&Board::Without("link.weight".into()), Lang::Pt).contains("link.weight"));
    }

    #[test]
    fn a_range_that_reads_as_one_value_is_one() {
        assert_eq!(range(Lang::En, (7.0, 7.0), ""), "7");
        assert_eq!(range(Lang::En, (120.0, 131.0), "ms"), "120 to 131\u{a0}ms");
    }
}
