//! Texts of the page for teachers: the proof of every exercise.

use lessons::proof::Must;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub title: &'static str,
    /// With the number of seeds.
    pub lead: fn(&str) -> String,
    pub all_hold: fn(usize, usize) -> String,
    pub none: &'static str,
    pub none_text: &'static str,
    pub board: &'static str,
    pub must: fn(Must) -> &'static str,
    pub must_head: &'static str,
    pub held: &'static str,
    pub held_on: fn(u32, u32) -> String,
    pub solution: &'static str,
    pub start: &'static str,
    pub trap: &'static str,
    pub without: fn(&str) -> String,
    pub without_added: fn(&str) -> String,
    pub answer: &'static str,
    pub straight: &'static str,
    pub fault: &'static str,
    pub range: fn(&str, &str) -> String,
    pub open: &'static str,
    pub grade: &'static str,
    pub grade_how: &'static str,
}

pub const EN: Texts = Texts {
    title: "For teachers: every exercise, proven",
    lead: |seeds| {
        format!(
            "Each board below was run on {seeds} seeds when this site was built. The known solution must pass on all of them. The start, the start with everything larger, every trap and the solution with one lever taken back must fail on all of them; where larger machines are a fair answer, the row says why and must pass. A prediction must come out nearly the same every time, so that luck teaches nothing."
        )
    },
    all_hold: |n, of| format!("{n} of {of} rows do what they must on every seed."),
    none: "This build carries no proof",
    none_text: "Proofs are made for the published site. On the command line, escala prove makes them at any time.",
    board: "Board",
    must: |must| match must {
        Must::Pass => "pass",
        Must::Fail => "fail",
        Must::Agree => "agree",
        Must::Differ => "differ",
    },
    must_head: "Must",
    held: "Did",
    held_on: |n, of| format!("{n} of {of} seeds"),
    solution: "Known solution",
    start: "Start, left as it is",
    trap: "Trap",
    without: |what| format!("Solution without: {what}"),
    without_added: |what| format!("Solution without the added {what}"),
    answer: "What the run answers",
    straight: "The best straight line",
    fault: "With and without the hidden fault",
    range: |a, b| format!("{a} to {b}"),
    open: "See the proof of every exercise",
    grade: "Grading a class",
    grade_how: "Learners hand in a file from a build or diagnose step. escala grade LESSON FOLDER runs all files of a folder again, with the code of this page, and prints a line for each learner.",
};

pub const PT: Texts = Texts {
    title: "Para quem ensina: cada exercício, provado",
    lead: |seeds| {
        format!(
            "Cada quadro abaixo foi executado com {seeds} sementes quando este site foi gerado. A solução conhecida tem de passar em todas. O início, o início com tudo maior, cada armadilha e a solução sem uma das alavancas têm de falhar em todas; onde máquinas maiores são uma resposta justa, a linha diz por quê e tem de passar. Uma previsão tem de sair quase igual todas as vezes, porque a sorte não ensina nada."
        )
    },
    all_hold: |n, of| format!("{n} de {of} linhas fazem o que devem em todas as sementes."),
    none: "Esta versão não traz provas",
    none_text: "As provas são feitas para o site publicado. Na linha de comando, escala prove faz as provas a qualquer hora.",
    board: "Quadro",
    must: |must| match must {
        Must::Pass => "passar",
        Must::Fail => "falhar",
        Must::Agree => "coincidir",
        Must::Differ => "diferir",
    },
    must_head: "Deve",
    held: "Cumpriu",
    held_on: |n, of| format!("{n} de {of} sementes"),
    solution: "Solução conhecida",
    start: "Início, sem mexer",
    trap: "Armadilha",
    without: |what| format!("Solução sem: {what}"),
    without_added: |what| format!("Solução sem o que foi acrescentado: {what}"),
    answer: "O que a execução responde",
    straight: "A melhor linha reta",
    fault: "Com e sem a falha escondida",
    range: |a, b| format!("{a} a {b}"),
    open: "Ver a prova de cada exercício",
    grade: "Corrigir uma turma",
    grade_how: "Os alunos entregam um arquivo a partir de um passo de construção ou de diagnóstico. escala grade LIÇÃO PASTA executa de novo todos os arquivos da pasta, com o código desta página, e mostra uma linha por aluno.",
};
