//! Sentences about a station, for those who hear the board.

/// The sentences; numbers come already written.
pub struct Speech {
    pub idle: &'static str,
    pub busy: &'static str,
    pub strained: &'static str,
    pub saturated: &'static str,
    pub degraded: &'static str,
    pub down: &'static str,
    /// Sends so many requests a second.
    pub sends: fn(&str) -> String,
    /// Gets so many and answers so many a second.
    pub flow: fn(&str, &str) -> String,
    /// Slots taken, of all.
    pub slots: fn(&str, &str) -> String,
    pub queue: fn(&str, &str) -> String,
    pub queue_open: fn(&str) -> String,
    pub hits: fn(&str) -> String,
    /// So many a second, and why.
    pub fails: fn(&str, &str) -> String,
    pub calls: fn(&str) -> String,
    pub called_by: fn(&str) -> String,
    pub alone: &'static str,
    /// Servers of a balancer that are out of its pool.
    pub out_of_pool: fn(&str) -> String,
    pub and: &'static str,
}

pub const EN: Speech = Speech {
    idle: "Idle.",
    busy: "Working.",
    strained: "Nearly full.",
    saturated: "Full.",
    degraded: "Slower than it should be.",
    down: "Down.",
    sends: |rate| format!("Sends {rate} requests per second."),
    flow: |gets, answers| format!("Gets {gets} per second, answers {answers}."),
    slots: |taken, all| format!("{taken} of {all} slots taken."),
    queue: |n, limit| format!("{n} of {limit} waiting."),
    queue_open: |n| format!("{n} waiting."),
    hits: |share| format!("Hit ratio {share}."),
    fails: |rate, why| format!("{rate} per second {why}."),
    calls: |names| format!("Calls {names}."),
    called_by: |names| format!("Called by {names}."),
    alone: "Not connected.",
    out_of_pool: |names| format!("Out of its pool: {names}."),
    and: " and ",
};

pub const PT: Speech = Speech {
    idle: "Parado.",
    busy: "Trabalhando.",
    strained: "Quase cheio.",
    saturated: "Cheio.",
    degraded: "Mais lento do que deveria.",
    down: "Fora do ar.",
    sends: |rate| format!("Envia {rate} requisições por segundo."),
    flow: |gets, answers| format!("Recebe {gets} por segundo, responde {answers}."),
    slots: |taken, all| format!("{taken} de {all} vagas ocupadas."),
    queue: |n, limit| format!("{n} de {limit} na fila."),
    queue_open: |n| format!("{n} na fila."),
    hits: |share| format!("Taxa de acerto {share}."),
    fails: |rate, why| format!("{rate} por segundo {why}."),
    calls: |names| format!("Chama {names}."),
    called_by: |names| format!("Chamado por {names}."),
    alone: "Sem ligações.",
    out_of_pool: |names| format!("Fora do grupo: {names}."),
    and: " e ",
};
