//! The calendar as numbers that a tree can ask about.

use chrono::{DateTime, Datelike};

use crate::Frequency;

const DAY: i64 = 86_400;

/// What of the calendar a frequency can show.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    frequency: Frequency,
    /// Season lengths that nothing else of the calendar shows, for their place in the season.
    seasons: Vec<usize>,
}

impl Calendar {
    pub(crate) fn new(frequency: Frequency, seasons: &[usize]) -> Self {
        let seasons = match frequency {
            Frequency::Steps(_) => seasons.iter().copied().filter(|m| *m > 1).take(3).collect(),
            Frequency::Seconds(_) | Frequency::Months(_) => Vec::new(),
        };
        Self { frequency, seasons }
    }

    /// What each number that [`Self::push`] appends tells.
    pub(crate) fn names(&self) -> Vec<String> {
        let names: Vec<&str> = match self.frequency {
            Frequency::Seconds(step) => {
                let hour = (step < DAY).then_some("hour");
                let day = if step <= DAY { ["weekday", "day of the month"].as_slice() } else { &[] };
                let year = ["time of year"; 2];
                hour.into_iter().chain(day.iter().copied()).chain(year).collect()
            }
            Frequency::Months(months) => (months < 12).then_some("month").into_iter().collect(),
            Frequency::Steps(_) => {
                let place = |m: &usize| std::iter::repeat_n(format!("calendar: place in season of {m}"), 3);
                return self.seasons.iter().flat_map(place).collect();
            }
        };
        names.into_iter().map(|name| format!("calendar: {name}")).collect()
    }

    /// Appends the numbers of one period.
    pub(crate) fn push(&self, ds: i64, row: &mut Vec<f32>) {
        let date = || DateTime::from_timestamp(ds, 0).unwrap_or_default();
        match self.frequency {
            Frequency::Seconds(step) => {
                if step < DAY {
                    row.push(ds.rem_euclid(DAY) as f32 / 3600.0);
                }
                let date = date();
                if step <= DAY {
                    row.push(date.weekday().num_days_from_monday() as f32);
                    row.push(date.day() as f32);
                }
                wave(f64::from(date.ordinal0()) / 365.25, row);
            }
            Frequency::Months(months) => {
                if months < 12 {
                    row.push(date().month() as f32);
                }
            }
            Frequency::Steps(step) => {
                let number = ds.div_euclid(step.max(1));
                for m in &self.seasons {
                    let at = number.rem_euclid(*m as i64);
                    row.push(at as f32);
                    wave(at as f64 / *m as f64, row);
                }
            }
        }
    }
}

/// A place in a cycle, without a jump at its end.
fn wave(phase: f64, row: &mut Vec<f32>) {
    let (sin, cos) = (std::f64::consts::TAU * phase).sin_cos();
    row.extend([sin as f32, cos as f32]);
}
