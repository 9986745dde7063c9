//! Brazilian Portuguese.

use super::Texts;
use simcore::answers::beside::Why;

pub const PT: Texts = Texts {
    tools: "Perguntar",
    pages: ["E se", "Comparar", "Estimar"],
    measures: ["Resposta média", "Resposta p95", "Resposta p99", "Vazão", "Parcela fora do prazo"],
    result: "O que se descobriu",
    title: "E se o número fosse outro?",
    lead: "Escolha um valor deste quadro e rode-o em vários ajustes. Cada ponto é medido em requisições simuladas, com várias sementes; onde a teoria das filas tem uma fórmula, a linha dela aparece ao lado.",
    blank: "Se quiser, desenhe antes o que você espera. Depois rode: sua curva fica sobre a medida, um ponto por ajuste, com o intervalo que contém a média verdadeira em 95 de cada 100 vezes.",
    change: "E se eu mudar",
    of: "Onde",
    parameter: "Parâmetro",
    from: "De",
    to: "Até",
    points: "Pontos",
    seeds: "Sementes por ponto",
    seeds_each: "Sementes",
    seconds: "Medido por execução",
    measure: "E medir",
    guess_key: "sua curva, antes de rodar",
    guess_again: "Desenhar outro palpite",
    no_guess: "Apagar minha curva",
    factor: |f| format!("um fator de {f}"),
    guess_off: |off, x, said, run| {
        format!(
            "Em média, sua curva erra por {off}. O ponto mais distante é {x}: você desenhou {said}; medido: {run}."
        )
    },
    held: "Sem mudar",
    held_rest: "O resto do quadro",
    held_rest_as_is: "como está",
    warm_up: "Aquecimento, não conta",
    measured_for: "Medido por execução",
    run: |n| format!("Rodar {n} simulações"),
    progress: |done, of| format!("{done} de {of} simulações prontas"),
    cancel: "Parar aqui",
    done: |n| format!("Pronto: {n} requisições, com o aquecimento."),
    from_to: "\"De\" precisa ser menor que \"Até\".",
    too_many: "É demais para uma vez só. Use menos pontos ou menos sementes.",
    empty_board: "O quadro está vazio. Primeiro adicione usuários e um servidor.",
    board_changed: "O quadro mudou depois destas execuções.",
    setup_changed: "Os ajustes mudaram depois destas execuções.",
    first_runs: "As primeiras execuções estão a caminho",
    one_point: |x, y| format!("{y} em {x}"),
    bends: |x| format!("A curva dobra em {x}"),
    bends_says: |what, x, y| {
        format!(
            "{what}: de {} a {}, vai de {} a {}. Daí até {}, chega a {}.",
            x[0], x[1], y[0], y[1], x[2], y[2]
        )
    },
    straight: |from, to| format!("Nenhuma dobra entre {from} e {to}"),
    straight_says: |what, a, b| format!("{what}: de {a} a {b}."),
    knee: |x| format!("a dobra: {x}"),
    full: |x, theory| if theory { format!("{x}: cheio") } else { format!("a partir de {x}: cheio, medido") },
    theory: "teoria",
    measured: "medido",
    measured_95: "média medida, intervalo de 95%",
    p95_too: "p95 medido, onde cabe",
    value: "valor",
    load: "carga",
    beside: "Medido ao lado da teoria",
    measured_only: "Medido",
    agreement: |inside, of| {
        format!(
            "A teoria cai dentro de {inside} de {of} intervalos. Cerca de um em vinte erra por acaso; perto da carga máxima os intervalos se alargam, porque filas longas demoram a dar uma média estável."
        )
    },
    formula: |model| format!("A fórmula: {model}"),
    exact: "W é o tempo médio na estação. Para este quadro a fórmula é exata.",
    approximate: "Uma aproximação: não se conhece fórmula exata para várias vagas com este tempo de serviço.",
    letter_c: |v| format!("C, a chance de todas as vagas estarem ocupadas: {v}"),
    letter_p: |v| format!("p, a parcela recusada: {v}"),
    letter_v: |v| format!("v, a variação do serviço ao quadrado: {v}"),
    no_theory: "Por que não há teoria aqui",
    why: |why, name, amount| match why {
        Why::NoStation => {
            format!("Não há fórmula para \"{name}\": não é uma fila diante de um número de vagas.")
        }
        Why::NoTraffic => "Nenhuma requisição chega aqui; não há o que prever.".to_owned(),
        Why::Regular => format!(
            "\"{name}\" envia em intervalos regulares. As fórmulas pedem requisições que chegam ao acaso."
        ),
        Why::Changing => {
            format!("O tráfego de \"{name}\" muda com o tempo. As fórmulas pedem uma taxa constante.")
        }
        Why::Closed => format!(
            "Os usuários de \"{name}\" esperam a resposta antes de pedir de novo. As fórmulas pedem usuários que não sabem uns dos outros."
        ),
        Why::Retries => {
            format!("\"{name}\" repete as requisições que falham, o que soma tráfego na pior hora.")
        }
        Why::Balanced => format!(
            "\"{name}\" não escolhe ao acaso. O que chega a cada servidor fica mais regular do que o acaso, e as fórmulas prometeriam espera demais."
        ),
        Why::Limits => format!(
            "\"{name}\" tem um limite de conexões, taxas ou verificações que nenhuma fórmula conhece."
        ),
        Why::Holds => format!(
            "\"{name}\" segura uma vaga enquanto espera por outro; o tempo de serviço depende dos outros."
        ),
        Why::Departures => {
            format!("O que passa por \"{name}\" já não chega ao acaso, até onde a teoria sabe.")
        }
        Why::Shares => format!("As vagas de \"{name}\" dividem menos núcleos, e cada uma atrasa as outras."),
        Why::Grows => format!("A tabela de \"{name}\" cresce, e as leituras ficam mais lentas com ela."),
        Why::WarmsUp => format!("\"{name}\" é mais lento depois de ligar."),
        Why::Errors => format!("Algumas respostas de \"{name}\" são erros."),
        Why::Faults => {
            "Algo está quebrado ou vai quebrar. As fórmulas valem para um sistema que fica como está."
                .to_owned()
        }
        Why::Controlled => format!("Um controlador pode mudar \"{name}\" durante a execução."),
        Why::ShortQueue => format!(
            "A fila de \"{name}\" é curta e o tempo de serviço não é exponencial. Não se conhece fórmula para as duas coisas juntas."
        ),
        Why::Full => format!(
            "\"{name}\" recebe {amount} do que consegue atender. A fila cresce sem fim; não existe média."
        ),
        Why::TooLarge => {
            "Este quadro tem mais de 100 estações; a teoria não é calculada para ele.".to_owned()
        }
        Why::GivesUp => format!(
            "Cerca de {amount} dos usuários desistem antes da resposta. Quem fica não representa a média."
        ),
    },
    open_plain: "Abrir um quadro onde a teoria vale",
    plain_title: "Uma fila, quatro vagas",
    plain_names: ["Usuários", "Servidor"],
    live_head: "Ao lado da teoria",
    live_theory: |model, load, response, wait| {
        format!("{model} com carga de {load}: {response} na estação, dos quais {wait} na fila.")
    },
    live_measured: |mean, half, n| format!("Medido: {mean} ± {half}, nos últimos {n} s."),
    live_soon: |n, of| format!("Medindo: {n} de {of} s."),
    compare_title: "Qual projeto é melhor?",
    compare_lead: "Guarde um quadro como A, mude-o, e ele é B. Os dois recebem as mesmas sementes: os mesmos usuários pedem as mesmas coisas nos mesmos instantes; o que difere é o projeto, não a sorte.",
    compare_blank: "Aqui vão aparecer lado a lado o tempo de resposta, a vazão, as falhas e o custo de A e de B, cada diferença com seu intervalo, e se ela é mais do que acaso.",
    two_designs: "Dois projetos",
    not_kept: "nenhum guardado",
    keep_a: "Guardar este quadro como A",
    kept_as_a: |name| format!("\"{name}\" foi guardado como A"),
    or_system: "ou usar um sistema como A",
    a_system: "escolha um sistema",
    or_file: "ou um arquivo de quadro como A",
    change_b: "Mudar B no quadro",
    put_a_back: "Pôr A no quadro",
    no_a: "Primeiro guarde um quadro como A. B é o quadro como está agora.",
    a_is_b: "A e B são o mesmo projeto. Mude algo no quadro: isso faz o B.",
    same_luck: "Os dois rodam com as mesmas sementes (números aleatórios comuns), um par por semente. A diferença é B menos A, com intervalo de 95%.",
    cost: "Custo por mês",
    versus_heads: ["Medida", "A", "B", "Diferença", "Semente a semente", "B é"],
    better: "melhor",
    worse: "pior",
    open: "nenhuma diferença demonstrada",
    same: "igual",
    sooner: |gap| format!("B responde {gap} antes"),
    later: |gap| format!("B responde {gap} depois"),
    none_shown: "Nenhuma diferença demonstrada",
    all_same: "B responde exatamente como A",
    between: |low, high, n| {
        format!("Em média, com {n} sementes; com 95% de confiança, entre {low} e {high}.")
    },
    between_open: |low, high, n| {
        format!(
            "As respostas médias diferem em algo entre {low} e {high} (95%, {n} sementes), e o zero está aí dentro. Mais sementes ou execuções mais longas dizem mais."
        )
    },
    dots_note: "Cada ponto é uma semente, a barra é o intervalo de 95% da diferença, e a linha no meio é diferença nenhuma.",
    estimate_title: "Que tamanho isso precisa ter?",
    estimate_says: |peak, servers, storage| {
        format!("{peak} no pico, {servers} servidores, {storage} guardados.")
    },
    estimate_note: "Uma estimativa diz quantos zeros. Se o projeto aguenta, é o quadro que mostra: ponha o pico nele e meça.",
    assumptions: "O que supomos",
    preset: "Pontos de partida",
    presets: [
        "Um milhão de usuários por dia",
        "Guia, estágio 1: mil usuários",
        "Guia, estágio 2: 300 mil usuários",
        "Muita leitura, 100 para 1",
    ],
    assumed: [
        "Usuários por dia",
        "Leituras por usuário ao dia",
        "Escritas por usuário ao dia",
        "Pico sobre a média",
        "Bytes de uma leitura",
        "Bytes de uma escrita",
        "Cópias guardadas",
        "Anos guardados",
        "Um servidor aguenta",
        "Cheio até",
    ],
    steps: [
        "Leituras por segundo",
        "Escritas por segundo",
        "Requisições no pico",
        "Dados novos",
        "Armazenamento total",
        "Banda no pico",
        "Servidores",
    ],
    a_day: |v| format!("{v} por dia"),
    drive: |peak| format!("Pôr {peak} no quadro"),
    drive_note: "Isso ajusta o tráfego do quadro para o pico, em um passo que Desfazer desfaz.",
    driven: |peak| format!("O quadro recebe {peak} agora"),
    driven_already: "O quadro já tem este tráfego",
    no_sources: "O quadro não tem usuários. Adicione alguns primeiro.",
    out_of_range: "O quadro aceita de 0,1 a 1.000.000 de requisições por segundo.",
    to_board: "Ir ao quadro",
};
