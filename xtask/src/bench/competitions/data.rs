//! Series of forecasting competitions with their test parts, and how forecasts of them are scored.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

/// A series of a competition: the past, and what came after.
#[derive(Debug)]
pub struct Series {
    pub id: String,
    pub past: Vec<f64>,
    pub test: Vec<f64>,
}

/// The series of one frequency, which share horizon and season.
#[derive(Debug)]
pub struct Group {
    /// `yearly`, `quarterly` or `monthly`.
    pub frequency: String,
    pub season: usize,
    pub horizon: usize,
    pub series: Vec<Series>,
}

/// A series in the file: every value is a list.
#[derive(Deserialize)]
struct Row {
    period: Vec<String>,
    h: Vec<usize>,
    x: Vec<f64>,
    xx: Vec<f64>,
}

impl Group {
    /// Reads a file of the form of `m1_data.json`, series by name.
    pub fn read(path: &Path) -> Result<Vec<Self>> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let rows: BTreeMap<String, Row> = serde_json::from_str(&text)?;
        let mut groups: Vec<Self> = Vec::new();
        for (id, row) in rows {
            let frequency = row.period.first().with_context(|| format!("{id} has no period"))?.to_lowercase();
            let horizon = *row.h.first().with_context(|| format!("{id} has no horizon"))?;
            ensure!(row.xx.len() == horizon, "{id} has {} test values", row.xx.len());
            let series = Series { id, past: row.x, test: row.xx };
            let group = groups.iter_mut().find(|g| g.frequency == frequency && g.horizon == horizon);
            match group {
                Some(group) => group.series.push(series),
                None => groups.push(Self {
                    season: season(&frequency)?,
                    frequency,
                    horizon,
                    series: vec![series],
                }),
            }
        }
        groups.sort_by_key(|group| group.season);
        Ok(groups)
    }

    /// The past of all series as a long table.
    pub fn table(&self) -> Result<String> {
        let mut table = String::from("unique_id,ds,y\n");
        for series in &self.series {
            for (i, y) in series.past.iter().enumerate() {
                writeln!(table, "{},{},{y}", series.id, i + 1)?;
            }
        }
        Ok(table)
    }
}

fn season(frequency: &str) -> Result<usize> {
    Ok(match frequency {
        "yearly" => 1,
        "quarterly" => 4,
        "monthly" => 12,
        other => bail!("{other:?} is no frequency of a competition"),
    })
}

/// Forecasts of a group, by series.
#[derive(Debug, Default)]
pub struct Forecasts {
    pub mean: HashMap<String, Vec<f64>>,
    /// Lower and upper bounds of the intervals of 95 %.
    pub bounds: HashMap<String, Vec<(f64, f64)>>,
}

impl Forecasts {
    /// Reads the forecasts of the first model in a table: its column comes after `unique_id` and `ds`.
    pub fn read_first(text: &str) -> Result<Self> {
        let header = text.lines().next().unwrap_or_default();
        Self::read(text, header.split(',').nth(2).context("no model has a column")?)
    }

    /// Reads the columns `model`, `model-lo-95` and `model-hi-95` of a table with `unique_id`, ordered by time.
    pub fn read(text: &str, model: &str) -> Result<Self> {
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let at = |name: &str| header.iter().position(|found| *found == name);
        let id = at("unique_id").context("no column unique_id")?;
        let mean = at(model).with_context(|| format!("no column {model}"))?;
        let bounds = at(&format!("{model}-lo-95")).zip(at(&format!("{model}-hi-95")));
        let mut forecasts = Self::default();
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| -> Result<f64> {
                let cell = cells.get(at).copied().unwrap_or_default();
                if cell.is_empty() { Ok(f64::NAN) } else { Ok(cell.parse()?) }
            };
            let name = cells.get(id).copied().unwrap_or_default().to_owned();
            if let Some((lo, hi)) = bounds {
                forecasts.bounds.entry(name.clone()).or_default().push((number(lo)?, number(hi)?));
            }
            forecasts.mean.entry(name).or_default().push(number(mean)?);
        }
        Ok(forecasts)
    }
}

