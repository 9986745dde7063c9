//! Texts of the gallery of systems.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub loading: &'static str,
    pub stations: fn(usize) -> String,
    /// Planned ones; nothing for none.
    pub faults: fn(usize) -> String,
    pub card: &'static str,
    pub card_text: &'static str,
    pub open: &'static str,
    pub missing: &'static str,
}

pub const EN: Texts = Texts {
    title: "Ready systems",
    lead: "Real architectures, already running: from one machine to a social network with millions of users. Open one, raise the load, break a part, change whatever you like. It opens as a copy, and your own board is kept.",
    loading: "Loading the systems",
    stations: |n| if n == 1 { "1 station".to_owned() } else { format!("{n} stations") },
    faults: |n| match n {
        0 => String::new(),
        1 => "1 planned fault".to_owned(),
        n => format!("{n} planned faults"),
    },
    card: "Ready systems",
    card_text: "Every architecture of the course, running. Open one and take it apart.",
    open: "Browse the systems",
    missing: "There is no such system, or it could not be loaded.",
};

pub const PT: Texts = Texts {
    title: "Sistemas prontos",
    lead: "Arquiteturas reais, já em funcionamento: de uma máquina só até uma rede social com milhões de usuários. Abra uma, aumente a carga, quebre uma parte, mude o que quiser. Ela abre como cópia, e o seu quadro fica guardado.",
    loading: "Carregando os sistemas",
    stations: |n| if n == 1 { "1 estação".to_owned() } else { format!("{n} estações") },
    faults: |n| match n {
        0 => String::new(),
        1 => "1 falha planejada".to_owned(),
        n => format!("{n} falhas planejadas"),
    },
    card: "Sistemas prontos",
    card_text: "Todas as arquiteturas do curso, funcionando. Abra uma e desmonte-a.",
    open: "Ver os sistemas",
    missing: "Esse sistema não existe ou não pôde ser carregado.",
};
