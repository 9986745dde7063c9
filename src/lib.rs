//! The page of Escala: a board on which a system is built, loaded, broken and measured.
//!
//! Data goes one way: pointer or key -> one [`board::Msg`] -> `Board::update` -> the view; when the
//! simulated design changed, the worker gets it with the next revision and answers with frames.

// what `view!` writes names this crate, here as well as in the tests beside it
extern crate self as escala;

pub mod app;
pub mod board;
pub mod boards;
pub mod canvas;
pub mod charts;
pub mod commands;
pub mod content;
pub mod desk;
pub mod engine;
pub mod gallery;
pub mod i18n;
pub mod keep;
pub mod lab;
pub mod list;
pub mod panels;
pub mod picture;
pub mod rescue;
pub mod steps;
pub mod study;
pub mod teachers;
pub mod trust;
pub mod ui;
pub mod view;
pub mod whatif;
pub mod why;
pub mod worker;
