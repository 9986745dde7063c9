//! Words of the drawer that shows one request.

/// The words; a field that one language lacks does not compile.
pub struct Request {
    pub title: &'static str,
    pub open: &'static str,
    pub close: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub which: &'static str,
    /// The slowest, the failed, any.
    pub lists: [&'static str; 3],
    pub through: fn(&str) -> String,
    pub none: &'static str,
    pub none_failed: &'static str,
    pub none_through: fn(&str) -> String,
    /// Read, write, static content.
    pub classes: [&'static str; 3],
    /// Class, key, second in which it was sent.
    pub about: fn(&str, &str, &str) -> String,
    /// Length of the picture, and the deadline.
    pub scale: fn(&str, Option<&str>) -> String,
    pub on_time: fn(&str) -> String,
    pub late: fn(&str) -> String,
    pub failed: fn(&str, &str) -> String,
    pub gave_up: fn(&str) -> String,
    pub under_way: &'static str,
    pub miss: &'static str,
    pub given_up: &'static str,
    /// In line, served, waiting for a reply, on its way.
    pub doing: [&'static str; 4],
    pub took: fn(&str, &str) -> String,
}

pub const EN: Request = Request {
    title: "One request",
    open: "Requests",
    close: "Close the request",
    previous: "Previous request",
    next: "Next request",
    which: "Which requests",
    lists: ["Slowest", "Failed", "Any"],
    through: |name| format!("through {name}"),
    none: "Requests are being followed. The first ones are here as soon as they are over.",
    none_failed: "None of the requests that were followed has failed.",
    none_through: |name| format!("None of these requests went through {name}."),
    classes: ["read", "write", "static content"],
    about: |class, key, sent| format!("{class}, key {key}, sent at {sent}\u{a0}s"),
    scale: |all, deadline| match deadline {
        Some(deadline) => format!("0 to {all}, deadline {deadline}"),
        None => format!("0 to {all}"),
    },
    on_time: |time| format!("on time: {time}"),
    late: |time| format!("late: {time}"),
    failed: |reason, time| format!("{reason}: {time}"),
    gave_up: |time| format!("given up after {time}"),
    under_way: "under way",
    miss: "miss",
    given_up: "caller gave up",
    doing: ["in line", "served", "waiting for a reply", "on its way"],
    took: |time, doing| format!("{time} {doing}"),
};

pub const PT: Request = Request {
    title: "Uma requisição",
    open: "Requisições",
    close: "Fechar a requisição",
    previous: "Requisição anterior",
    next: "Próxima requisição",
    which: "Quais requisições",
    lists: ["Mais lentas", "Com falha", "Quaisquer"],
    through: |name| format!("que passam por {name}"),
    none: "As requisições estão sendo acompanhadas. As primeiras aparecem assim que terminarem.",
    none_failed: "Nenhuma das requisições acompanhadas falhou.",
    none_through: |name| format!("Nenhuma destas requisições passou por {name}."),
    classes: ["leitura", "escrita", "conteúdo estático"],
    about: |class, key, sent| format!("{class}, chave {key}, enviada em {sent}\u{a0}s"),
    scale: |all, deadline| match deadline {
        Some(deadline) => format!("0 a {all}, prazo {deadline}"),
        None => format!("0 a {all}"),
    },
    on_time: |time| format!("no prazo: {time}"),
    late: |time| format!("com atraso: {time}"),
    failed: |reason, time| format!("{reason}: {time}"),
    gave_up: |time| format!("desistiu após {time}"),
    under_way: "em andamento",
    miss: "não tinha",
    given_up: "quem chamou desistiu",
    doing: ["na fila", "em serviço", "à espera da resposta", "a caminho"],
    took: |time, doing| format!("{time} {doing}"),
};
