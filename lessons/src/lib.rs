//! The course of Escala as data: board files, lessons, goals and grades.
//!
//! Invariants, each with a test:
//! * Without the feature `author` this crate carries no parser but JSON and postcard, opens no file, reads no
//!   clock and knows no browser: the page and the command line run the same code.
//! * Opening a board file never panics, whatever the bytes, and never lets a number through that
//!   its table does not allow ([`board_file`]).
//! * A grade is a pure function of boards and reports: nothing typed, nothing remembered
//!   ([`mod@grade`]), so a teacher who runs it again gets the same marks.
//!
//! ```
//! let text = r#"{"format_version":1,"title":"Demo","seed":7,
//!     "nodes":[{"id":1,"kind":"client","name":"Users","at":[0,0]},
//!              {"id":2,"kind":"web_server","name":"Web","at":[200,0],"params":{"slots":4}}],
//!     "links":[{"from":1,"to":2}],"faults":[]}"#;
//! let opened = lessons::board_file::parse(text).unwrap();
//! assert_eq!(opened.board.design.nodes.len(), 2);
//! assert!(opened.dropped.is_empty());
//! ```

#[cfg(feature = "author")]
pub mod author;
pub mod board_file;
pub mod course;
pub mod gallery;
pub mod glossary;
pub mod goal;
pub mod grade;
pub mod help;
pub mod lesson;
pub mod live;
pub mod measure;
pub mod packed;
pub mod practice;
pub mod proof;
pub mod prose;
pub mod review;
pub mod search;
pub mod submission;
pub mod trust;

pub use lesson::{Lang, Lesson, Step, StepKind};
