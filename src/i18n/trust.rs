//! Texts of the page on why the numbers can be believed.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    /// Reasons, each a head and a sentence or two.
    pub why: [(&'static str, &'static str); 4],
    pub theory: &'static str,
    /// With the number of runs of each line.
    pub theory_note: fn(&str) -> String,
    pub heads: [&'static str; 7],
    pub agrees: &'static str,
    pub differs: &'static str,
    pub run_here: &'static str,
    pub running: &'static str,
    pub same_bits: &'static str,
    pub other_bits: &'static str,
    pub loading: &'static str,
    pub card: &'static str,
    pub card_text: &'static str,
    pub open: &'static str,
}

pub const EN: Texts = Texts {
    title: "Can you trust these numbers?",
    lead: "Do not take our word for it. No result in Escala is typed in: each is counted from requests that were simulated one by one. Here is what the simulator is held to, and you can run every line again yourself.",
    why: [
        (
            "Every request is simulated",
            "A request waits, holds its thread until the answer comes, and can time out. Hit ratios, retry storms and hot shards are not formulas; they happen.",
        ),
        (
            "The same run everywhere",
            "A board and a seed give the same bits in every browser and on the command line. A link replays exactly what its author saw.",
        ),
        (
            "Real balancers agree",
            "The laboratory's nginx and HAProxy answer as the programs did when we recorded them, request by request; only nginx's random choices cannot be repeated.",
        ),
        (
            "Every exercise is proven",
            "For each exercise a known solution passes and the start, the traps and every missing step fail, on 20 different seeds.",
        ),
    ],
    theory: "Against queueing theory",
    theory_note: |runs| {
        format!(
            "Where mathematics knows the exact answer, the simulator must find it. Each line is {runs} long runs. The bar is the 95 % confidence interval of what was measured; the line in the middle is theory. About one interval in twenty may miss it by chance."
        )
    },
    heads: ["Model", "Theory", "Measured", "Deviation", "Requests", "Verdict", "In your browser"],
    agrees: "agrees",
    differs: "differs",
    run_here: "Run it here",
    running: "Running",
    same_bits: "the same to the last bit",
    other_bits: "another result",
    loading: "Loading the report",
    card: "Can you trust these numbers?",
    card_text: "The simulator against queueing theory, line by line. Run any line again in your own browser.",
    open: "See the proof",
};

pub const PT: Texts = Texts {
    title: "Dá para confiar nestes números?",
    lead: "Não acredite só na nossa palavra. Nenhum resultado no Escala é digitado à mão: cada um é contado em requisições simuladas uma a uma. Aqui está o que cobramos do simulador, e você mesmo pode executar cada linha de novo.",
    why: [
        (
            "Cada requisição é simulada",
            "Uma requisição espera, segura sua thread até a resposta chegar e pode estourar o timeout. Taxas de acerto, tempestades de retries e shards quentes não são fórmulas; eles acontecem.",
        ),
        (
            "A mesma execução em todo lugar",
            "Um quadro e uma semente dão os mesmos bits em qualquer navegador e na linha de comando. Um link repete exatamente o que o autor viu.",
        ),
        (
            "Balanceadores reais concordam",
            "O nginx e o HAProxy do laboratório respondem como os programas responderam quando os gravamos, requisição por requisição; só os sorteios do nginx não se repetem.",
        ),
        (
            "Todo exercício é provado",
            "Em cada exercício, uma solução conhecida passa, e o ponto de partida, as armadilhas e cada passo que falta reprovam, em 20 sementes diferentes.",
        ),
    ],
    theory: "Contra a teoria das filas",
    theory_note: |runs| {
        format!(
            "Onde a matemática conhece a resposta exata, o simulador precisa encontrá-la. Cada linha são {runs} execuções longas. A barra é o intervalo de confiança de 95 % do que foi medido; a linha no meio é a teoria. Cerca de um intervalo em cada vinte pode errá-la por acaso."
        )
    },
    heads: ["Modelo", "Teoria", "Medido", "Desvio", "Requisições", "Veredito", "No seu navegador"],
    agrees: "concorda",
    differs: "diverge",
    run_here: "Executar aqui",
    running: "Executando",
    same_bits: "igual até o último bit",
    other_bits: "outro resultado",
    loading: "Carregando o relatório",
    card: "Dá para confiar nestes números?",
    card_text: "O simulador contra a teoria das filas, linha por linha. Execute qualquer linha de novo no seu navegador.",
    open: "Ver a prova",
};
