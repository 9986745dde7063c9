//! What the learner expects of a sweep: a curve, drawn before the runs, and how far off it was.

use super::Questions;
use super::figures::Measure;
use super::found::Point;
use super::setup::{Setup, knob_name, knob_unit};
use crate::desk::Desk;
use crate::i18n;
use crate::steps::{CurveField, CurveSheet, Scale};
use crate::view::prelude::*;
use simcore::answers::sweep::Knob;
use std::sync::Arc;

/// A drawn curve; it belongs to these settings and to this measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    asked: Asked,
    /// One value for each setting, in the unit of the chart.
    drawn: Vec<f64>,
}

/// What is to be guessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub knob: Knob,
    pub measure: Measure,
    pub values: Vec<f64>,
    /// Requests per second at most, for the height of the chart.
    pub traffic: f64,
}

/// How far a guess was off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    pub off: Off,
    /// The point that was missed most: its place, what was drawn there, what was measured.
    pub worst: (usize, f64, f64),
}

/// The mean distance: times are drawn by their ratios, so they are missed by a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Off {
    Factor(f64),
    Gap(f64),
}

impl Asked {
    pub fn of(setup: &Setup, desk: Desk) -> Asked {
        desk.board.with(|h| {
            let values = setup.values(h.board());
            let now = Knob::Traffic.read(&h.board().design).unwrap_or(1.0);
            let traffic = if setup.knob == Knob::Traffic { setup.to } else { now };
            Asked { knob: setup.knob, measure: setup.measure, values, traffic }
        })
    }

    /// Wide enough for anything that may come: a chart cut to the answer would give it away.
    fn scale(&self) -> Scale {
        match self.measure {
            Measure::Throughput => Scale::new(0.0, 1.2 * self.traffic),
            Measure::NotOnTime => Scale::new(0.0, 100.0),
            _ => Scale::new(1.0, 10_000.0),
        }
    }

    fn unit(&self) -> &'static str {
        match self.measure {
            Measure::Throughput => "1/s",
            other => other.unit(),
        }
    }
}

impl Guess {
    /// The guess for these settings, if it was drawn for them.
    pub fn fits(&self, asked: &Asked) -> bool {
        self.asked == *asked
    }

    pub fn is_about(&self, measure: Measure) -> bool {
        self.asked.measure == measure
    }

    /// Settings, and what was drawn there.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let unit = self.asked.measure.scale();
        self.asked.values.iter().zip(&self.drawn).map(move |(x, y)| (*x, y * unit))
    }

    /// Scored when every run is in. As in the lessons, what lies outside of the chart counts as its
    /// edge: nobody can draw there.
    pub fn score(&self, points: &[Point]) -> Option<Score> {
        if points.len() != self.drawn.len() {
            return None;
        }
        let (scale, unit) = (self.asked.scale(), self.asked.measure.scale());
        let apart = |i: usize| {
            let run = points[i].measured.mean;
            let far = (scale.place(self.drawn[i]) - scale.place(run / unit)).abs();
            run.is_finite().then_some((far, (i, self.drawn[i] * unit, run)))
        };
        let all: Vec<_> = (0..points.len()).filter_map(apart).collect();
        let (_, worst) = *all.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
        let mean = all.iter().map(|(far, _)| far).sum::<f64>() / all.len() as f64;
        let off = match self.asked.measure {
            Measure::Throughput | Measure::NotOnTime => Off::Gap(mean * (scale.max() - scale.min()) * unit),
            _ => Off::Factor((scale.max() / scale.min()).powf(mean)),
        };
        Some(Score { off, worst })
    }
}

/// Where the curve will be: until then there is room to draw what is expected.
#[component]
pub fn GuessSheet(desk: Desk, setup: RwSignal<Setup>) -> impl IntoView {
    let (t, lang, questions) = (i18n::use_texts(), i18n::use_lang(), Questions::here());
    let asked = memo(move || Asked::of(&setup.get(), desk));
    let sheet = move || {
        let asked = Arc::new(asked.get());
        if asked.values.len() < 2 {
            return Dom::default();
        }
        let (own, new, about) = (Arc::clone(&asked), Arc::clone(&asked), Arc::clone(&asked));
        let said = derived(move || {
            questions.guess.with(|g| g.as_ref().filter(|g| g.fits(&own)).map(|g| g.drawn.clone()))
        });
        let draw = callback(move |drawn| {
            questions.guess.set(Some(Arc::new(Guess { asked: Asked::clone(&new), drawn })));
        });
        let x_name = derived(move || {
            desk.board.with(|h| {
                let design = &h.board().design;
                let name = knob_name(design, about.knob, t.get(), lang.get());
                let unit = knob_unit(design, about.knob, t.get());
                if unit.is_empty() { name } else { format!("{name}, {unit}") }
            })
        });
        let measure = asked.measure as usize;
        let title =
            derived(move || format!("{}: {}", t.get().debrief.your_curve, t.get().whatif.measures[measure]));
        let sheet = CurveSheet::new(said, draw, asked.scale(), asked.values.clone(), asked.unit().to_owned());
        view! {
            <h2>{move || title.get()}</h2>
            <CurveField sheet tolerance=1.0 x_name title />
            <Show when=move || said.with(Option::is_some)>
                <button type="button" class="btn sm" data-testid="no-guess" on:click=move |_| questions.guess.set(None)>
                    {move || t.get().whatif.no_guess}
                </button>
            </Show>
        }
    };
    view! { <div class="wi-guess-sheet sheet" data-testid="guess-sheet">{sheet}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::answers::stats::Interval;

    fn points(runs: &[f64]) -> Vec<Point> {
        let measured = |mean| Interval { mean, half: 1.0, ..Interval::of(&[]) };
        let point = |(i, run): (usize, &f64)| Point {
            x: i as f64,
            measured: measured(*run),
            p95: 0.0,
            theory: None,
            load: None,
        };
        runs.iter().enumerate().map(point).collect()
    }

    fn guess(measure: Measure, drawn: &[f64]) -> Guess {
        let values = (0..drawn.len()).map(|i| i as f64).collect();
        Guess { asked: Asked { knob: Knob::Traffic, measure, values, traffic: 100.0 }, drawn: drawn.to_vec() }
    }

    #[test]
    fn times_are_missed_by_a_factor_and_shares_by_a_gap() {
        let score = guess(Measure::Mean, &[10.0, 100.0]).score(&points(&[10.0, 400.0])).expect("all are in");
        assert!(matches!(score.off, Off::Factor(f) if (f - 2.0).abs() < 1e-9), "{score:?}");
        assert_eq!(score.worst, (1, 100.0, 400.0));
        let score = guess(Measure::NotOnTime, &[0.0, 20.0]).score(&points(&[0.1, 0.2])).expect("all are in");
        assert!(matches!(score.off, Off::Gap(gap) if (gap - 0.05).abs() < 1e-9), "{score:?}");
    }

    #[test]
    fn nothing_is_scored_before_all_runs_are_in_or_where_nothing_was_answered() {
        let mean = guess(Measure::Mean, &[10.0, 100.0]);
        assert_eq!(mean.score(&points(&[10.0])), None);
        assert_eq!(mean.score(&points(&[f64::NAN, f64::NAN])), None);
        assert_eq!(mean.score(&points(&[f64::NAN, 100.0])).map(|s| s.worst.0), Some(1));
    }
}
