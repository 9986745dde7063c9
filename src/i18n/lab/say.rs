//! One sentence per step of a choice, in both languages. The steps come typed from the balancer
//! itself; each language matches all of them, so a missing sentence does not compile.

use crate::i18n::{Lang, number};
use simcore::balance::{Step, Ties};
use simcore::lab::Told;

/// What a sentence needs besides the step.
#[derive(Clone, Copy)]
pub struct Speaker<'a> {
    pub lang: Lang,
    /// Names of the servers, by id.
    pub names: &'a [String],
    /// Unit of the load reports.
    pub load_unit: &'a str,
}

impl<'a> Speaker<'a> {
    /// The name of a server.
    pub fn name(&self, id: u32) -> &'a str {
        self.names.get(id as usize).map_or("?", String::as_str)
    }

    /// `s1, s2 and s4`.
    pub fn list(&self, ids: &[u32]) -> String {
        let and = match self.lang {
            Lang::En => "and",
            Lang::Pt => "e",
        };
        match ids {
            [] => "–".to_owned(),
            [one] => self.name(*one).to_owned(),
            [most @ .., last] => {
                let most: Vec<&str> = most.iter().map(|i| self.name(*i)).collect();
                format!("{} {and} {}", most.join(", "), self.name(*last))
            }
        }
    }

    fn pairs<T: Copy>(&self, pairs: &[(u32, T)], value: impl Fn(T) -> String) -> String {
        let each: Vec<String> =
            pairs.iter().map(|&(s, v)| format!("{} {}", self.name(s), value(v))).collect();
        each.join(", ")
    }

    fn degrees(&self, d: f64) -> String {
        format!("{}°", number::fixed(self.lang, d, 2))
    }

    fn load(&self, v: f64) -> String {
        format!("{}{}", number::short(self.lang, v), self.load_unit)
    }

    /// The sentence for a step.
    pub fn step(&self, step: &Step) -> String {
        match self.lang {
            Lang::En => self.en(step),
            Lang::Pt => self.pt(step),
        }
    }

    /// The sentence for something that happened on the way to an answer.
    pub fn told(&self, told: &Told) -> String {
        match (self.lang, told) {
            (_, Told::Step(step)) => self.step(step),
            (Lang::En, Told::Joined { server }) => {
                format!("{} joins, at the end of the list.", self.name(*server))
            }
            (Lang::Pt, Told::Joined { server }) => format!("{} entra, no fim da lista.", self.name(*server)),
            (Lang::En, Told::Died { server, seen: true }) => {
                format!("{} goes down, and the balancer sees it at once.", self.name(*server))
            }
            (Lang::Pt, Told::Died { server, seen: true }) => {
                format!("{} cai, e o balanceador percebe na hora.", self.name(*server))
            }
            (Lang::En, Told::Died { server, seen: false }) => {
                format!("{} goes down, but the balancer does not know it yet.", self.name(*server))
            }
            (Lang::Pt, Told::Died { server, seen: false }) => {
                format!("{} cai, mas o balanceador ainda não sabe.", self.name(*server))
            }
            (Lang::En, Told::Noticed { server }) => {
                format!("The balancer sees that {} is down.", self.name(*server))
            }
            (Lang::Pt, Told::Noticed { server }) => {
                format!("O balanceador percebe que {} caiu.", self.name(*server))
            }
            (Lang::En, Told::Answered { server }) => format!("{} gets the request.", self.name(*server)),
            (Lang::Pt, Told::Answered { server }) => format!("{} recebe a requisição.", self.name(*server)),
            (Lang::En, Told::SentToDead { server, retried: true }) => {
                format!("{} is chosen but does not answer: another one is tried.", self.name(*server))
            }
            (Lang::Pt, Told::SentToDead { server, retried: true }) => {
                format!("{} é escolhido, mas não responde: outro é tentado.", self.name(*server))
            }
            (Lang::En, Told::SentToDead { server, retried: false }) => {
                format!("{} is chosen but does not answer.", self.name(*server))
            }
            (Lang::Pt, Told::SentToDead { server, retried: false }) => {
                format!("{} é escolhido, mas não responde.", self.name(*server))
            }
            (Lang::En, Told::Failed) => "The user sees an error.".to_owned(),
            (Lang::Pt, Told::Failed) => "O usuário recebe um erro.".to_owned(),
        }
    }

    fn en(&self, step: &Step) -> String {
        match step {
            Step::DrawnAmong { servers } => match servers.as_slice() {
                [only] => format!("Only {} is left.", self.name(*only)),
                many => format!("One of {} is drawn; each is as likely as the others.", self.list(many)),
            },
            Step::PointerAfter { server: Some(s) } => format!("The turn stands behind {}.", self.name(*s)),
            Step::PointerAfter { server: None } => "The turn stands before the first of the list.".to_owned(),
            Step::Skipped { server } => format!("It would be {}, but it is down: go on.", self.name(*server)),
            Step::IndexIntoLive { number, live, index } => {
                format!("{number} mod {live} = {index}: the {} of the live list.", ordinal_en(*index))
            }
            Step::SlotInARow { server, slot, weight } => {
                format!("{} gets {weight} in a row; this is number {slot}.", self.name(*server))
            }
            Step::Credits { credits, total } => format!(
                "Everyone earned its weight. Credits: {}. The highest wins and pays {total}.",
                self.pairs(credits, |c| c.to_string())
            ),
            Step::Counts { counts } => {
                format!("Open requests: {}. The fewest wins.", self.pairs(counts, |c| c.to_string()))
            }
            Step::Loads { loads } => format!(
                "Last load reports: {}. The lowest wins.",
                self.pairs(loads, |l| l.map_or("none yet".to_owned(), |l| self.load(l)))
            ),
            Step::Tie { servers, rule } => {
                let rule = match rule {
                    Ties::Lowest => "the first in the list gets it",
                    Ties::InTurn => "the next in turn gets it",
                    Ties::Random => "one of them is drawn",
                };
                format!("{} are equally good: {rule}.", self.list(servers))
            }
            Step::Pair { first, second } => {
                format!("{} and {} were drawn, to be compared.", self.name(*first), self.name(*second))
            }
            Step::Tied { server } => format!("The cookie names {}, and it is up.", self.name(*server)),
            Step::NotTied => "There is no cookie yet: the base algorithm chooses.".to_owned(),
            Step::TiedToDead { server, fails: true } => {
                format!("The cookie names {}, which is down, and nobody else may answer.", self.name(*server))
            }
            Step::TiedToDead { server, fails: false } => format!(
                "The cookie names {}, which is down: the base algorithm chooses again and the cookie changes.",
                self.name(*server)
            ),
            Step::HashIntoLive { hash, live, index } => {
                format!(
                    "hash {} mod {live} = {index}: the {} of the live list.",
                    self.big(*hash),
                    ordinal_en(*index)
                )
            }
            Step::HashByWeight { hash, total, server } => {
                format!("hash {hash} mod {total} names {}.", self.name(*server))
            }
            Step::HashGaveUp => "Hashed too often in vain: the next in turn gets it.".to_owned(),
            Step::RingKey { degrees } => format!("The key lands at {} on the ring.", self.degrees(*degrees)),
            Step::RingPoint { degrees, server, taken: true } => {
                format!(
                    "Clockwise, the next mark is {} at {}: it gets the request.",
                    self.name(*server),
                    self.degrees(*degrees)
                )
            }
            Step::RingPoint { degrees, server, taken: false } => {
                format!(
                    "Clockwise, the next mark is {} at {}, but it is down: walk on.",
                    self.name(*server),
                    self.degrees(*degrees)
                )
            }
            Step::NoServer => "Nobody can take it.".to_owned(),
        }
    }

    fn pt(&self, step: &Step) -> String {
        match step {
            Step::DrawnAmong { servers } => match servers.as_slice() {
                [only] => format!("Só resta {}.", self.name(*only)),
                many => format!("Um entre {} é sorteado, todos com a mesma chance.", self.list(many)),
            },
            Step::PointerAfter { server: Some(s) } => format!("A vez está depois de {}.", self.name(*s)),
            Step::PointerAfter { server: None } => "A vez está antes do primeiro da lista.".to_owned(),
            Step::Skipped { server } => format!("Seria {}, mas ele caiu: segue adiante.", self.name(*server)),
            Step::IndexIntoLive { number, live, index } => {
                format!("{number} mod {live} = {index}: o {}º da lista dos vivos.", index + 1)
            }
            Step::SlotInARow { server, slot, weight } => {
                let often =
                    if *weight == 1 { "1 requisição".to_owned() } else { format!("{weight} seguidas") };
                format!("{} recebe {often}; esta é a de número {slot}.", self.name(*server))
            }
            Step::Credits { credits, total } => format!(
                "Todos ganharam seu peso. Créditos: {}. O maior vence e paga {total}.",
                self.pairs(credits, |c| c.to_string())
            ),
            Step::Counts { counts } => {
                format!(
                    "Requisições abertas: {}. Vence quem tem menos.",
                    self.pairs(counts, |c| c.to_string())
                )
            }
            Step::Loads { loads } => format!(
                "Últimos relatórios de carga: {}. Vence o menor.",
                self.pairs(loads, |l| l.map_or("nenhum ainda".to_owned(), |l| self.load(l)))
            ),
            Step::Tie { servers, rule } => {
                let rule = match rule {
                    Ties::Lowest => "fica com o primeiro da lista",
                    Ties::InTurn => "fica com o próximo da vez",
                    Ties::Random => "um deles é sorteado",
                };
                format!("{} empatam: {rule}.", self.list(servers))
            }
            Step::Pair { first, second } => {
                format!("{} e {} foram sorteados para comparação.", self.name(*first), self.name(*second))
            }
            Step::Tied { server } => format!("O cookie indica {}, que está no ar.", self.name(*server)),
            Step::NotTied => "Ainda não há cookie: o algoritmo de base escolhe.".to_owned(),
            Step::TiedToDead { server, fails: true } => {
                format!("O cookie indica {}, que caiu, e nenhum outro pode responder.", self.name(*server))
            }
            Step::TiedToDead { server, fails: false } => format!(
                "O cookie indica {}, que caiu: o algoritmo de base escolhe de novo e o cookie muda.",
                self.name(*server)
            ),
            Step::HashIntoLive { hash, live, index } => {
                format!("hash {} mod {live} = {index}: o {}º da lista dos vivos.", self.big(*hash), index + 1)
            }
            Step::HashByWeight { hash, total, server } => {
                format!("hash {hash} mod {total} indica {}.", self.name(*server))
            }
            Step::HashGaveUp => "O hash falhou vezes demais: fica com o próximo da vez.".to_owned(),
            Step::RingKey { degrees } => format!("A chave cai em {} no anel.", self.degrees(*degrees)),
            Step::RingPoint { degrees, server, taken: true } => {
                format!(
                    "No sentido horário, a próxima marca é {}, em {}: a requisição fica com ele.",
                    self.name(*server),
                    self.degrees(*degrees)
                )
            }
            Step::RingPoint { degrees, server, taken: false } => {
                format!(
                    "No sentido horário, a próxima marca é {}, em {}, mas ele caiu: continua andando.",
                    self.name(*server),
                    self.degrees(*degrees)
                )
            }
            Step::NoServer => "Ninguém pode atender.".to_owned(),
        }
    }

    /// A hash in full is twenty digits of noise; its last six decide any modulus that is shown.
    fn big(&self, hash: u64) -> String {
        if hash < 1_000_000 { hash.to_string() } else { format!("…{:06}", hash % 1_000_000) }
    }
}

/// Places are counted from 0 by the balancer and from 1 by people.
fn ordinal_en(index: u32) -> String {
    match index {
        0 => "first".to_owned(),
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        n => format!("{}th", n + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_servers_and_numbers() {
        let names: Vec<String> = ["s1", "s2", "s3"].map(String::from).to_vec();
        let say = |lang| Speaker { lang, names: &names, load_unit: "%" };
        let drawn = Step::DrawnAmong { servers: vec![0, 1, 2] };
        assert_eq!(
            say(Lang::En).step(&drawn),
            "One of s1, s2 and s3 is drawn; each is as likely as the others."
        );
        let point = Step::RingPoint { degrees: 321.675, server: 2, taken: false };
        assert!(say(Lang::Pt).step(&point).contains("321,68°"), "{}", say(Lang::Pt).step(&point));
        let loads = Step::Loads { loads: vec![(0, Some(42.0)), (1, None)] };
        assert!(say(Lang::Pt).step(&loads).contains("s1 42%, s2 nenhum ainda"));
    }
}
