//! Short words that stand on the board.

use crate::board::Refused;
use simcore::kinds::Role;
use simcore::measure::Reason;

/// The words; a field that one language lacks does not compile.
pub struct Words {
    /// Under a station, after a rate: "254/s refused, queue full".
    pub reason: fn(Reason) -> &'static str,
    /// Beads of the queue: so many of so many.
    pub of: fn(&str, &str) -> String,
    /// An unbounded queue: so many.
    pub waiting: fn(&str) -> String,
    /// A station whose queue may hold nothing.
    pub no_queue: &'static str,
    pub hit: fn(&str) -> String,
    pub entries: fn(&str, &str) -> String,
    pub down: &'static str,
    /// Before the slowed station's figure.
    pub slow: &'static str,
    /// A balancer without servers.
    pub no_servers: &'static str,
    /// Unit of a row whose squares stand for several: "1 square = 4 slots".
    pub unit: fn(u32) -> String,
    /// Why two stations were not connected.
    pub refused: fn(Refused) -> &'static str,
}

pub const EN: Words = Words {
    reason: |r| match r {
        Reason::QueueFull => "refused, queue full",
        Reason::TimedOut => "timed out",
        Reason::NoHealthyServer => "no healthy server",
        Reason::Down => "refused, down",
        Reason::LostInCrash => "lost in the crash",
        Reason::ServerError => "answered with an error",
        Reason::NoRoute => "nowhere to send",
        Reason::TooDeep => "went round in a circle",
        Reason::Unreachable => "unreachable",
        Reason::RateLimited => "refused, asked too often",
        Reason::CircuitOpen => "refused, circuit open",
        Reason::StorageFull => "failed, storage full",
        Reason::NotLeader => "refused, not the leader",
        Reason::NoQuorum => "failed, too few copies answered",
        Reason::Expired => "dropped, too old",
        Reason::Limit => "limit of this board",
    },
    of: |now, limit| format!("{now} of {limit}"),
    waiting: |n| format!("{n} waiting"),
    no_queue: "no queue",
    hit: |share| format!("hit {share}"),
    entries: |now, limit| format!("{now} of {limit}"),
    down: "down",
    slow: "slow",
    no_servers: "no servers yet",
    unit: |n| if n == 1 { "1 square = 1 slot".to_owned() } else { format!("1 square = {n} slots") },
    refused: |r| match r {
        Refused::Missing => "Not connected: one of the two is no longer there.",
        Refused::Itself => "Not connected: a station does not call itself.",
        Refused::Already => "These two are connected already.",
        Refused::TakesNoCalls => {
            "Not connected: this one sends requests and takes none. Draw the line the other way round."
        }
        Refused::CallsNobody => "Not connected: this one answers from its own data and calls nobody.",
        Refused::WrongRole(Role::Source) => "Not connected: users take no requests.",
        Refused::WrongRole(Role::Service) => {
            "Not connected: this one does not call servers. Let the server call it."
        }
        Refused::WrongRole(Role::Cache) => "Not connected: this one does not use a cache.",
        Refused::WrongRole(Role::Store) => "Not connected: this one does not use a database.",
        Refused::WrongRole(Role::Replica) => "Not connected: this one does not use a copy of a database.",
        Refused::WrongRole(Role::Queue) => "Not connected: this one does not send messages.",
        Refused::WrongRole(Role::Controller) => {
            "Not connected: a controller takes no calls. Draw the line the other way round."
        }
        Refused::Circle => "Not connected: requests could go round in a circle.",
        Refused::TooMany => "Not connected: the board has as many connections as it can hold.",
    },
};

pub const PT: Words = Words {
    reason: |r| match r {
        Reason::QueueFull => "recusadas, fila cheia",
        Reason::TimedOut => "sem resposta a tempo",
        Reason::NoHealthyServer => "sem servidor saudável",
        Reason::Down => "recusadas, fora do ar",
        Reason::LostInCrash => "perdidas na queda",
        Reason::ServerError => "respondidas com erro",
        Reason::NoRoute => "sem ter para onde ir",
        Reason::TooDeep => "deram voltas em círculo",
        Reason::Unreachable => "inalcançáveis",
        Reason::RateLimited => "recusadas, acima do limite",
        Reason::CircuitOpen => "recusadas, circuito aberto",
        Reason::StorageFull => "falharam, disco cheio",
        Reason::NotLeader => "recusadas, não é o líder",
        Reason::NoQuorum => "falharam, poucas cópias responderam",
        Reason::Expired => "descartadas, velhas demais",
        Reason::Limit => "limite deste quadro",
    },
    of: |now, limit| format!("{now} de {limit}"),
    waiting: |n| format!("{n} na fila"),
    no_queue: "sem fila",
    hit: |share| format!("acerto {share}"),
    entries: |now, limit| format!("{now} de {limit}"),
    down: "fora do ar",
    slow: "lento",
    no_servers: "ainda sem servidores",
    unit: |n| if n == 1 { "1 quadrado = 1 vaga".to_owned() } else { format!("1 quadrado = {n} vagas") },
    refused: |r| match r {
        Refused::Missing => "Não ligado: um dos dois não está mais aqui.",
        Refused::Itself => "Não ligado: uma estação não chama a si mesma.",
        Refused::Already => "Estes dois já estão ligados.",
        Refused::TakesNoCalls => {
            "Não ligado: este envia requisições e não recebe nenhuma. Desenhe a linha no outro sentido."
        }
        Refused::CallsNobody => "Não ligado: este responde com os próprios dados e não chama ninguém.",
        Refused::WrongRole(Role::Source) => "Não ligado: usuários não recebem requisições.",
        Refused::WrongRole(Role::Service) => {
            "Não ligado: este não chama servidores. Deixe o servidor chamá-lo."
        }
        Refused::WrongRole(Role::Cache) => "Não ligado: este não usa cache.",
        Refused::WrongRole(Role::Store) => "Não ligado: este não usa banco de dados.",
        Refused::WrongRole(Role::Replica) => "Não ligado: este não usa réplica de banco de dados.",
        Refused::WrongRole(Role::Queue) => "Não ligado: este não envia mensagens.",
        Refused::WrongRole(Role::Controller) => {
            "Não ligado: um controlador não recebe chamadas. Desenhe a linha no sentido contrário."
        }
        Refused::Circle => "Não ligado: as requisições poderiam andar em círculo.",
        Refused::TooMany => "Não ligado: o quadro já tem todas as ligações que comporta.",
    },
};
