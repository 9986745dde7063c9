//! Texts of saving by name, of pictures and print, of embedding and of use without a network.

use super::Lang;
use crate::keep::library::Trouble;

/// A moment as people of the language write it, in the reader's own time.
pub fn when(lang: Lang, ms: u64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(ms as f64));
    String::from(date.to_locale_string(lang.tag(), &js_sys::Object::new()))
}

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    // the page
    pub title: &'static str,
    pub lead: &'static str,
    pub loading: &'static str,
    pub none: &'static str,
    pub none_text: &'static str,
    pub to_sandbox: &'static str,
    pub order: &'static str,
    /// Newest first, oldest first, by name.
    pub orders: [&'static str; 3],
    pub import: &'static str,
    pub export_all: &'static str,
    pub open_copy: &'static str,
    pub rename: &'static str,
    pub duplicate: &'static str,
    pub export: &'static str,
    pub delete: &'static str,
    /// What is done to which board, for those who do not see the card around the button.
    pub of_board: fn(&str, &str) -> String,
    pub unreadable: &'static str,
    pub deleted: fn(&str) -> String,
    pub undo: &'static str,
    pub imported: fn(usize) -> String,
    pub import_same: &'static str,
    pub show: &'static str,
    pub not_imported: &'static str,
    pub nth_board: fn(usize, &str) -> String,
    pub trouble: fn(Trouble) -> &'static str,
    // templates
    pub ready: &'static str,
    pub ready_text: &'static str,
    pub systems: &'static str,
    pub of_course: &'static str,
    // saving
    pub save_as: &'static str,
    pub save_text: &'static str,
    pub name: &'static str,
    pub save: &'static str,
    pub saved: fn(&str) -> String,
    pub name_taken: &'static str,
    pub replace: &'static str,
    pub keep_both: &'static str,
    pub to_file: &'static str,
    // pictures and print
    pub as_svg: &'static str,
    pub as_png: &'static str,
    pub print: &'static str,
    pub no_picture: &'static str,
    // links and embedding
    pub with_view: &'static str,
    pub embed: &'static str,
    pub embed_text: &'static str,
    pub embed_code: &'static str,
    pub copy_code: &'static str,
    pub open_whole: &'static str,
    // without a network
    pub offline_ready: &'static str,
}

pub const EN: Texts = Texts {
    title: "My boards",
    lead: "Boards that you saved by name. They stay in this browser; a file carries them elsewhere. Each opens as a copy.",
    loading: "Looking for your boards",
    none: "No board is saved yet",
    none_text: "In the sandbox, File, Save as puts the present board here.",
    to_sandbox: "To the sandbox",
    order: "Order",
    orders: ["Newest first", "Oldest first", "By name"],
    import: "Import a file",
    export_all: "Export all to a file",
    open_copy: "Open a copy",
    rename: "Rename",
    duplicate: "Duplicate",
    export: "Export to a file",
    delete: "Delete",
    of_board: |what, board| format!("{what}: {board}"),
    unreadable: "Made by another version of Escala. It is kept as it is and can be exported.",
    deleted: |board| format!("Deleted: {board}."),
    undo: "Undo",
    imported: |n| {
        if n == 1 {
            "1 board was added to My boards.".to_owned()
        } else {
            format!("{n} boards were added to My boards.")
        }
    },
    import_same: "All of these boards are here already.",
    show: "Show",
    not_imported: "Not everything could be imported",
    nth_board: |n, why| format!("Board {n} of the file: {why}"),
    trouble: |t| match t {
        Trouble::Unavailable => {
            "This browser keeps no boards for this page, as in a private window. Save the board to a file instead."
        }
        Trouble::Full => {
            "The browser's storage is full: this board was not saved. Save it to a file, or delete boards that you no longer need."
        }
        Trouble::Newer => {
            "A newer Escala has saved boards in this browser. Reload the page to get that version; until then save to a file."
        }
        Trouble::Changed => "Another tab has changed this board meanwhile, so nothing was written over.",
    },
    ready: "Start from something ready",
    ready_text: "Whole architectures, and every board of the course. They open as copies.",
    systems: "Ready systems",
    of_course: "Boards of the course",
    save_as: "Save as",
    save_text: "The board is kept in this browser under this name, with its seed, its traffic and its faults.",
    name: "Name",
    save: "Save",
    saved: |board| format!("Saved: {board}."),
    name_taken: "A board of this name is saved already.",
    replace: "Replace it",
    keep_both: "Keep both",
    to_file: "Save to a file",
    as_svg: "Picture (SVG)",
    as_png: "Picture (PNG)",
    print: "Print",
    no_picture: "The browser could not draw the picture.",
    with_view: "With place, zoom, speed and language",
    embed: "Embed in a page",
    embed_text: "Shows the board, its traffic and its run in a frame of any web page. Nothing that a visitor does there is saved.",
    embed_code: "Code for the page",
    copy_code: "Copy the code",
    open_whole: "Open in Escala",
    offline_ready: "Escala is ready for use without a network.",
};

