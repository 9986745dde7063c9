//! What went wrong, in sentences with numbers and a way back. Typed findings of the core, of board
//! files and of share links get their words here.

use super::{Lang, issues, number};
use crate::board::{Repaired, share};
use lessons::board_file::{Dropped, Item, Refusal, Why};
use simcore::design::IssueCode;
use simcore::measure::Reason;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    // simulation
    pub worker_replaced: &'static str,
    pub worker_on_page: &'static str,
    pub worker_gave_up: &'static str,
    pub try_again: &'static str,
    pub batch_lost: &'static str,
    pub limited: &'static str,
    pub no_explanation: &'static str,
    // locks of lessons
    pub locked_add: &'static str,
    pub locked_value: &'static str,
    pub locked_structure: &'static str,
    pub locked_heal: &'static str,
    /// The stations for which there still is room, and how many a board holds.
    pub full: fn(usize, usize) -> String,
    // keeping
    pub other_tab: &'static str,
    pub other_tab_take: &'static str,
    pub storage_full: &'static str,
    pub storage_missing: &'static str,
    pub save_unreadable: &'static str,
    pub recovered: &'static str,
    pub file_not_written: &'static str,
    // the page itself
    pub rescue_title: &'static str,
    pub rescue_text: &'static str,
    pub rescue_reload: &'static str,
    pub rescue_save: &'static str,
    pub rescue_details: &'static str,
    // typed findings
    pub reason: fn(Reason) -> &'static str,
    pub issue: fn(IssueCode, Option<&str>) -> String,
    pub refusal: fn(&Refusal) -> String,
    pub dropped: fn(&Dropped) -> String,
    pub link_refusal: fn(&share::Refusal) -> String,
    pub repaired: fn(Repaired) -> Vec<String>,
}

