//! Why requests fail or are slow: findings of the diagnosis as sentences.

mod request;

pub use request::Request;
use simcore::answers::diagnosis::What;

/// The numbers of a finding as people read them, and the names in it.
pub struct Found<'a> {
    /// The station.
    pub at: &'a str,
    /// The other station that the finding speaks of, if it does.
    pub by: Option<&'a str>,
    /// Name of the fault, or of the reason.
    pub name: &'a str,
    /// For how long: "12 s".
    pub age: &'a str,
    /// Writes a share in per cent, a number, seconds.
    pub percent: &'a dyn Fn(f64) -> String,
    pub number: &'a dyn Fn(f64) -> String,
    pub seconds: &'a dyn Fn(f64) -> String,
}

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub title: &'static str,
    pub finding: fn(&What, &Found<'_>) -> String,
    /// After a sentence: whose trouble explains it.
    pub because: fn(&str) -> String,
    pub well: fn(&str, &str) -> String,
    pub nearly_well: fn(&str) -> String,
    pub idle: &'static str,
    /// A board on which the cause is to be found by the learner.
    pub hidden: &'static str,
    pub show_station: fn(&str) -> String,
    pub more: fn(usize) -> String,
    pub fewer: &'static str,
    /// For the ear: p95, the share that fails or is late, where.
    pub spoken: fn(&str, Option<&String>, Option<&str>) -> String,
    pub request: Request,
}

/// Fewer than half a thing a second is not worth a clause.
const SOME: f64 = 0.5;

pub const EN: Texts = Texts {
    title: "Why",
    finding: |what, f| {
        let (at, n) = (f.at, f.number);
        match *what {
            What::Broken { felt: true, .. } => format!("{at} is broken: {}, for {}.", f.name, f.age),
            What::Broken { felt: false, .. } => {
                format!("{at} is broken ({}, for {}), and no request suffers from it.", f.name, f.age)
            }
            What::Saturated { taken, refused, waiting, growing, .. } => {
                let busy = (f.percent)(taken);
                let head = format!("{at} is saturated: {busy} busy for {}", f.age);
                if refused >= SOME {
                    format!("{head}; it refuses {} requests a second because its queue is full.", n(refused))
                } else if growing >= SOME {
                    format!("{head}; {} wait, and {} more each second.", n(f64::from(waiting)), n(growing))
                } else {
                    format!("{head}; {} wait for a free slot.", n(f64::from(waiting)))
                }
            }
            What::Held { held, refused, .. } => {
                let (held, by) = ((f.percent)(held), f.by.unwrap_or_default());
                let head = format!("{at} is not slow itself: {held} of its slots are held, waiting for {by}");
                if refused >= SOME {
                    format!("{head}, and so it refuses {} requests a second.", n(refused))
                } else {
                    format!("{head}.")
                }
            }
            What::Refuses { per_s, .. } => format!("At {at}, {} requests a second: {}.", n(per_s), f.name),
            What::GivesUp { per_s, .. } => match f.by {
                Some(by) => format!("{at} gives up waiting for {by} {} times a second.", n(per_s)),
                None => format!("{at} gives up waiting {} times a second.", n(per_s)),
            },
            What::HitsFell { from, to } => format!(
                "The hit ratio of {at} fell from {} to {}: what it misses goes to the stations behind it.",
                (f.percent)(from),
                (f.percent)(to)
            ),
            What::Grows { per_s, waiting, oldest_s } => {
                let head =
                    format!("Messages pile up in {at}: {} wait, {} more each second", n(waiting), n(per_s));
                if oldest_s > 0.0 {
                    format!("{head}; the oldest is {} old.", (f.seconds)(oldest_s))
                } else {
                    format!("{head}.")
                }
            }
            What::Lags { lag_s } => format!("{at} is {} behind its source.", (f.seconds)(lag_s)),
            What::Hot { times } => {
                format!("{at} is uneven: its fullest part gets {} times the average.", n(times))
            }
            What::Slow { late, p95_ms } => format!(
                "No station is full, and yet {} of the answers are late. Most of the time is spent at {at}: p95 {}.",
                (f.percent)(late),
                (f.seconds)(p95_ms / 1000.0)
            ),
        }
    },
    because: |name| format!("The cause is {name}."),
    well: |rate, p95| format!("All is well: {rate} answered on time, p95 {p95}."),
    nearly_well: |share| format!("No station is in trouble; {share} of the requests fail or are late."),
    idle: "Nothing has been measured yet.",
    hidden: "On this board you are to find the cause yourself.",
    show_station: |name| format!("Show {name}"),
    more: |n| format!("{n} more"),
    fewer: "Less",
    spoken: |p95, bad, at| {
        let bad = bad.map_or("all on time".to_owned(), |bad| format!("{bad} failing or late"));
        let at = at.map_or(String::new(), |at| format!(", cause at {at}"));
        format!("p95 {p95}, {bad}{at}")
    },
    request: request::EN,
};

