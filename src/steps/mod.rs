//! The course: list of lessons, lesson page, one file per kind of step.
//!
//! A lesson is data (`lessons::Lesson`): nothing here knows a lesson by name. A step is built once;
//! switching the language replaces the texts inside it and keeps answers, boards and runs.

mod build;
mod choose;
mod course_page;
mod curve;
mod cx;
mod debrief;
mod diagnose;
mod doing;
mod estimate;
mod foot;
mod goals;
mod hand_in;
mod judge;
mod live;
mod order;
mod page;
mod predict;
mod predict_number;
mod predict_server;
mod progress;
mod prose;
mod puzzle;
mod rail;
mod reflect;
mod ruler;
mod scale;
mod step;
mod trouble;

pub use course_page::CoursePage;
pub use curve::{CurveField, CurveSheet};
pub use cx::{LessonSignal, StepCx, kind_name, lesson_lang};
pub use page::LessonPage;
pub use progress::{Keeper, LessonProgress, Progress, Tally, today};
pub use prose::{blocks, runs};
pub use ruler::with_unit;
pub use scale::Scale;
pub use step::StepView;
pub use trouble::TroubleView;