pub const EN: Texts = Texts {
    worker_replaced: "The simulation stopped answering and was started again from 0 s. Your board is unchanged.",
    worker_on_page: "This browser does not start the simulation in the background. It runs on the page, more slowly.",
    worker_gave_up: "The simulation has stopped three times within a minute. Your board is saved; change it or try again.",
    try_again: "Try again",
    batch_lost: "The run broke off twice, so there is no result. Try it with fewer requests.",
    limited: "More requests are in flight than this simulator can hold, so it refuses new ones. A queue somewhere grows without end.",
    no_explanation: "The explanations could not be loaded. Reload the page to try again.",
    locked_add: "This step does not use that component.",
    locked_value: "This step keeps these values as they are.",
    locked_structure: "This step keeps the stations and connections as they are.",
    locked_heal: "In this step nothing is healed: the cause is to be found in the run.",
    full: |room, limit| {
        let [room, limit] = [room, limit].map(|v| number::int(Lang::En, v as f64));
        match room.as_str() {
            "0" => format!("Not added: the board is full. It holds {limit} stations."),
            _ => format!("Not added: the board holds {limit} stations, and there is room for {room} more."),
        }
    },
    other_tab: "Another tab has changed the saved board. This tab's board is kept aside, under File, Kept boards.",
    other_tab_take: "Save this one",
    storage_full: "The browser's storage is full: the board is not saved.",
    storage_missing: "This browser keeps nothing for this page: the board is lost when you close it.",
    save_unreadable: "Your saved board was made by another version and could not be read whole. It is kept as it was, under File, Kept boards.",
    recovered: "The browser had ended without a word. Your last edits were brought back.",
    file_not_written: "The browser did not write the file.",
    rescue_title: "The page has broken down",
    rescue_text: "A defect in Escala stopped this page. Your last saved board is in this browser and opens again with the page.",
    rescue_reload: "Open the page again",
    rescue_save: "Save my board to a file",
    rescue_details: "What happened, for a report",
    reason: |r| match r {
        Reason::QueueFull => "Refused: queue full",
        Reason::TimedOut => "Timed out",
        Reason::NoHealthyServer => "No healthy server",
        Reason::Down => "Refused: server down",
        Reason::LostInCrash => "Lost in the crash",
        Reason::ServerError => "Server error",
        Reason::NoRoute => "No connection",
        Reason::TooDeep => "Went round in a circle",
        Reason::Unreachable => "Nothing came back",
        Reason::RateLimited => "Refused: asked too often",
        Reason::CircuitOpen => "Refused: circuit open",
        Reason::StorageFull => "Storage full",
        Reason::NotLeader => "Refused: not the leader",
        Reason::NoQuorum => "Too few copies answered",
        Reason::Expired => "Too old: the retention was over",
        Reason::Limit => "Limit of the simulator",
    },
    issue: issues::en,
    refusal: |r| match r {
        Refusal::TooLarge { bytes } => {
            format!(
                "The file has {} kB; a board may have 2,048.",
                number::int(Lang::En, *bytes as f64 / 1024.0)
            )
        }
        Refusal::TooDeep { depth } => format!("The file is nested {depth} deep, so it is no board."),
        Refusal::NotJson { line, column } => {
            format!("This is not a board file: its text breaks at line {line}, column {column}.")
        }
        Refusal::NotABoard => "This file has no list of stations, so it is no board.".to_owned(),
        Refusal::UnknownVersion(v) => {
            format!(
                "This file has format version {v}: a newer Escala wrote it. Reload the page to update this one."
            )
        }
        Refusal::TooMany { what, count, limit } => {
            let what = match what {
                Item::Link(_) => "connections",
                Item::Fault(_) => "planned faults",
                Item::Place(_) => "regions and zones",
                Item::Note(_) => "notes",
                Item::Node(_) | Item::Board => "stations",
            };
            let n = |v: usize| number::int(Lang::En, v as f64);
            format!("The board has {} {what}; {} are possible.", n(*count), n(*limit))
        }
    },
    dropped: |d| {
        let place = match d.place.item {
            Item::Board => "The board".to_owned(),
            Item::Node(i) => format!("Station {}", i + 1),
            Item::Link(i) => format!("Connection {}", i + 1),
            Item::Fault(i) => format!("Planned fault {}", i + 1),
            Item::Place(i) => format!("Region or zone {}", i + 1),
            Item::Note(i) => format!("Note {}", i + 1),
        };
        let place = d.place.field.as_ref().map_or(place.clone(), |f| format!("{place}, {f}"));
        let why = match &d.why {
            Why::UnknownField => "is not known here and was left out".to_owned(),
            Why::Missing => "is missing".to_owned(),
            Why::WrongType => "has a value of the wrong type".to_owned(),
            Why::UnknownKind(k) => format!("is of the unknown kind {k} and was left out"),
            Why::UnknownChoice(c) => format!("has no choice {c}; the default is used"),
            Why::UnknownFault(w) => format!("is of the unknown kind {w} and was left out"),
            Why::UnsuitedFault(w) => format!("({w}) cannot happen to this kind of station and was left out"),
            Why::OutOfRange { given, used } => format!(
                "was {}, which is out of range; {} is used",
                number::exact(Lang::En, *given),
                number::exact(Lang::En, *used)
            ),
            Why::TextRepaired => {
                "had a text that was too long or had control characters; it was repaired".to_owned()
            }
            Why::NewId(id) => format!("had no number of its own and got {id}"),
            Why::NoSuchNode => "refers to a station that is not there and was left out".to_owned(),
            Why::SelfLink => "leads from a station to itself and was left out".to_owned(),
            Why::DuplicateLink => "was there twice; one was left out".to_owned(),
            Why::ForbiddenLink => "joins stations that cannot talk and was left out".to_owned(),
            Why::ImpossibleTimes => "ends before it begins and was left out".to_owned(),
            Why::UnknownPlace(w) => format!("({w}) is neither a region nor a zone and was left out"),
            Why::NoSuchRegion => "refers to a region that is not there and was left out".to_owned(),
            Why::NoSuchPlace => "refers to a region or zone that is not there and was left out".to_owned(),
            Why::UnsuitedToPlace(w) => {
                format!("({w}) cannot happen to a whole region or zone and was left out")
            }
        };
        format!("{place}: {why}.")
    },
    link_refusal: |r| match r {
        share::Refusal::TooLong(n) => {
            format!(
                "The link has {} characters, more than any board needs.",
                number::int(Lang::En, *n as f64)
            )
        }
        share::Refusal::NotALink => {
            "This is not a link to a board, or a part of it was changed on the way.".to_owned()
        }
        share::Refusal::Newer(v) => {
            format!(
                "This link has format version {v}: a newer Escala made it. Reload the page to update this one."
            )
        }
        share::Refusal::TooLarge => {
            "The link unpacks to more than 2 MB, more than a board may have.".to_owned()
        }
        share::Refusal::TooMany { nodes, links } => {
            let n = |v: u32| number::int(Lang::En, f64::from(v));
            format!(
                "The link holds {} stations and {} connections, more than a board may have.",
                n(*nodes),
                n(*links)
            )
        }
        share::Refusal::CutOff { arrived, of, .. } => format!("{arrived} of {of} stations arrived."),
        share::Refusal::Damaged => {
            "The link was damaged on the way: nothing of the board can be read.".to_owned()
        }
    },
    repaired: |r| {
        let line = |n: u32, one: &str, many: &str| {
            (n > 0).then(|| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") })
        };
        [
            line(r.nodes, "station left out", "stations left out"),
            line(r.links, "connection left out", "connections left out"),
            line(r.faults, "planned fault left out", "planned faults left out"),
            line(r.places, "region or zone left out", "regions and zones left out"),
            line(r.values, "value set to the nearest allowed one", "values set to the nearest allowed ones"),
        ]
        .into_iter()
        .flatten()
        .collect()
    },
};

pub const PT: Texts = Texts {
    worker_replaced: "A simulação parou de responder e recomeçou em 0 s. O seu quadro não mudou.",
    worker_on_page: "Este navegador não inicia a simulação em segundo plano. Ela roda na própria página, mais devagar.",
    worker_gave_up: "A simulação parou três vezes em um minuto. O seu quadro está salvo; mude-o ou tente de novo.",
    try_again: "Tentar de novo",
    batch_lost: "A execução foi interrompida duas vezes e não há resultado. Tente com menos requisições.",
    limited: "Há mais requisições em andamento do que este simulador comporta, e ele recusa novas. Alguma fila cresce sem parar.",
    no_explanation: "As explicações não puderam ser carregadas. Recarregue a página para tentar de novo.",
    locked_add: "Este passo não usa esse componente.",
    locked_value: "Este passo mantém estes valores como estão.",
    locked_structure: "Este passo mantém as estações e as ligações como estão.",
    locked_heal: "Neste passo nada é curado: a causa deve ser encontrada na execução.",
    full: |room, limit| {
        let [room, limit] = [room, limit].map(|v| number::int(Lang::Pt, v as f64));
        match room.as_str() {
            "0" => format!("Não adicionado: o quadro está cheio. Nele cabem {limit} estações."),
            _ => format!("Não adicionado: no quadro cabem {limit} estações, e há lugar para mais {room}."),
        }
    },
    other_tab: "Outra aba mudou o quadro salvo. O desta aba fica à parte, em Arquivo, Quadros guardados.",
    other_tab_take: "Salvar este",
    storage_full: "O armazenamento do navegador está cheio: o quadro não foi salvo.",
    storage_missing: "Este navegador não guarda nada para esta página: o quadro se perde quando você a fecha.",
    save_unreadable: "O seu quadro salvo é de outra versão e não pôde ser lido por inteiro. Ele está guardado como era, em Arquivo, Quadros guardados.",
    recovered: "O navegador tinha sido encerrado de repente. Suas últimas edições foram recuperadas.",
    file_not_written: "O navegador não gravou o arquivo.",
    rescue_title: "A página parou de funcionar",
    rescue_text: "Um defeito no Escala parou esta página. O seu último quadro salvo está neste navegador e volta com a página.",
    rescue_reload: "Abrir a página de novo",
    rescue_save: "Salvar meu quadro em arquivo",
    rescue_details: "O que aconteceu, para um relato",
    reason: |r| match r {
        Reason::QueueFull => "Recusada: fila cheia",
        Reason::TimedOut => "Tempo esgotado",
        Reason::NoHealthyServer => "Sem servidor saudável",
        Reason::Down => "Recusada: fora do ar",
        Reason::LostInCrash => "Perdida na queda",
        Reason::ServerError => "Erro do servidor",
        Reason::NoRoute => "Sem ligação",
        Reason::TooDeep => "Andou em círculo",
        Reason::Unreachable => "Nada voltou",
        Reason::RateLimited => "Recusada: acima do limite",
        Reason::CircuitOpen => "Recusada: circuito aberto",
        Reason::StorageFull => "Armazenamento cheio",
        Reason::NotLeader => "Recusada: não é o líder",
        Reason::NoQuorum => "Poucas cópias responderam",
        Reason::Expired => "Velha demais: a retenção acabou",
        Reason::Limit => "Limite do simulador",
    },
    issue: issues::pt,
    refusal: |r| match r {
        Refusal::TooLarge { bytes } => {
            format!(
                "O arquivo tem {} kB; um quadro pode ter 2.048.",
                number::int(Lang::Pt, *bytes as f64 / 1024.0)
            )
        }
        Refusal::TooDeep { depth } => format!("O arquivo tem {depth} níveis, portanto não é um quadro."),
        Refusal::NotJson { line, column } => {
            format!("Isto não é um arquivo de quadro: o texto se quebra na linha {line}, coluna {column}.")
        }
        Refusal::NotABoard => "Este arquivo não tem lista de estações, portanto não é um quadro.".to_owned(),
        Refusal::UnknownVersion(v) => {
            format!(
                "Este arquivo tem a versão de formato {v}: um Escala mais novo o gravou. Recarregue a página para atualizar este."
            )
        }
        Refusal::TooMany { what, count, limit } => {
            let what = match what {
                Item::Link(_) => "ligações",
                Item::Fault(_) => "falhas planejadas",
                Item::Place(_) => "regiões e zonas",
                Item::Note(_) => "notas",
                Item::Node(_) | Item::Board => "estações",
            };
            let n = |v: usize| number::int(Lang::Pt, v as f64);
            format!("O quadro tem {} {what}; cabem {}.", n(*count), n(*limit))
        }
    },
    dropped: |d| {
        let place = match d.place.item {
            Item::Board => "O quadro".to_owned(),
            Item::Node(i) => format!("Estação {}", i + 1),
            Item::Link(i) => format!("Ligação {}", i + 1),
            Item::Fault(i) => format!("Falha planejada {}", i + 1),
            Item::Place(i) => format!("Região ou zona {}", i + 1),
            Item::Note(i) => format!("Nota {}", i + 1),
        };
        let place = d.place.field.as_ref().map_or(place.clone(), |f| format!("{place}, {f}"));
        let why = match &d.why {
            Why::UnknownField => "não é conhecido aqui e ficou de fora".to_owned(),
            Why::Missing => "está faltando".to_owned(),
            Why::WrongType => "tem um valor do tipo errado".to_owned(),
            Why::UnknownKind(k) => format!("é do tipo desconhecido {k} e ficou de fora"),
            Why::UnknownChoice(c) => format!("não tem a opção {c}; vale o padrão"),
            Why::UnknownFault(w) => format!("é do tipo desconhecido {w} e ficou de fora"),
            Why::UnsuitedFault(w) => format!("({w}) não acontece com este tipo de estação e ficou de fora"),
            Why::OutOfRange { given, used } => format!(
                "era {}, fora da faixa; vale {}",
                number::exact(Lang::Pt, *given),
                number::exact(Lang::Pt, *used)
            ),
            Why::TextRepaired => {
                "tinha um texto longo demais ou com caracteres de controle; foi corrigido".to_owned()
            }
            Why::NewId(id) => format!("não tinha número próprio e recebeu {id}"),
            Why::NoSuchNode => "se refere a uma estação que não existe e ficou de fora".to_owned(),
            Why::SelfLink => "vai de uma estação a ela mesma e ficou de fora".to_owned(),
            Why::DuplicateLink => "aparecia duas vezes; uma ficou de fora".to_owned(),
            Why::ForbiddenLink => "une estações que não se falam e ficou de fora".to_owned(),
            Why::ImpossibleTimes => "termina antes de começar e ficou de fora".to_owned(),
            Why::UnknownPlace(w) => format!("({w}) não é região nem zona e ficou de fora"),
            Why::NoSuchRegion => "se refere a uma região que não existe e ficou de fora".to_owned(),
            Why::NoSuchPlace => "se refere a uma região ou zona que não existe e ficou de fora".to_owned(),
            Why::UnsuitedToPlace(w) => {
                format!("({w}) não acontece com uma região ou zona inteira e ficou de fora")
            }
        };
        format!("{place}: {why}.")
    },
    link_refusal: |r| match r {
        share::Refusal::TooLong(n) => {
            format!(
                "O link tem {} caracteres, mais do que qualquer quadro precisa.",
                number::int(Lang::Pt, *n as f64)
            )
        }
        share::Refusal::NotALink => {
            "Isto não é um link de quadro, ou uma parte dele mudou no caminho.".to_owned()
        }
        share::Refusal::Newer(v) => {
            format!(
                "Este link tem a versão de formato {v}: um Escala mais novo o criou. Recarregue a página para atualizar este."
            )
        }
        share::Refusal::TooLarge => {
            "O link descompacta em mais de 2 MB, mais do que um quadro pode ter.".to_owned()
        }
        share::Refusal::TooMany { nodes, links } => {
            let n = |v: u32| number::int(Lang::Pt, f64::from(v));
            format!(
                "O link tem {} estações e {} ligações, mais do que um quadro pode ter.",
                n(*nodes),
                n(*links)
            )
        }
        share::Refusal::CutOff { arrived, of, .. } => format!("Chegaram {arrived} de {of} estações."),
        share::Refusal::Damaged => "O link se danificou no caminho: nada do quadro pode ser lido.".to_owned(),
    },
    repaired: |r| {
        let line = |n: u32, one: &str, many: &str| {
            (n > 0).then(|| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") })
        };
        [
            line(r.nodes, "estação ficou de fora", "estações ficaram de fora"),
            line(r.links, "ligação ficou de fora", "ligações ficaram de fora"),
            line(r.faults, "falha planejada ficou de fora", "falhas planejadas ficaram de fora"),
            line(r.places, "região ou zona ficou de fora", "regiões e zonas ficaram de fora"),
            line(
                r.values,
                "valor foi para o permitido mais próximo",
                "valores foram para o permitido mais próximo",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    },
};
