//! Texts of the file that a learner hands in.

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub hand_in: &'static str,
    pub how: &'static str,
    pub your_name: &'static str,
    /// Steps answered, of how many that are marked.
    pub holds: fn(usize, usize) -> String,
    pub save: &'static str,
    pub not_saved: &'static str,
}

pub const EN: Texts = Texts {
    hand_in: "Hand in",
    how: "This makes a file with your name, your board and your answers to this lesson. Nothing is sent: you give the file to your teacher, who runs everything in it again.",
    your_name: "Your name",
    holds: |n, of| format!("{n} of {of} marked steps are answered."),
    save: "Save the file",
    not_saved: "The browser did not save the file. Your answers are still here.",
};

pub const PT: Texts = Texts {
    hand_in: "Entregar",
    how: "Aqui você gera um arquivo com seu nome, seu quadro e suas respostas desta lição. Nada é enviado: você entrega o arquivo à sua professora ou ao seu professor, que roda tudo de novo.",
    your_name: "Seu nome",
    holds: |n, of| format!("{n} de {of} passos com nota estão respondidos."),
    save: "Salvar o arquivo",
    not_saved: "O navegador não salvou o arquivo. Suas respostas continuam aqui.",
};
