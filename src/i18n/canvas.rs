//! Texts of the board, in both languages. Texts with numbers in them are functions of numbers that
//! are already written in the reader's way.

mod speech;
mod words;

pub use speech::Speech;
pub use words::Words;

/// The texts; a field that one language lacks does not compile.
pub struct Texts {
    /// Names the board to screen readers.
    pub board: &'static str,
    /// The keys of the board, in a sentence for screen readers.
    pub board_help: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    /// Label of the button that shows the zoom and returns to true size.
    pub zoom_true: fn(&str) -> String,
    pub fit: &'static str,
    pub tidy: &'static str,
    pub tools: &'static str,
    /// The run is being warmed up: so many of so many seconds.
    pub warming: fn(&str, &str) -> String,
    /// The list that opens where a wire was dropped.
    pub pick_title: fn(&str) -> String,
    pub pick_filter: &'static str,
    pub pick_none: &'static str,
    /// A wire was picked up by key or tap.
    pub linking: fn(&str) -> String,
    pub linked: fn(&str, &str) -> String,
    pub cancelled: &'static str,
    pub moving_on: fn(&str) -> String,
    pub moving_off: &'static str,
    pub region: &'static str,
    pub zone: &'static str,
    /// A region or zone, to screen readers: what it is, its name, stations in it.
    pub place_aloud: fn(&str, &str, &str) -> String,
    /// Copied: so many stations.
    pub copied: fn(usize) -> String,
    /// A connection, to screen readers: from, to, calls per second.
    pub link: fn(&str, &str, &str) -> String,
    /// The same with failures per second.
    pub link_failing: fn(&str, &str, &str, &str) -> String,
    /// Short words: reasons, states, refusals, names of edits.
    pub words: Words,
    /// Sentences about stations for screen readers.
    pub speech: Speech,
}

pub const EN: Texts = Texts {
    board: "Board",
    board_help: "Arrow keys move between stations, Alt with arrows moves a station, Enter opens its settings, \
                 C starts a connection and Enter on the target ends it, R follows a request, Delete removes, plus and minus zoom, \
                 0 shows everything, Escape cancels.",
    zoom_in: "Zoom in",
    zoom_out: "Zoom out",
    zoom_true: |now| format!("Zoom {now}, go to 100%"),
    fit: "Show everything",
    tidy: "Tidy up",
    tools: "View of the board",
    warming: |now, end| format!("Warming up: {now} of {end} s simulated. You can already edit."),
    pick_title: |from| format!("Connect {from} to a new"),
    pick_filter: "Find a component",
    pick_none: "Nothing here can be called from there.",
    linking: |from| format!("Connecting {from}: choose the station that it calls, Escape cancels."),
    linked: |from, to| format!("{from} now calls {to}."),
    cancelled: "Cancelled.",
    moving_on: |name| format!("Moving {name}: use the arrow keys, M ends."),
    moving_off: "No longer moving.",
    region: "Region",
    zone: "Zone",
    place_aloud: |what, name, n| {
        format!("{what} {name}, stations inside: {n}. Arrow keys move it, Delete removes it.")
    },
    copied: |n| if n == 1 { "1 station copied.".to_owned() } else { format!("{n} stations copied.") },
    link: |from, to, rate| format!("{from} calls {to}, {rate} per second."),
    link_failing: |from, to, rate, failed| {
        format!("{from} calls {to}, {rate} per second, of which {failed} per second fail.")
    },
    words: words::EN,
    speech: speech::EN,
};

pub const PT: Texts = Texts {
    board: "Quadro",
    board_help: "As setas vão de uma estação a outra, Alt com as setas move a estação, Enter abre os ajustes dela, \
                 C começa uma ligação e Enter no destino a termina, R acompanha uma requisição, Delete remove, mais e menos mudam o zoom, \
                 0 mostra tudo, Esc cancela.",
    zoom_in: "Aproximar",
    zoom_out: "Afastar",
    zoom_true: |now| format!("Zoom {now}, ir para 100%"),
    fit: "Mostrar tudo",
    tidy: "Arrumar",
    tools: "Vista do quadro",
    warming: |now, end| format!("Aquecendo: {now} de {end} s simulados. Você já pode editar."),
    pick_title: |from| format!("Ligar {from} a um novo"),
    pick_filter: "Procurar um componente",
    pick_none: "Nada aqui pode ser chamado dali.",
    linking: |from| format!("Ligando {from}: escolha a estação que ela chama, Esc cancela."),
    linked: |from, to| format!("{from} agora chama {to}."),
    cancelled: "Cancelado.",
    moving_on: |name| format!("Movendo {name}: use as setas, M termina."),
    moving_off: "Fim do movimento.",
    region: "Região",
    zone: "Zona",
    place_aloud: |what, name, n| {
        format!("{what} {name}, estações dentro: {n}. As setas movem, Delete remove.")
    },
    copied: |n| if n == 1 { "1 estação copiada.".to_owned() } else { format!("{n} estações copiadas.") },
    link: |from, to, rate| format!("{from} chama {to}, {rate} por segundo."),
    link_failing: |from, to, rate, failed| {
        format!("{from} chama {to}, {rate} por segundo, das quais {failed} por segundo falham.")
    },
    words: words::PT,
    speech: speech::PT,
};