pub const PT: Texts = Texts {
    title: "Por quê",
    finding: |what, f| {
        let (at, n) = (f.at, f.number);
        match *what {
            What::Broken { felt: true, .. } => format!("{at} está com defeito: {}, há {}.", f.name, f.age),
            What::Broken { felt: false, .. } => {
                format!(
                    "{at} está com defeito ({}, há {}), e nenhuma requisição sofre com isso.",
                    f.name, f.age
                )
            }
            What::Saturated { taken, refused, waiting, growing, .. } => {
                let busy = (f.percent)(taken);
                let head = format!("{at} está no limite: {busy} de ocupação há {}", f.age);
                if refused >= SOME {
                    format!("{head}; recusa {} requisições por segundo porque a fila está cheia.", n(refused))
                } else if growing >= SOME {
                    format!(
                        "{head}; {} esperam, e mais {} a cada segundo.",
                        n(f64::from(waiting)),
                        n(growing)
                    )
                } else {
                    format!("{head}; {} esperam por uma vaga.", n(f64::from(waiting)))
                }
            }
            What::Held { held, refused, .. } => {
                let (held, by) = ((f.percent)(held), f.by.unwrap_or_default());
                let head =
                    format!("A lentidão não vem de {at}: {held} das vagas estão presas, à espera de {by}");
                if refused >= SOME {
                    format!("{head}; por isso recusa {} requisições por segundo.", n(refused))
                } else {
                    format!("{head}.")
                }
            }
            What::Refuses { per_s, .. } => {
                format!("Em {at}, {} requisições por segundo: {}.", n(per_s), f.name)
            }
            What::GivesUp { per_s, .. } => match f.by {
                Some(by) => format!("{at} desiste de esperar por {by} {} vezes por segundo.", n(per_s)),
                None => format!("{at} desiste de esperar {} vezes por segundo.", n(per_s)),
            },
            What::HitsFell { from, to } => format!(
                "A taxa de acerto de {at} caiu de {} para {}: o que ele não tem vai para quem está atrás.",
                (f.percent)(from),
                (f.percent)(to)
            ),
            What::Grows { per_s, waiting, oldest_s } => {
                let head = format!(
                    "As mensagens se acumulam em {at}: {} esperam, mais {} a cada segundo",
                    n(waiting),
                    n(per_s)
                );
                if oldest_s > 0.0 {
                    format!("{head}; a mais antiga tem {}.", (f.seconds)(oldest_s))
                } else {
                    format!("{head}.")
                }
            }
            What::Lags { lag_s } => format!("{at} está {} atrás da sua fonte.", (f.seconds)(lag_s)),
            What::Hot { times } => {
                format!("{at} está desigual: a parte mais cheia recebe {} vezes a média.", n(times))
            }
            What::Slow { late, p95_ms } => format!(
                "Nenhuma estação está cheia, e mesmo assim {} das respostas atrasam. A maior parte do tempo é gasta em {at}: p95 de {}.",
                (f.percent)(late),
                (f.seconds)(p95_ms / 1000.0)
            ),
        }
    },
    because: |name| format!("A causa é {name}."),
    well: |rate, p95| format!("Tudo bem: {rate} respondidas no prazo, p95 de {p95}."),
    nearly_well: |share| {
        format!("Nenhuma estação está com problemas; {share} das requisições falham ou atrasam.")
    },
    idle: "Nada foi medido ainda.",
    hidden: "Neste quadro, encontrar a causa é com você.",
    show_station: |name| format!("Mostrar {name}"),
    more: |n| format!("mais {n}"),
    fewer: "Menos",
    spoken: |p95, bad, at| {
        let bad = bad.map_or("tudo no prazo".to_owned(), |bad| format!("{bad} com falha ou atraso"));
        let at = at.map_or(String::new(), |at| format!(", causa em {at}"));
        format!("p95 de {p95}, {bad}{at}")
    },
    request: request::PT,
};
