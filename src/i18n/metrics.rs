//! The charts to choose from: what each is called and what it means, in a few sentences.

/// One chart.
pub struct Metric {
    pub name: &'static str,
    pub unit: &'static str,
    /// What the metric is, for somebody who meets it for the first time.
    pub help: &'static str,
}

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    /// Of the menu at a chart's name.
    pub choose: &'static str,
    /// Of the button that opens the explanation.
    pub what: fn(&str) -> String,
    /// In the order of `charts::Metric::ALL`.
    pub all: [Metric; 12],
    /// Reads, writes, static content.
    pub classes: [&'static str; 3],
    /// Where there is only one class and one region.
    pub one_part: &'static str,
    /// Leads to the term that a chart is about.
    pub glossary: &'static str,
    /// Where no station has the metric.
    pub nobody: &'static str,
    /// The metric, the station that has most of it now, and how much.
    pub most: fn(&str, &str, &str) -> String,
    /// Between these two lie nine tenths of the answers.
    pub spread_says: fn(&str, &str) -> String,
    pub spread_from: &'static str,
    pub spread_to: &'static str,
    pub spread_count: &'static str,
    /// Dollars an hour and a month.
    pub bill_says: fn(&str, &str) -> String,
}

const fn metric(name: &'static str, unit: &'static str, help: &'static str) -> Metric {
    Metric { name, unit, help }
}

pub const EN: Texts = Texts {
    choose: "Which chart is shown here",
    what: |name| format!("What is this: {name}"),
    all: [
        metric(
            "Latency",
            "ms, log scale",
            "How long answered requests took, as their users saw it. p50: half were faster. p95 and p99: 95 and 99 of 100 were faster. The last ones show what the unlucky feel, and the mean hides it.",
        ),
        metric(
            "Throughput",
            "req/s",
            "How many requests a second are answered on time, answered late, and failed. Together they cannot exceed what is offered.",
        ),
        metric(
            "Errors by reason",
            "since the start",
            "Every failed request carries one reason and the station where it failed. The largest bar is the first thing to look at.",
        ),
        metric(
            "Utilisation",
            "slots taken, by station",
            "The share of a station's slots that is taken: by work, or by requests that wait for somebody else. Near 100% lines grow without end, and well before that they grow fast.",
        ),
        metric(
            "Spread of latencies",
            "answers since the start",
            "How many answers took how long, each bar a little longer than the one before. Two humps are two kinds of answers: hits and misses of a cache, for example. Striped bars are late.",
        ),
        metric(
            "Queue depth",
            "waiting, by station",
            "Requests and messages that wait in line. A line that grows second after second means that more arrives than can be served. A line that stays long adds its waiting time to every answer.",
        ),
        metric(
            "Hit ratio",
            "of the last second",
            "Of all lookups in a cache, the share that it could answer itself. From 90% to 80% sounds little, but it doubles what goes to the database behind it.",
        ),
        metric(
            "Replication lag",
            "by copy",
            "How far a copy of the data is behind its source. A read from a copy may return the value of that long ago.",
        ),
        metric(
            "Balance of shards",
            "fullest against average",
            "How much more the fullest part of a store gets than the average part. At 1 all get the same. At 3 the store is full when a third of it is used.",
        ),
        metric(
            "Cost per hour",
            "by station",
            "What the machines and the traffic of each station cost an hour, by a table of prices with sources. Traffic is taken to go on as it was since the start.",
        ),
        metric(
            "Latency by class and region",
            "p95",
            "The same latency, told apart: reads, writes and static content, and the users of each region. 95 of 100 answers of the last second were at least as fast as the figure. A mean over all of them hides the slow ones: writes that wait for a database, or users on the other side of an ocean.",
        ),
        metric(
            "Throughput by class and region",
            "answered a second",
            "How many requests of each class, and of the users of each region, are answered a second, on time or late. Each request counts once for its class and once for its region. A class that falls while the others stay shows which part of the system is full.",
        ),
    ],
    classes: ["Reads", "Writes", "Static"],
    one_part: "All requests are of one class and come from one region.",
    glossary: "What the glossary says",
    nobody: "No station on this board measures this.",
    most: |metric, station, value| format!("{metric}: most at {station}, {value}."),
    spread_says: |from, to| format!("Nine of ten answers took between {from} and {to}."),
    spread_from: "from",
    spread_to: "to",
    spread_count: "answers",
    bill_says: |hour, month| format!("{hour} an hour, {month} a month"),
};

