//! Files in and out: nothing is sent anywhere, the browser reads and writes them itself.

use crate::board::Board;
use lessons::board_file::{self, BoardFile, Opened, Refusal};
pub use lessons::search::letter as plain;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Larger files are not even read.
pub const MAX_FILE: f64 = 2.0 * 1024.0 * 1024.0;

/// The text of a board file.
pub fn write(board: &Board) -> String {
    board_file::write(&BoardFile::from(board))
}

/// A board from the text of a file, with the list of what was dropped or repaired.
pub fn read(text: &str) -> Result<Opened, Refusal> {
    board_file::parse(text)
}

/// The board of a file that was opened.
pub fn board(file: BoardFile) -> Board {
    Board::from(file)
}

/// A name for the file of a board: its title in plain letters.
pub fn file_name(title: &str) -> String {
    format!("{}.board.json", plain_name(title))
}

/// A title in plain letters, for names of files.
pub fn plain_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let c = plain(c);
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
        if name.len() >= 60 {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "escala" } else { name }.to_owned()
}

/// Hands a text to the learner as a file.
pub fn download(name: &str, text: &str) -> Result<(), JsValue> {
    download_blob(name, &blob(text, "application/json")?)
}

/// Hands anything to the learner as a file.
pub fn download_blob(name: &str, blob: &web_sys::Blob) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::UNDEFINED)?;
    let url = web_sys::Url::create_object_url_with_blob(blob)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // the browser needs the address until it has taken the data
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// An address under which the browser finds this text, as long as the page lives.
pub fn text_url(text: &str) -> Result<String, JsValue> {
    web_sys::Url::create_object_url_with_blob(&blob(text, "application/json")?)
}

/// A text as a file of some type.
pub fn blob(text: &str, kind: &str) -> Result<web_sys::Blob, JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)
}

/// The text of a board file that the learner gave.
pub async fn text_of(file: web_sys::File) -> Result<String, Refusal> {
    text_within(file, MAX_FILE).await
}

/// The text of a file of at most so many bytes; a larger one is refused before it is read.
pub async fn text_within(file: web_sys::File, most: f64) -> Result<String, Refusal> {
    if file.size() > most {
        return Err(Refusal::TooLarge { bytes: file.size() as usize });
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|t| t.as_string());
    text.ok_or(Refusal::NotABoard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        assert_eq!(file_name("Loja de pedidos, São Paulo"), "loja-de-pedidos-sao-paulo.board.json");
        assert_eq!(file_name("  ../../<script>  "), "script.board.json");
        assert_eq!(file_name("商店"), "escala.board.json");
        assert!(file_name(&"x".repeat(500)).len() < 80);
    }

    #[test]
    fn a_board_survives_its_file() {
        let text = include_str!("../../assets/boards/first.board.json");
        let opened = read(text).unwrap();
        assert!(opened.dropped.is_empty(), "{:?}", opened.dropped);
        let first = board(opened.board);
        assert_eq!(board(read(&write(&first)).unwrap().board), first);
    }
}
