//! What a tree can ask about a period that is to be forecast from an origin.

use super::calendar::Calendar;
use super::past::Past;
use crate::{DriverKind, DriverValues, Frequency, Panel};

/// The last values before the origin that are features.
const LAGS: usize = 4;
/// For each season the values at the target's place in it that are features.
const SEASONS: usize = 4;
/// Of the longest season, for the spread.
const SPREAD_SEASONS: usize = 4;
/// A driver is averaged over so many periods at most.
const DRIVER_WINDOW: usize = 24;

/// The layout of a row.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    frequency: Frequency,
    calendar: Calendar,
    /// Season lengths above 1, shortest first.
    seasons: Vec<usize>,
    /// Lengths of rolling means and deviations.
    windows: Vec<usize>,
    /// Drivers known in advance, and whether they are numbers.
    known: Vec<(usize, bool)>,
    /// Drivers known only afterwards.
    lagged: Vec<usize>,
}

/// How a value becomes the target of a row: less `base`, over `spread`. A tree cannot say more than it has seen, but so
/// it follows a level that has never been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) base: f64,
    /// Above 0.
    pub(crate) spread: f64,
}

/// A target `ahead` periods after the first unknown one, `origin`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) origin: usize,
    pub(crate) ahead: usize,
}

impl Place {
    /// The target's period.
    pub(crate) fn target(self) -> usize {
        self.origin + self.ahead
    }

    /// The period `back` seasons before the last known one at the target's place in a season of length `m`.
    fn same(self, m: usize, back: usize) -> Option<usize> {
        self.target().checked_sub(m * (self.ahead / m + 1 + back))
    }
}

impl Layout {
    pub(crate) fn new(panel: &Panel) -> Self {
        let seasons: Vec<usize> = panel.seasons.iter().copied().filter(|m| *m > 1).collect();
        let mut windows: Vec<usize> = seasons.iter().flat_map(|m| [*m, 4 * m]).collect();
        if windows.is_empty() {
            windows = vec![3, 6];
        }
        windows.sort_unstable();
        windows.dedup();
        let changes = |i: &usize| {
            let driver = &panel.drivers[*i];
            driver.values == DriverValues::Numeric && driver.kind != DriverKind::Static
        };
        let lagged = |i: &usize| panel.drivers[*i].kind == DriverKind::Hist;
        Self {
            frequency: panel.frequency,
            calendar: Calendar::new(panel.frequency, &panel.seasons),
            seasons,
            windows,
            known: panel.known().map(|i| (i, changes(&i))).collect(),
            lagged: (0..panel.drivers.len()).filter(lagged).collect(),
        }
    }

    /// Appends the row of one target: values as distances from the base in spreads, then what has no unit of the
    /// target.
    pub(crate) fn push(&self, past: &Past, place: Place, row: &mut Vec<f32>) -> Scale {
        let t = place.origin;
        let scale = self.scale(past, t);
        let mut put =
            |v: Option<f64>| row.push(v.map_or(f32::NAN, |v| ((v - scale.base) / scale.spread) as f32));
        let at = |i: Option<usize>| i.and_then(|i| past.y[..t].get(i)).copied();
        (1..=LAGS).for_each(|lag| put(at(t.checked_sub(lag))));
        for m in &self.seasons {
            (0..SEASONS).for_each(|back| put(at(place.same(*m, back))));
            put(at(place.same(*m, 0).and_then(|i| i.checked_sub(1))));
            put(at(place.same(*m, 0).map(|i| i + 1)));
            put(seasonal_mean(past, place, *m, 4));
            put(seasonal_mean(past, place, *m, 8));
        }
        for w in &self.windows {
            put((t >= *w).then(|| past.mean(t, *w)));
            put((t >= 2 * w).then(|| past.mean(t - w, *w)));
        }
        for w in &self.windows {
            row.push(if t >= *w { (past.deviation(t, *w) / scale.spread) as f32 } else { f32::NAN });
        }
        row.push(place.ahead as f32);
        row.push((scale.base / scale.spread) as f32);
        self.calendar.push(self.frequency.advance(past.start, place.target() as i64), row);
        self.push_drivers(past, place, row);
        scale
    }

    /// What each feature that [`Self::push`] appends tells, in few names: each driver has its own.
    pub(crate) fn names(&self, drivers: &[String]) -> Vec<String> {
        let mut names = vec!["past: last values".to_owned(); LAGS];
        for m in &self.seasons {
            names.extend(std::iter::repeat_n(format!("past: season of {m}"), SEASONS + 4));
        }
        names.extend(std::iter::repeat_n("past: level and spread".to_owned(), 3 * self.windows.len()));
        names.extend(["horizon: periods ahead".to_owned(), "past: level and spread".to_owned()]);
        names.extend(self.calendar.names());
        let driver = |driver: usize, n: usize| std::iter::repeat_n(drivers[driver].clone(), n);
        names.extend(self.known.iter().flat_map(|(d, is_number)| driver(*d, if *is_number { 6 } else { 1 })));
        names.extend(self.lagged.iter().flat_map(|d| driver(*d, 2)));
        names
    }

    fn push_drivers(&self, past: &Past, place: Place, row: &mut Vec<f32>) {
        let long = self.seasons.last().copied().unwrap_or(1);
        let j = place.target();
        for (driver, is_number) in &self.known {
            let values = &past.drivers[*driver];
            let value = |i: Option<usize>| i.and_then(|i| values.get(i)).copied().unwrap_or(f32::NAN);
            let now = value(Some(j));
            row.push(now);
            if *is_number {
                row.push(now - value(place.same(self.season(), 0)));
                row.push(now - value(place.same(long, 0)));
                row.push(value(j.checked_sub(1)));
                row.push(value(j.checked_sub(2)));
                row.push(mean(values, j, self.season().clamp(2, DRIVER_WINDOW)));
            }
        }
        for driver in &self.lagged {
            let values = &past.drivers[*driver];
            let last = place.origin.checked_sub(1);
            row.push(last.and_then(|i| values.get(i)).copied().unwrap_or(f32::NAN));
            row.push(last.map_or(f32::NAN, |i| mean(values, i, self.season().clamp(2, DRIVER_WINDOW))));
        }
    }

    /// The shortest season.
    fn season(&self) -> usize {
        self.seasons.first().copied().unwrap_or(1)
    }

    fn scale(&self, past: &Past, origin: usize) -> Scale {
        let long = self.seasons.last().copied().unwrap_or(1);
        Scale { base: past.mean(origin, self.season()), spread: past.spread(origin, SPREAD_SEASONS * long) }
    }
}

/// The mean of the last `n` values at the target's place in the season.
fn seasonal_mean(past: &Past, place: Place, m: usize, n: usize) -> Option<f64> {
    let values = (0..n).map_while(|back| place.same(m, back)).map(|i| past.y[i]);
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// The mean of the `n` values up to and with the one at `end`; missing if one of them is.
fn mean(values: &[f32], end: usize, n: usize) -> f32 {
    let from = (end + 1).saturating_sub(n);
    values.get(from..=end).map_or(f32::NAN, |part| part.iter().sum::<f32>() / part.len() as f32)
}
