//! The document and its file: the same parts under two roofs.

use super::Board;
use lessons::board_file::BoardFile;

impl From<BoardFile> for Board {
    fn from(file: BoardFile) -> Board {
        Board::new(&file.title, file.seed, file.design).with_notes(file.notes)
    }
}

impl From<&Board> for BoardFile {
    fn from(board: &Board) -> BoardFile {
        let Board { title, seed, design, notes } = board.clone();
        BoardFile { title, seed, design, notes }
    }
}
