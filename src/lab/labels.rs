//! Words for columns, outcomes, answers and facts, in the language of the moment.

use super::state::{Lab, named};
use crate::i18n::lab::Texts;
use crate::i18n::lab::say::Speaker;
use crate::i18n::{Lang, number};
use crate::view::prelude::*;
use simcore::balance::{Base, Ties};
use simcore::lab::{Column, Dist, Event, Facts, Given, HashFact, Outcome, Puzzle, RingFact, Variant, Wrr};

/// One who says what happened.
pub fn speaker(lang: Lang, names: &[String]) -> Speaker<'_> {
    Speaker { lang, names, load_unit: "%" }
}

/// `t3, s3 down`
pub fn column(t: &Texts, lab: Lab, c: Column) -> String {
    lab.puzzle.with(|p| column_of(t, p, c))
}

fn column_of(t: &Texts, p: &Puzzle, c: Column) -> String {
    let when = (t.t)(c.request + 1);
    let names = |down: bool| -> String {
        let each = p.events.iter().filter_map(|e| match e {
            Event::Down { server, .. } if down => Some(server.as_str()),
            Event::Join { server, .. } if !down => Some(server.as_str()),
            _ => None,
        });
        each.collect::<Vec<_>>().join(" ")
    };
    match c.variant {
        Variant::Calm => when,
        Variant::Downs => (t.col_down)(&when, &names(true)),
        Variant::Joins => (t.col_joins)(&when, &names(false)),
        Variant::Both => (t.col_both)(&when),
    }
}

/// The name of a server, or "error".
pub fn outcome(t: &Texts, names: &[String], o: Outcome) -> String {
    match o {
        Outcome::Server(s) => names.get(s as usize).cloned().unwrap_or_else(|| "?".to_owned()),
        Outcome::Error => t.nobody.to_owned(),
    }
}

/// `s1 s2 s4`
pub fn outcomes(t: &Texts, names: &[String], list: &[Outcome]) -> String {
    list.iter().map(|o| outcome(t, names, *o)).collect::<Vec<_>>().join(", ")
}

/// An answer in words, for screen readers and for feedback.
pub fn given(t: &Texts, lang: Lang, names: &[String], g: &Given) -> String {
    match g {
        Given::Set(set) => {
            let list = outcomes(t, names, &named(g));
            if set.len() > 1 { format!("{list} ({})", t.equal) } else { list }
        }
        Given::Bars(bars) => {
            let one =
                |b: &(Outcome, f64)| format!("{} {}", outcome(t, names, b.0), number::percent(lang, b.1));
            bars.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Given::Depends { facts, .. } => {
            let facts: Vec<&str> = facts.iter().map(|f| t.missing(*f)).collect();
            let list = outcomes(t, names, &named(g));
            format!("{}: {list} ({})", t.depends, facts.join(", "))
        }
    }
}

/// `s1 1/3, s2 2/3`, or only the server when it is certain.
pub fn dist(t: &Texts, names: &[String], d: &Dist) -> String {
    if let Some(only) = d.certain() {
        return outcome(t, names, only);
    }
    d.0.iter().map(|(o, p)| format!("{} {p}", outcome(t, names, *o))).collect::<Vec<_>>().join(", ")
}

fn numbers<T: Copy>(list: &[T], f: impl Fn(T) -> String) -> String {
    list.iter().map(|v| f(*v)).collect::<Vec<_>>().join(" ")
}

/// The words of a tie rule, a base and so on, by their place in the lists of the texts.
pub fn ties(t: &Texts, v: Ties) -> &'static str {
    t.ties[match v {
        Ties::Lowest => 0,
        Ties::InTurn => 1,
        Ties::Random => 2,
    }]
}

pub fn base(t: &Texts, v: Base) -> &'static str {
    t.bases[match v {
        Base::RoundRobin => 0,
        Base::Random => 1,
        Base::LeastConnections => 2,
    }]
}

pub fn wrr(t: &Texts, v: Wrr) -> &'static str {
    t.wrr[match v {
        Wrr::Smooth => 0,
        Wrr::Burst => 1,
    }]
}