/// Sums over the series of groups.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores {
    mase: f64,
    series: f64,
    percentage: f64,
    covered: f64,
    periods: f64,
}

impl Scores {
    /// Adds forecasts of a group. A series whose past gives no scale has no MASE; an actual value of zero has no
    /// percentage error.
    pub fn add(&mut self, group: &Group, forecasts: &Forecasts) -> Result<()> {
        for series in &group.series {
            let mean =
                forecasts.mean.get(&series.id).with_context(|| format!("{} has no forecast", series.id))?;
            ensure!(mean.len() == series.test.len(), "{} has {} forecasts", series.id, mean.len());
            ensure!(mean.iter().all(|v| v.is_finite()), "a forecast of {} is not finite", series.id);
            let errors: Vec<f64> = series.test.iter().zip(mean).map(|(a, f)| (a - f).abs()).collect();
            let scale = scale(&series.past, group.season);
            if scale > 0.0 {
                self.mase += errors.iter().sum::<f64>() / errors.len() as f64 / scale;
                self.series += 1.0;
            }
            for (i, (error, actual)) in errors.iter().zip(&series.test).enumerate() {
                self.percentage += if *actual == 0.0 { 0.0 } else { 100.0 * error / actual.abs() };
                self.periods += 1.0;
                let bounds = forecasts.bounds.get(&series.id).and_then(|bounds| bounds.get(i));
                self.covered +=
                    f64::from(u8::from(bounds.is_some_and(|(lo, hi)| lo <= actual && actual <= hi)));
            }
        }
        Ok(())
    }

    /// Mean over series of the mean absolute scaled error.
    pub fn mase(self) -> f64 {
        self.mase / self.series
    }

    /// Mean absolute percentage error over all periods of all series.
    pub fn mape(self) -> f64 {
        self.percentage / self.periods
    }

    /// The share of periods within the intervals of 95 %.
    pub fn coverage(self) -> f64 {
        self.covered / self.periods
    }
}

/// Mean absolute change over a season (over one period, where there is no more than a season).
fn scale(past: &[f64], season: usize) -> f64 {
    let lag = if past.len() > season { season } else { 1 };
    let changes: Vec<f64> = past.iter().skip(lag).zip(past).map(|(now, then)| (now - then).abs()).collect();
    changes.iter().sum::<f64>() / changes.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Group {
        let series = Series { id: "a".to_owned(), past: vec![1.0, 3.0, 2.0], test: vec![4.0, 2.0] };
        Group { frequency: "yearly".to_owned(), season: 1, horizon: 2, series: vec![series] }
    }

    #[test]
    fn scores_are_those_of_the_definitions() {
        let table = "unique_id,ds,X,X-lo-95,X-hi-95\na,4,3,2,5\na,5,2.5,2.1,3\n";
        let mut scores = Scores::default();
        scores.add(&group(), &Forecasts::read_first(table).unwrap()).unwrap();
        // The scale is (2 + 1) / 2, the errors are 1 and 0.5.
        assert!((scores.mase() - 0.5).abs() < 1e-12);
        assert!((scores.mape() - 25.0).abs() < 1e-12);
        assert!((scores.coverage() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn missing_forecast_is_an_error_and_not_a_zero() {
        let mut scores = Scores::default();
        assert!(scores.add(&group(), &Forecasts::read("unique_id,ds,X\nb,4,3\n", "X").unwrap()).is_err());
        assert!(scores.add(&group(), &Forecasts::read("unique_id,ds,X\na,4,3\n", "X").unwrap()).is_err());
        assert!(
            scores.add(&group(), &Forecasts::read("unique_id,ds,X\na,4,3\na,5,\n", "X").unwrap()).is_err()
        );
    }
}
