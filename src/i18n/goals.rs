//! Texts of goals: of which part of the traffic, over which time, and what is said only after a check.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    /// How many goals are hidden before the first check.
    pub hidden: fn(usize) -> String,
    /// Beside such a goal once it is shown.
    pub robust: &'static str,
    /// Reads, writes, static content.
    pub classes: [&'static str; 3],
    pub region: fn(&str) -> String,
    pub window: fn(&str, &str) -> String,
    /// The stations that nothing works without.
    pub single: fn(&str) -> String,
    pub and: &'static str,
    /// The horizontal axis of a curve over time.
    pub time: &'static str,
    /// The row of the start with machines so many times larger.
    pub bigger: fn(u32) -> String,
}

pub const EN: Texts = Texts {
    hidden: |n| {
        let what = match n {
            1 => "There is one more condition, a robustness check. You see it".to_owned(),
            n => format!("There are {n} more conditions, robustness checks. You see them"),
        };
        format!("{what} after your first check: a good design also holds on a day that it was not tuned for.")
    },
    robust: "robustness check",
    classes: ["reads only", "writes only", "static content only"],
    region: |name| format!("users in {name} only"),
    window: |from, until| format!("from {from} to {until} of the run"),
    single: |names| format!("nothing works without {names}"),
    and: "or without",
    time: "Seconds of the run",
    bigger: |n| format!("Start with everything {n} times larger"),
};

pub const PT: Texts = Texts {
    hidden: |n| {
        let what = match n {
            1 => "Há mais uma condição, um teste de robustez. Ela aparece".to_owned(),
            n => format!("Há mais {n} condições, testes de robustez. Elas aparecem"),
        };
        format!(
            "{what} depois da primeira conferência: um bom projeto aguenta também um dia para o qual não foi ajustado."
        )
    },
    robust: "teste de robustez",
    classes: ["só leituras", "só escritas", "só conteúdo estático"],
    region: |name| format!("só usuários em {name}"),
    window: |from, until| format!("de {from} a {until} da execução"),
    single: |names| format!("nada funciona sem {names}"),
    and: "nem sem",
    time: "Segundos da execução",
    bigger: |n| format!("Início com tudo {n} vezes maior"),
};