/// What was assumed in one possible course: `weights 1 2 1 1, smooth`.
pub fn facts(t: &Texts, lang: Lang, f: &Facts) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut say = |label: &str, value: String| out.push(format!("{} {value}", lower(label)));
    if let Some(w) = &f.weights {
        say(t.f_weights, numbers(w, |v| v.to_string()));
    }
    if let Some(v) = f.wrr {
        say(t.f_wrr, wrr(t, v).to_owned());
    }
    if let Some(v) = f.position {
        say(t.f_position, v.to_string());
    }
    if let Some(open) = &f.open {
        say(t.f_open, numbers(open, |v| number::int(lang, f64::from(v))));
    }
    if let Some(v) = f.duration_s {
        say(t.f_duration, format!("{}\u{a0}s", number::short(lang, v)));
    }
    if let Some(v) = f.ties {
        say(t.f_ties, ties(t, v).to_owned());
    }
    if let Some(l) = &f.load {
        say(t.f_loads, numbers(&l.loads, |v| number::short(lang, v)));
        say(t.f_report, format!("{}\u{a0}s", number::short(lang, l.report_s)));
    }
    if let Some(v) = f.sticky_base {
        say(t.f_base, base(t, v).to_owned());
    }
    match &f.ip_hash {
        Some(HashFact::ModLive { hashes }) => {
            hashes.iter().for_each(|(u, h)| say(&(t.f_hash_of)(u), h.to_string()));
        }
        Some(HashFact::Nginx { addresses }) => {
            addresses.iter().for_each(|(u, a)| say(&(t.f_address_of)(u), a.clone()));
        }
        None => {}
    }
    if let Some(RingFact::Md5 { vnodes, .. }) = &f.ring {
        say(t.f_vnodes, vnodes.to_string());
    }
    out.join(", ")
}

/// Labels begin with a capital, their use inside a sentence does not; names such as IP keep theirs.
pub fn lower(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(a), Some(b)) if !b.is_uppercase() => a.to_lowercase().chain([b]).chain(chars).collect(),
        _ => label.to_owned(),
    }
}

/// A user as a round mark: the first one filled, others not; longer names stand beside theirs.
#[component]
pub fn UserMark(user: usize, name: String) -> impl IntoView {
    let short: String = if name.chars().count() > 2 { name.chars().take(1).collect() } else { name };
    let class = match user {
        0 => "um um-first",
        1 => "um",
        _ => "um um-more",
    };
    view! {
        <g class=class>
            <circle r="12.5" />
            <text y="4">{short}</text>
        </g>
    }
}

/// The same mark in the flow of text.
#[component]
pub fn UserChip(user: usize, name: String) -> impl IntoView {
    let class = match user {
        0 => "uc uc-first",
        1 => "uc",
        _ => "uc uc-more",
    };
    view! { <span class=class>{name}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::lab::{EN, PT};
    use simcore::lab::{Down, Join};

    #[test]
    fn columns_are_named_after_their_events() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let all: Vec<String> = p.columns().iter().map(|c| column_of(&EN, &p, *c)).collect();
        assert_eq!(all, ["t1", "t2", "t3", "t3, s3 down", "t3, s5 joins", "t3, both"]);
        assert_eq!(column_of(&PT, &p, p.columns()[3]), "t3, s3 cai");
    }

    #[test]
    fn assumed_facts_read_like_a_sentence() {
        let f = Facts { weights: Some(vec![1, 2]), wrr: Some(Wrr::Burst), ..Facts::default() };
        assert_eq!(facts(&EN, Lang::En, &f), "weights 1 2, weighted turns in bursts");
        assert_eq!(lower("IP hash"), "IP hash");
    }

    #[test]
    fn answers_are_said_in_full() {
        let names: Vec<String> = ["s1", "s2"].map(String::from).to_vec();
        let g = Given::Bars(vec![(Outcome::Server(0), 0.4), (Outcome::Server(1), 0.6)]);
        assert_eq!(given(&PT, Lang::Pt, &names, &g), "s1 40%, s2 60%");
        assert_eq!(given(&EN, Lang::En, &names, &Given::Set(vec![Outcome::Error])), "error");
    }
}
