//! What is worth a second look on a drawn design, in sentences, and what puts it right.

use simcore::validity::Rule;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    /// A rule about the station of that name, another name that belongs to it, and a number.
    pub says: fn(Rule, &str, &str, &str) -> String,
    pub between: fn(&str) -> String,
    pub reroute: fn(&str) -> String,
    pub connect: fn(&str, &str) -> String,
    /// A setting and its value.
    pub set: fn(&str, &str) -> String,
    pub behind: fn(&str) -> String,
    pub before: fn(&str) -> String,
    pub twin: &'static str,
    pub remove: &'static str,
    pub disconnect: fn(&str, &str) -> String,
    pub hide: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    /// So many findings, of the badge.
    pub count: fn(usize) -> String,
    /// What the fix did, to screen readers.
    pub done: fn(&str) -> String,
    pub all_well: &'static str,
}

pub const EN: Texts = Texts {
    says: |rule, name, other, figure| match rule {
        Rule::Issue(_) => String::new(),
        Rule::ExposedData => {
            format!(
                "{other} calls {name} directly: it would need a public address. Keep data behind a server."
            )
        }
        Rule::ExposedServer => {
            format!(
                "{other} reaches {name} past the load balancer. Servers behind one have private addresses."
            )
        }
        Rule::NoLeader => format!("{name} has only followers behind it: nobody there takes writes."),
        Rule::LostSessions => format!(
            "{name} sends a user now here, now there, and the servers keep sessions in memory: users lose theirs."
        ),
        Rule::NoConsumer => format!("{name} takes messages and nobody handles them."),
        Rule::NoDeadLetters => {
            format!("A message in {name} that fails {figure} times is lost: there is no dead letter queue.")
        }
        Rule::NoHealthCheck => {
            format!(
                "{name} does not check whether its servers are alive: a dead one keeps its share of requests."
            )
        }
        Rule::FarCall => {
            format!("{name} waits for {other} in another region: every call takes {figure} ms on the way.")
        }
        Rule::SinglePoint => format!("{name} is a single point of failure: without it users reach no data."),
        Rule::PublicLink => {
            format!("The line from {other} to {name} is public: anybody on the internet can reach {name}.")
        }
        Rule::DataAbroad => {
            format!(
                "{name} would keep what comes from {other} outside the area where the users' data must stay."
            )
        }
    },
    between: |kind| format!("Put in between: {kind}"),
    reroute: |name| format!("Send it through {name}"),
    connect: |from, to| format!("Connect {from} to {to}"),
    set: |label, value| format!("Set {label}: {value}"),
    behind: |kind| format!("Add behind it: {kind}"),
    before: |kind| format!("Add in front: {kind}"),
    twin: "Add a second one",
    remove: "Remove it",
    disconnect: |from, to| format!("Remove the line from {from} to {to}"),
    hide: "Make the line private",
    on: "on",
    off: "off",
    count: |n| if n == 1 { "1 thing to look at".to_owned() } else { format!("{n} things to look at") },
    done: |what| format!("Done: {what}. Undo takes it back."),
    all_well: "Nothing stands out on this board.",
};

pub const PT: Texts = Texts {
    says: |rule, name, other, figure| match rule {
        Rule::Issue(_) => String::new(),
        Rule::ExposedData => format!(
            "{other} chama {name} diretamente: seria preciso um endereço público. Deixe os dados atrás de um servidor."
        ),
        Rule::ExposedServer => format!(
            "{other} chega a {name} sem passar pelo load balancer. Servidores atrás dele têm endereços privados."
        ),
        Rule::NoLeader => format!("{name} só tem followers: ninguém ali aceita escritas."),
        Rule::LostSessions => format!(
            "{name} manda o usuário ora a um servidor, ora a outro, e eles guardam sessões na memória: \
             o usuário perde a sua."
        ),
        Rule::NoConsumer => format!("{name} recebe mensagens e ninguém as processa."),
        Rule::NoDeadLetters => {
            format!("Uma mensagem em {name} que falha {figure} vezes se perde: não há dead letter queue.")
        }
        Rule::NoHealthCheck => format!(
            "{name} não verifica se os servidores estão vivos: um servidor morto continua recebendo a sua parte."
        ),
        Rule::FarCall => {
            format!("{name} espera por {other} em outra região: cada chamada leva {figure} ms no caminho.")
        }
        Rule::SinglePoint => {
            format!("{name} é um ponto único de falha: sem ele há usuários que não chegam aos dados.")
        }
        Rule::PublicLink => {
            format!("A ligação de {other} a {name} é pública: qualquer um na internet chega a {name}.")
        }
        Rule::DataAbroad => {
            format!(
                "{name} guardaria o que vem de {other} fora da área onde os dados dos usuários devem ficar."
            )
        }
    },
    between: |kind| format!("Pôr no meio: {kind}"),
    reroute: |name| format!("Passar por {name}"),
    connect: |from, to| format!("Ligar {from} a {to}"),
    set: |label, value| format!("Mudar {label}: {value}"),
    behind: |kind| format!("Adicionar atrás: {kind}"),
    before: |kind| format!("Adicionar à frente: {kind}"),
    twin: "Adicionar mais um igual",
    remove: "Remover",
    disconnect: |from, to| format!("Remover a ligação de {from} a {to}"),
    hide: "Tornar a ligação privada",
    on: "ligado",
    off: "desligado",
    count: |n| if n == 1 { "1 ponto de atenção".to_owned() } else { format!("{n} pontos de atenção") },
    done: |what| format!("Feito: {what}. Desfazer volta atrás."),
    all_well: "Nada chama a atenção neste quadro.",
};
