//! Texts of editing: menus, the list of commands, notes, the clipboard.

use crate::board::Align;
use crate::canvas::Deed;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    pub deed: fn(Deed) -> &'static str,
    /// The menus.
    pub menu_of: fn(&str) -> String,
    pub align: &'static str,
    pub put_into: &'static str,
    pub back: &'static str,
    /// The list that opens where a component is to be added.
    pub add_here: &'static str,
    pub nothing_to_paste: &'static str,
    pub note: &'static str,
    pub note_text: &'static str,
    /// A note, to screen readers.
    pub note_aloud: fn(&str) -> String,
    /// The list of commands.
    pub commands: &'static str,
    pub commands_find: &'static str,
    pub commands_none: &'static str,
    /// So many lines are shown.
    pub commands_count: fn(usize) -> String,
    /// What a line of the list is: action, station, component, system, lesson, page.
    pub sorts: [&'static str; 6],
    pub go_to: fn(&str) -> String,
    pub add: fn(&str) -> String,
    pub open: fn(&str) -> String,
    pub run_or_pause: &'static str,
    pub speed: fn(&str) -> String,
    pub look_at_findings: &'static str,
    pub other_language: &'static str,
}

pub const EN: Texts = Texts {
    deed: |deed| match deed {
        Deed::Settings => "Settings",
        Deed::Rename => "Rename",
        Deed::Connect => "Connect to",
        Deed::Duplicate => "Duplicate",
        Deed::Copy => "Copy",
        Deed::Cut => "Cut",
        Deed::Paste => "Paste",
        Deed::Delete => "Delete",
        Deed::SelectAll => "Select all",
        Deed::Align(Align::Left) => "Align left edges",
        Deed::Align(Align::Centre) => "Align centres",
        Deed::Align(Align::Right) => "Align right edges",
        Deed::Align(Align::Top) => "Align top edges",
        Deed::Align(Align::Middle) => "Align middles",
        Deed::Align(Align::Bottom) => "Align bottom edges",
        Deed::Align(Align::Across) => "Distribute across",
        Deed::Align(Align::Down) => "Distribute down",
        Deed::Put(_) => "Out of every region and zone",
        Deed::Break(_) => "Break",
        Deed::Heal => "Heal",
        Deed::AddHere => "Add a component here",
        Deed::AddNote => "Add a note",
        Deed::AddRegion => "Add a region",
        Deed::AddZone => "Add a zone",
        Deed::Tidy => "Tidy up the board",
        Deed::Fit => "Show everything",
        Deed::TrueSize => "Zoom to 100%",
        Deed::ZoomIn => "Zoom in",
        Deed::ZoomOut => "Zoom out",
    },
    menu_of: |what| format!("Menu of {what}"),
    align: "Align",
    put_into: "Put into",
    back: "Back",
    add_here: "Add here",
    nothing_to_paste: "The clipboard holds no part of a board. Copy stations first, here or in another tab.",
    note: "Note",
    note_text: "Write a note",
    note_aloud: |text| {
        let text = if text.is_empty() { "empty" } else { text };
        format!("Note: {text}. Enter writes, arrow keys move, Alt with arrow keys resizes, Delete removes.")
    },
    commands: "Commands",
    commands_find: "Type what you want to do",
    commands_none: "Nothing has that name.",
    commands_count: |n| if n == 1 { "1 result".to_owned() } else { format!("{n} results") },
    sorts: ["action", "station", "component", "system", "lesson", "page"],
    go_to: |name| format!("Go to {name}"),
    add: |name| format!("Add: {name}"),
    open: |name| format!("Open: {name}"),
    run_or_pause: "Run or pause",
    speed: |times| format!("Speed: {times}"),
    look_at_findings: "What to look at",
    other_language: "Mudar para português",
};

pub const PT: Texts = Texts {
    deed: |deed| match deed {
        Deed::Settings => "Ajustes",
        Deed::Rename => "Renomear",
        Deed::Connect => "Ligar a",
        Deed::Duplicate => "Duplicar",
        Deed::Copy => "Copiar",
        Deed::Cut => "Recortar",
        Deed::Paste => "Colar",
        Deed::Delete => "Excluir",
        Deed::SelectAll => "Selecionar tudo",
        Deed::Align(Align::Left) => "Alinhar à esquerda",
        Deed::Align(Align::Centre) => "Alinhar os centros",
        Deed::Align(Align::Right) => "Alinhar à direita",
        Deed::Align(Align::Top) => "Alinhar em cima",
        Deed::Align(Align::Middle) => "Alinhar os meios",
        Deed::Align(Align::Bottom) => "Alinhar embaixo",
        Deed::Align(Align::Across) => "Distribuir na horizontal",
        Deed::Align(Align::Down) => "Distribuir na vertical",
        Deed::Put(_) => "Fora de toda região e zona",
        Deed::Break(_) => "Quebrar",
        Deed::Heal => "Curar",
        Deed::AddHere => "Adicionar um componente aqui",
        Deed::AddNote => "Adicionar uma nota",
        Deed::AddRegion => "Adicionar uma região",
        Deed::AddZone => "Adicionar uma zona",
        Deed::Tidy => "Arrumar o quadro",
        Deed::Fit => "Mostrar tudo",
        Deed::TrueSize => "Zoom em 100%",
        Deed::ZoomIn => "Aproximar",
        Deed::ZoomOut => "Afastar",
    },
    menu_of: |what| format!("Menu de {what}"),
    align: "Alinhar",
    put_into: "Pôr em",
    back: "Voltar",
    add_here: "Adicionar aqui",
    nothing_to_paste: "A área de transferência não tem nenhuma parte de um quadro. Copie estações antes, \
                       aqui ou em outra aba.",
    note: "Nota",
    note_text: "Escreva uma nota",
    note_aloud: |text| {
        let text = if text.is_empty() { "vazia" } else { text };
        format!(
            "Nota: {text}. Enter escreve, as setas movem, Alt com as setas muda o tamanho, Delete remove."
        )
    },
    commands: "Comandos",
    commands_find: "Escreva o que você quer fazer",
    commands_none: "Nada tem esse nome.",
    commands_count: |n| if n == 1 { "1 resultado".to_owned() } else { format!("{n} resultados") },
    sorts: ["ação", "estação", "componente", "sistema", "aula", "página"],
    go_to: |name| format!("Ir para {name}"),
    add: |name| format!("Adicionar: {name}"),
    open: |name| format!("Abrir: {name}"),
    run_or_pause: "Rodar ou pausar",
    speed: |times| format!("Velocidade: {times}"),
    look_at_findings: "O que merece atenção",
    other_language: "Switch to English",
};
