//! Texts of time: the bar that can be scrubbed, going back and on, forks.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub bar: &'static str,
    /// Where the bar stands and what it shows: now, end of what is known, seconds that went badly.
    pub said: fn(&str, &str, &str) -> String,
    pub step_back: &'static str,
    pub next_failure: &'static str,
    pub no_failure: fn(&str) -> String,
    pub searching: &'static str,
    pub fork_here: &'static str,
    pub fork_help: &'static str,
    pub forked: fn(&str) -> String,
    pub to_original: &'static str,
    pub to_fork: &'static str,
    pub keep_this: &'static str,
    pub keep_help: &'static str,
    pub forked_by_edit: fn(&str) -> String,
    pub on_original: &'static str,
    pub on_fork: &'static str,
    pub kept: &'static str,
    pub not_simulated: &'static str,
    pub marks: &'static str,
    pub healed: fn(&str) -> String,
    pub at: fn(&str, &str) -> String,
    pub fault_on: fn(&str, &str) -> String,
    pub fork: &'static str,
    pub original: &'static str,
    pub second: fn(&str) -> String,
}

pub const EN: Texts = Texts {
    bar: "Time",
    said: |now, end, bad| {
        format!("{now} of {end} seconds simulated; in {bad} of them more than 1% was not on time")
    },
    step_back: "Previous event (,)",
    next_failure: "On to the next failure",
    no_failure: |s| format!("No request failed or came late in the {s} s that follow. Nothing has moved."),
    searching: "looking for a failure",
    fork_here: "Fork here",
    fork_help: "From here on, what would have happened without your changes runs beside them as a thin line.",
    forked: |at| format!("Forked at {at} s. Change something: the original goes on as a thin line."),
    to_original: "To the original",
    to_fork: "To the fork",
    keep_this: "Keep this one",
    keep_help: "Forgets the other run and its line.",
    forked_by_edit: |at| {
        format!("You changed the past: forked at {at} s. The future that was stays as a thin line.")
    },
    on_original: "This is the original. The fork goes on as a thin line.",
    on_fork: "This is the fork. The original goes on as a thin line.",
    kept: "The other run is forgotten.",
    not_simulated: "not simulated yet",
    marks: "What happened",
    healed: |name| format!("{name} healed"),
    at: |s, what| format!("{s} s: {what}"),
    fault_on: |fault, name| format!("{fault}: {name}"),
    fork: "fork",
    original: "original",
    second: |s| format!("{s} s"),
};

pub const PT: Texts = Texts {
    bar: "Tempo",
    said: |now, end, bad| {
        format!("{now} de {end} segundos simulados; em {bad} deles, mais de 1% ficou fora do prazo")
    },
    step_back: "Evento anterior (,)",
    next_failure: "Ir até a próxima falha",
    no_failure: |s| format!("Nenhuma requisição falhou ou atrasou nos {s} s seguintes. Nada saiu do lugar."),
    searching: "procurando uma falha",
    fork_here: "Bifurcar aqui",
    fork_help: "Daqui em diante, o que teria acontecido sem as suas mudanças corre ao lado, como uma linha fina.",
    forked: |at| format!("Bifurcado em {at} s. Mude alguma coisa: o original segue como uma linha fina."),
    to_original: "Ir ao original",
    to_fork: "Ir à bifurcação",
    keep_this: "Ficar com esta",
    keep_help: "Esquece a outra execução e a linha dela.",
    forked_by_edit: |at| {
        format!("Você mudou o passado: bifurcado em {at} s. O futuro que existia fica como uma linha fina.")
    },
    on_original: "Este é o original. A bifurcação segue como uma linha fina.",
    on_fork: "Esta é a bifurcação. O original segue como uma linha fina.",
    kept: "A outra execução foi esquecida.",
    not_simulated: "ainda não simulado",
    marks: "O que aconteceu",
    healed: |name| format!("{name}: recuperado"),
    at: |s, what| format!("{s} s: {what}"),
    fault_on: |fault, name| format!("{fault}: {name}"),
    fork: "bifurcação",
    original: "original",
    second: |s| format!("{s} s"),
};
