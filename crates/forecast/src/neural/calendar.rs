//! Calendar features of `ds`: sines and cosines of the time of day, the weekday and the time of year.
//! What else matters (holidays, working days) is a driver.

use chrono::{DateTime, Datelike};

use crate::Frequency;

const DAY: i64 = 86_400;

/// A cycle and how many harmonics of it are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cycle {
    Day,
    Week,
    Year,
    /// A season of this many steps, for series without calendar.
    Steps(i64),
}

/// The cycles that a frequency can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    cycles: Vec<(Cycle, usize)>,
    step: i64,
}

impl Calendar {
    pub(crate) fn new(frequency: Frequency, seasons: &[usize]) -> Self {
        let mut cycles = Vec::new();
        let mut step = 1;
        match frequency {
            Frequency::Seconds(s) => {
                if s < DAY {
                    cycles.push((Cycle::Day, harmonics(DAY / s.max(1), 4)));
                }
                if s <= DAY {
                    cycles.push((Cycle::Week, 3));
                }
                // More harmonics let the network learn single dates by heart where there are few years.
                cycles.push((Cycle::Year, 1));
            }
            Frequency::Months(months) => {
                cycles.push((Cycle::Year, harmonics(12 / i64::from(months.max(1)), 4)));
            }
            Frequency::Steps(s) => {
                step = s.max(1);
                cycles.extend(seasons.iter().filter(|m| **m > 1).take(3).map(|m| {
                    let m = *m as i64;
                    (Cycle::Steps(m), harmonics(m, 3))
                }));
            }
        }
        cycles.retain(|(_, harmonics)| *harmonics > 0);
        Self { cycles, step }
    }

    /// How many features a period has.
    pub(crate) fn width(&self) -> usize {
        self.cycles.iter().map(|(_, harmonics)| 2 * harmonics).sum()
    }

    /// What each cycle is called, and how many features it has.
    #[cfg(feature = "train")]
    pub(crate) fn cycles(&self) -> impl Iterator<Item = (String, usize)> + '_ {
        let name = |cycle: &Cycle| match cycle {
            Cycle::Day => "time of day".to_owned(),
            Cycle::Week => "weekday".to_owned(),
            Cycle::Year => "time of year".to_owned(),
            Cycle::Steps(m) => format!("season of {m}"),
        };
        self.cycles.iter().map(move |(cycle, harmonics)| (name(cycle), 2 * harmonics))
    }

    /// Appends the features of one period.
    pub(crate) fn push(&self, ds: i64, row: &mut Vec<f32>) {
        for (cycle, harmonics) in &self.cycles {
            let phase = match cycle {
                Cycle::Day => ds.rem_euclid(DAY) as f64 / DAY as f64,
                Cycle::Week => ds.div_euclid(DAY).rem_euclid(7) as f64 / 7.0,
                Cycle::Year => {
                    DateTime::from_timestamp(ds, 0).map_or(0.0, |t| f64::from(t.ordinal0()) / 365.25)
                }
                Cycle::Steps(m) => ds.div_euclid(self.step).rem_euclid(*m) as f64 / *m as f64,
            };
            for k in 1..=*harmonics {
                let (sin, cos) = (std::f64::consts::TAU * k as f64 * phase).sin_cos();
                row.push(sin as f32);
                row.push(cos as f32);
            }
        }
    }
}

/// As many harmonics as `periods` a cycle can show, `most` at most.
fn harmonics(periods: i64, most: i64) -> usize {
    (periods / 2).clamp(0, most) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(calendar: &Calendar, ds: i64) -> Vec<f32> {
        let mut row = Vec::new();
        calendar.push(ds, &mut row);
        row
    }

    #[test]
    fn hours_repeat_after_a_week_but_for_the_time_of_year() {
        let calendar = Calendar::new(Frequency::Seconds(3600), &[24, 168]);
        let (now, later) = (row(&calendar, 1_300_000_000), row(&calendar, 1_300_000_000 + 7 * DAY));
        assert_eq!(calendar.width(), 16);
        assert_eq!(now[..14], later[..14]);
        assert_ne!(now[14..], later[14..]);
    }

    #[test]
    fn each_kind_of_grid_has_the_cycles_it_can_show() {
        let width = |frequency, seasons: &[usize]| Calendar::new(frequency, seasons).width();
        assert_eq!(width(Frequency::Seconds(DAY), &[7]), 8);
        assert_eq!(width(Frequency::Months(1), &[12]), 8);
        assert_eq!(width(Frequency::Months(3), &[4]), 4);
        assert_eq!(width(Frequency::Months(12), &[1]), 0);
        assert_eq!(width(Frequency::Steps(1), &[1]), 0);
        assert_eq!(width(Frequency::Steps(1), &[7]), 6);
    }
}
