//! Texts of what graded runs say of themselves, of drawn predictions and of best results.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    // debrief
    /// With the length of a stretch.
    pub hottest_how: fn(&str) -> String,
    /// From where on the charts of a long run are kept.
    pub hottest_seen: fn(&str) -> String,
    pub hot_note: fn(&str, &str, &str, &str) -> String,
    pub mostly_at: fn(&str) -> String,
    pub cost: &'static str,
    pub cost_alone: fn(&str) -> String,
    pub cost_to_beat: fn(&str, &str) -> String,
    pub cost_same: fn(&str) -> String,
    pub cost_beaten: fn(&str, &str) -> String,
    /// p95 without and with the fault, failed share without and with it.
    pub well_ill: fn(&str, &str, &str, &str) -> String,
    pub run_of_fault: &'static str,
    // curve
    pub your_curve: &'static str,
    pub draw_how: &'static str,
    pub press_to_draw: &'static str,
    pub you: &'static str,
    pub the_run: &'static str,
    pub apart: &'static str,
    pub curve_close: fn(&str, &str) -> String,
    pub curve_far: fn(&str, &str) -> String,
    // best results
    pub best_marks: &'static str,
    pub best_cost: &'static str,
    pub best_in_map: fn(&str) -> String,
}

pub const EN: Texts = Texts {
    hottest_how: |s| format!("Share of slots taken in the busiest {s} of all runs."),
    hottest_seen: |s| format!("The charts of a run this long begin at {s}."),
    hot_note: |from, until, mean, queue| {
        format!("from {from} to {until}; {mean} on average; at most {queue} waiting")
    },
    mostly_at: |node| format!("mostly at {node}"),
    cost: "What it costs",
    cost_alone: |c| format!("This board costs {c} a month."),
    cost_to_beat: |c, best| {
        format!("This board costs {c} a month. The best known solution that meets every goal costs {best}.")
    },
    cost_same: |c| format!("This board costs {c} a month, as much as the best known solution."),
    cost_beaten: |c, best| {
        format!("This board costs {c} a month. That beats the best known solution, at {best}.")
    },
    well_ill: |p_well, p_ill, f_well, f_ill| {
        format!(
            "p95 is {p_well} without the fault and {p_ill} with it; {f_well} and {f_ill} of the requests fail."
        )
    },
    run_of_fault: "The run with the fault",
    your_curve: "Your curve",
    draw_how: "Draw with mouse or finger. With the keyboard, Tab goes from point to point and the arrows move it.",
    press_to_draw: "Press here and draw the curve that you expect",
    you: "you",
    the_run: "the run",
    apart: "apart",
    curve_close: |off, tolerance| {
        format!(
            "On average your curve is {off} of the chart's height away from the run. Up to {tolerance} is right."
        )
    },
    curve_far: |off, tolerance| {
        format!(
            "On average your curve is {off} of the chart's height away from the run. It should be {tolerance} at most."
        )
    },
    best_marks: "Best marks",
    best_cost: "Cheapest that passed",
    best_in_map: |marks| format!("best marks {marks}"),
};

pub const PT: Texts = Texts {
    hottest_how: |s| format!("Parte das vagas ocupadas nos {s} mais cheios de todas as execuções."),
    hottest_seen: |s| format!("Os gráficos de uma execução tão longa começam em {s}."),
    hot_note: |from, until, mean, queue| {
        format!("de {from} a {until}; {mean} em média; no máximo {queue} esperando")
    },
    mostly_at: |node| format!("quase sempre em {node}"),
    cost: "Quanto custa",
    cost_alone: |c| format!("Este quadro custa {c} por mês."),
    cost_to_beat: |c, best| {
        format!(
            "Este quadro custa {c} por mês. A melhor solução conhecida que cumpre todas as metas custa {best}."
        )
    },
    cost_same: |c| format!("Este quadro custa {c} por mês, o mesmo que a melhor solução conhecida."),
    cost_beaten: |c, best| {
        format!("Este quadro custa {c} por mês. É menos que a melhor solução conhecida, de {best}.")
    },
    well_ill: |p_well, p_ill, f_well, f_ill| {
        format!("O p95 é {p_well} sem a falha e {p_ill} com ela; {f_well} e {f_ill} das requisições falham.")
    },
    run_of_fault: "A execução com a falha",
    your_curve: "Sua curva",
    draw_how: "Desenhe com o mouse ou o dedo. No teclado, Tab passa de um ponto a outro e as setas movem o ponto.",
    press_to_draw: "Pressione aqui e desenhe a curva que você espera",
    you: "você",
    the_run: "a execução",
    apart: "distância",
    curve_close: |off, tolerance| {
        format!(
            "Em média, sua curva fica a {off} da altura do gráfico da execução. Até {tolerance} está certo."
        )
    },
    curve_far: |off, tolerance| {
        format!("Em média, sua curva fica a {off} da altura do gráfico da execução. O máximo é {tolerance}.")
    },
    best_marks: "Melhor nota",
    best_cost: "Mais barato que passou",
    best_in_map: |marks| format!("melhor nota {marks}"),
};