pub const PT: Texts = Texts {
    title: "Meus quadros",
    lead: "Quadros que você salvou com um nome. Eles ficam neste navegador; um arquivo os leva a outro lugar. Cada um abre como cópia.",
    loading: "Procurando seus quadros",
    none: "Ainda não há quadros salvos",
    none_text: "No quadro livre, Arquivo, Salvar como guarda aqui o quadro atual.",
    to_sandbox: "Ir ao quadro livre",
    order: "Ordem",
    orders: ["Mais recentes", "Mais antigos", "Por nome"],
    import: "Importar um arquivo",
    export_all: "Exportar todos em arquivo",
    open_copy: "Abrir uma cópia",
    rename: "Renomear",
    duplicate: "Duplicar",
    export: "Exportar em arquivo",
    delete: "Excluir",
    of_board: |what, board| format!("{what}: {board}"),
    unreadable: "Feito por outra versão do Escala. Fica guardado como está e pode ser exportado.",
    deleted: |board| format!("Excluído: {board}."),
    undo: "Desfazer",
    imported: |n| {
        if n == 1 {
            "1 quadro entrou em Meus quadros.".to_owned()
        } else {
            format!("{n} quadros entraram em Meus quadros.")
        }
    },
    import_same: "Todos esses quadros já estão aqui.",
    show: "Mostrar",
    not_imported: "Nem tudo pôde ser importado",
    nth_board: |n, why| format!("Quadro {n} do arquivo: {why}"),
    trouble: |t| match t {
        Trouble::Unavailable => {
            "Este navegador não guarda quadros desta página, como numa janela anônima. Salve o quadro em arquivo."
        }
        Trouble::Full => {
            "O armazenamento do navegador está cheio: este quadro não foi salvo. Salve-o em arquivo ou exclua quadros de que não precisa mais."
        }
        Trouble::Newer => {
            "Um Escala mais novo salvou quadros neste navegador. Recarregue a página para usar essa versão; até lá, salve em arquivo."
        }
        Trouble::Changed => "Outra aba mudou este quadro nesse meio-tempo, por isso nada foi sobrescrito.",
    },
    ready: "Comece por algo pronto",
    ready_text: "Arquiteturas inteiras e todos os quadros do curso. Eles abrem como cópia.",
    systems: "Sistemas prontos",
    of_course: "Quadros do curso",
    save_as: "Salvar como",
    save_text: "O quadro fica guardado neste navegador com este nome, com a semente, o tráfego e as falhas.",
    name: "Nome",
    save: "Salvar",
    saved: |board| format!("Salvo: {board}."),
    name_taken: "Já existe um quadro salvo com este nome.",
    replace: "Substituir",
    keep_both: "Ficar com os dois",
    to_file: "Salvar em arquivo",
    as_svg: "Imagem (SVG)",
    as_png: "Imagem (PNG)",
    print: "Imprimir",
    no_picture: "O navegador não conseguiu desenhar a imagem.",
    with_view: "Com posição, zoom, velocidade e idioma",
    embed: "Incorporar numa página",
    embed_text: "Mostra o quadro, o tráfego e a execução dentro de qualquer página da web. Nada do que o visitante faz ali é salvo.",
    embed_code: "Código para a página",
    copy_code: "Copiar o código",
    open_whole: "Abrir no Escala",
    offline_ready: "O Escala já pode ser usado sem rede.",
};