pub const PT: Texts = Texts {
    choose: "Qual gráfico aparece aqui",
    what: |name| format!("O que é isto: {name}"),
    all: [
        metric(
            "Latência",
            "ms, escala log",
            "Quanto tempo levaram as requisições respondidas, do ponto de vista dos usuários. p50: metade foi mais rápida. p95 e p99: 95 e 99 de cada 100 foram mais rápidas. As últimas mostram o que sente quem teve azar; a média esconde isso.",
        ),
        metric(
            "Vazão",
            "req/s",
            "Quantas requisições por segundo são respondidas no prazo, respondidas com atraso e quantas falham. Somadas, não passam do que é oferecido.",
        ),
        metric(
            "Erros por motivo",
            "desde o início",
            "Toda requisição que falha traz um motivo e a estação onde falhou. A maior barra é a primeira coisa a olhar.",
        ),
        metric(
            "Utilização",
            "vagas ocupadas, por estação",
            "A parcela das vagas de uma estação que está ocupada: com trabalho, ou com requisições que esperam por outra estação. Perto de 100% as filas crescem sem fim, e bem antes disso já crescem depressa.",
        ),
        metric(
            "Distribuição das latências",
            "respostas desde o início",
            "Quantas respostas levaram quanto tempo, cada barra um pouco mais longa que a anterior. Duas corcovas são dois tipos de resposta: acertos e falhas de um cache, por exemplo. Barras listradas atrasaram.",
        ),
        metric(
            "Tamanho das filas",
            "esperando, por estação",
            "Requisições e mensagens que esperam na fila. Uma fila que cresce a cada segundo diz que chega mais do que se consegue atender. Uma fila que fica longa soma a sua espera a cada resposta.",
        ),
        metric(
            "Taxa de acerto",
            "do último segundo",
            "De todas as consultas a um cache, a parcela que ele mesmo respondeu. De 90% para 80% parece pouco, mas dobra o que vai para o banco de dados atrás dele.",
        ),
        metric(
            "Atraso da replicação",
            "por réplica",
            "O quanto uma cópia dos dados está atrás da origem. Uma leitura na cópia pode devolver o valor daquele tempo atrás.",
        ),
        metric(
            "Equilíbrio dos shards",
            "o mais cheio contra a média",
            "Quanto a parte mais cheia de um banco recebe a mais que a média. Com 1, todas recebem o mesmo. Com 3, o banco enche quando um terço dele está em uso.",
        ),
        metric(
            "Custo por hora",
            "por estação",
            "Quanto custam por hora as máquinas e o tráfego de cada estação, por uma tabela de preços com fontes. Supõe-se que o tráfego continue como foi desde o início.",
        ),
        metric(
            "Latência por classe e região",
            "p95",
            "A mesma latência, separada: leituras, escritas e conteúdo estático, e os usuários de cada região. No último segundo, 95 de cada 100 respostas foram pelo menos tão rápidas quanto o número. A média de todas esconde as lentas: escritas que esperam pelo banco de dados, ou usuários do outro lado do oceano.",
        ),
        metric(
            "Vazão por classe e região",
            "respondidas por segundo",
            "Quantas requisições de cada classe, e dos usuários de cada região, são respondidas por segundo, no prazo ou com atraso. Cada requisição conta uma vez na sua classe e uma vez na sua região. Uma classe que cai enquanto as outras ficam mostra qual parte do sistema está cheia.",
        ),
    ],
    classes: ["Leituras", "Escritas", "Estático"],
    one_part: "Todas as requisições são de uma classe só e vêm de uma região só.",
    glossary: "O que diz o glossário",
    nobody: "Nenhuma estação deste quadro mede isto.",
    most: |metric, station, value| format!("{metric}: o maior valor está em {station}, {value}."),
    spread_says: |from, to| format!("Nove de cada dez respostas levaram entre {from} e {to}."),
    spread_from: "de",
    spread_to: "até",
    spread_count: "respostas",
    bill_says: |hour, month| format!("{hour} por hora, {month} por mês"),
};
