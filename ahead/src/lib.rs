//! The zero-shot model for the browser: continues a line of a chart, without training and without the server.
//!
//! `charts/ahead.js` loads the module when a chart asks for it. The binding only translates types at the border.

mod binding;

use almanac_forecast::frame::{Ds, Frame, FrameOptions};
use almanac_forecast::{Config, Error, Future, Model, Result, Silent, ZeroShot};

pub use binding::continued;

/// What a line's horizontal axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    /// Milliseconds since 1970-01-01 UTC, as JavaScript counts time.
    Milliseconds,
    /// Integer steps.
    Steps,
}

impl Along {
    /// How many of its units are one of the forecast's.
    const fn unit(self) -> f64 {
        match self {
            Self::Milliseconds => 1_000.0,
            Self::Steps => 1.0,
        }
    }

    fn ds(self, places: &[f64]) -> Result<Ds> {
        let whole = |(row, place): (usize, &f64)| {
            let place = place / self.unit();
            let fits = place.is_finite()
                && place.abs() < 1e15
                && (self == Self::Milliseconds || place.fract() == 0.0);
            if fits {
                Ok(place.floor() as i64)
            } else {
                Err(Error::Invalid(format!("row {} has no place on the axis", row + 1)))
            }
        };
        let values = places.iter().enumerate().map(whole).collect::<Result<Vec<i64>>>()?;
        Ok(match self {
            Self::Milliseconds => Ds::Timestamps(values),
            Self::Steps => Ds::Steps(values),
        })
    }
}

/// A line of a chart: its points in order of their places.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// What it is called in messages.
    pub name: &'a str,
    /// What the places are.
    pub along: Along,
    /// Where the points are along the horizontal axis.
    pub places: &'a [f64],
    /// Their values; NaN where missing.
    pub values: &'a [f64],
}

/// The `h` periods after the last known value of a line: their places on the axis, then the point forecasts, then the
/// lower bounds of the interval of `level` percent, then the upper ones; `4 h` numbers.
///
/// # Errors
/// [`Error::Invalid`], which names line and row: places and values of unequal number, places twice or off a regular
/// grid, no value at all.
pub fn forecast(line: Line<'_>, h: usize, level: u8) -> Result<Vec<f64>> {
    let Line { name, along, places, values } = line;
    let rows = values.iter().rposition(|value| value.is_finite()).map_or(0, |last| last + 1);
    if places.len() != values.len() || rows == 0 {
        let message =
            format!("line {name:?} has {} places and {rows} values to its last known one", places.len());
        return Err(Error::Invalid(message));
    }
    let y = values[..rows].iter().map(|value| if value.is_finite() { *value } else { f64::NAN }).collect();
    let frame = Frame {
        ids: Some(vec![name.to_owned(); rows]),
        ds: along.ds(&places[..rows])?,
        y,
        drivers: Vec::new(),
    };
    let (panel, _) = frame.into_panel(&FrameOptions::default())?;
    let config = Config { h, levels: vec![level], seed: 1, ..Config::default() };
    let made = ZeroShot.fit(&panel, &config, &mut Silent)?.predict(&Future { h, series: Vec::new() })?;
    let none = || Error::Numeric(format!("line {name:?} has no forecast"));
    let made = made.series.into_iter().next().ok_or_else(none)?;
    let interval = made.intervals.into_iter().next().ok_or_else(none)?;
    let places = panel.frequency.grid(made.start, h).into_iter().map(|place| place as f64 * along.unit());
    Ok(places.chain(made.mean).chain(interval.lo).chain(interval.hi).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: f64 = 86_400_000.0;

    /// Days from 2024-01-01 on, with a weekly season.
    fn days(n: usize) -> (Vec<f64>, Vec<f64>) {
        let value = |t: usize| 100.0 + [0.0, 5.0, 9.0, 12.0, 9.0, -20.0, -25.0][t % 7];
        (0..n).map(|t| (1_704_067_200_000.0 + t as f64 * DAY, value(t))).unzip()
    }

    fn line(along: Along, (places, values): &(Vec<f64>, Vec<f64>)) -> Line<'_> {
        Line { name: "sales", along, places, values }
    }

    #[test]
    fn days_go_on_with_their_week() {
        let (past, all) = (days(70), days(84));
        let made = forecast(line(Along::Milliseconds, &past), 14, 80).unwrap();
        let [places, mean, lo, hi] = [0, 1, 2, 3].map(|part| &made[14 * part..14 * (part + 1)]);
        assert_eq!(places, &all.0[70..]);
        for t in 0..14 {
            assert!((mean[t] - all.1[70 + t]).abs() < 3.0, "day {t}: {} for {}", mean[t], all.1[70 + t]);
            assert!(lo[t] <= mean[t] && mean[t] <= hi[t]);
        }
    }

    #[test]
    fn a_forecast_begins_after_the_last_known_value() {
        let mut past = days(70);
        past.1[3] = f64::NAN;
        past.1[68..].fill(f64::NAN);
        let made = forecast(line(Along::Milliseconds, &past), 2, 80).unwrap();
        assert_eq!(made[..2], past.0[68..]);
    }

    #[test]
    fn steps_are_counted_on() {
        let past = ((10..40).map(|t| f64::from(t) * 2.0).collect(), (0..30).map(f64::from).collect());
        let made = forecast(line(Along::Steps, &past), 3, 80).unwrap();
        assert_eq!(made[..3], [80.0, 82.0, 84.0]);
    }

    #[test]
    fn what_cannot_be_continued_is_named() {
        let message =
            |along, past: &(Vec<f64>, Vec<f64>)| forecast(line(along, past), 3, 80).unwrap_err().to_string();
        let mut twice = days(20);
        twice.0[7] = twice.0[6];
        let text = message(Along::Milliseconds, &twice);
        assert!(text.contains("sales") && text.contains('7'), "{text}");
        assert!(message(Along::Milliseconds, &(vec![1.0, 2.0], vec![f64::NAN; 2])).contains("sales"));
        assert!(message(Along::Steps, &(vec![1.0, 2.5], vec![1.0; 2])).contains("row 2"));
    }
}
