//! Texts of the charts: titles, the sentence that says what a chart shows, heads of its table.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub charts: &'static str,
    pub numbers: &'static str,
    pub time: &'static str,
    pub latency: &'static str,
    pub latency_unit: &'static str,
    pub latency_table: &'static str,
    pub latency_says: fn(&str, &str, &str) -> String,
    pub latency_none: &'static str,
    pub deadline: &'static str,
    pub throughput: &'static str,
    pub throughput_table: &'static str,
    pub throughput_says: fn(&str, &str, &str, &str) -> String,
    pub offered: &'static str,
    pub on_time: &'static str,
    pub late: &'static str,
    pub failed: &'static str,
    pub n_on_time: fn(&str) -> String,
    pub n_late: fn(&str) -> String,
    pub n_failed: fn(&str) -> String,
    pub failures: &'static str,
    pub none_failed: &'static str,
    pub utilisation: &'static str,
    pub by_station: &'static str,
    pub utilisation_table: &'static str,
    pub utilisation_says: fn(&str, &str) -> String,
    pub utilisation_none: &'static str,
    pub at_most: &'static str,
}

pub const EN: Texts = Texts {
    charts: "Charts",
    numbers: "numbers",
    time: "time",
    latency: "Latency",
    latency_unit: "ms, log scale",
    latency_table: "Latency of answered requests, milliseconds",
    latency_says: |p50, p95, p99| {
        format!(
            "Of the last second's answers, half took at most {p50}, 95% at most {p95}, 99% at most {p99}."
        )
    },
    latency_none: "Nothing was answered in the last second.",
    deadline: "deadline",
    throughput: "Throughput",
    throughput_table: "Requests per second",
    throughput_says: |offered, on_time, late, failed| {
        format!(
            "Of {offered} requests per second offered, {on_time} were answered on time, {late} late, and {failed} failed."
        )
    },
    offered: "offered",
    on_time: "on time",
    late: "Late",
    failed: "failed",
    n_on_time: |n| format!("{n} on time"),
    n_late: |n| format!("{n} late"),
    n_failed: |n| format!("{n} failed"),
    failures: "Errors by reason",
    none_failed: "Every request was answered on time.",
    utilisation: "Utilisation",
    by_station: "slots taken, by station",
    utilisation_table: "Share of slots taken",
    utilisation_says: |name, share| {
        format!("{name} is the fullest station, with {share} of its slots taken.")
    },
    utilisation_none: "No station with slots has been measured yet.",
    at_most: "at most",
};

pub const PT: Texts = Texts {
    charts: "Gráficos",
    numbers: "números",
    time: "tempo",
    latency: "Latência",
    latency_unit: "ms, escala log",
    latency_table: "Latência das requisições respondidas, em milissegundos",
    latency_says: |p50, p95, p99| {
        format!("Das respostas do último segundo, metade levou até {p50}, 95% até {p95} e 99% até {p99}.")
    },
    latency_none: "Nada foi respondido no último segundo.",
    deadline: "prazo",
    throughput: "Vazão",
    throughput_table: "Requisições por segundo",
    throughput_says: |offered, on_time, late, failed| {
        format!(
            "De {offered} requisições por segundo oferecidas, {on_time} foram respondidas no prazo, {late} com atraso e {failed} falharam."
        )
    },
    offered: "oferecidas",
    on_time: "no prazo",
    late: "Com atraso",
    failed: "falharam",
    n_on_time: |n| format!("{n} no prazo"),
    n_late: |n| format!("{n} atraso"),
    n_failed: |n| format!("{n} falhas"),
    failures: "Erros por motivo",
    none_failed: "Todas as requisições foram respondidas no prazo.",
    utilisation: "Utilização",
    by_station: "vagas ocupadas, por estação",
    utilisation_table: "Parcela das vagas ocupadas",
    utilisation_says: |name, share| format!("{name} é a estação mais cheia, com {share} das vagas ocupadas."),
    utilisation_none: "Nenhuma estação com vagas foi medida ainda.",
    at_most: "até",
};
