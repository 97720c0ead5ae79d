//! The numbers of a forecast as a table: `unique_id`, `ds`, `<model>`, `<model>-lo-80`, `<model>-hi-80`, ….

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::Band;
use almanac_forecast::{Forecast, Frequency, Interval, SeriesForecast};
use almanac_ingest::Values;

use crate::{Error, Result};

/// The role of a forecast's file of numbers.
pub(crate) const NUMBERS: &str = "numbers";

type Table = Vec<(Column, Values)>;

const SECONDS_OF_A_DAY: i64 = 86_400;
const MICROSECONDS: i64 = 1_000_000;

/// A forecast as a table.
pub(crate) fn table(model: &str, time: ColumnType, frequency: Frequency, forecast: &Forecast) -> Table {
    let column = |name: String, kind| Column { name, kind };
    let (mut ids, mut ds, mut mean) = (Vec::new(), Vec::new(), Vec::new());
    let mut levels: Vec<u8> =
        forecast.series.iter().flat_map(|s| s.intervals.iter().map(|i| i.level)).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut bounds: Vec<[Vec<Option<f64>>; 2]> = vec![Default::default(); levels.len()];
    let some = |v: &f64| v.is_finite().then_some(*v);
    for series in &forecast.series {
        let h = series.mean.len();
        ids.extend(std::iter::repeat_n(Some(series.unique_id.clone()), h));
        ds.extend(frequency.grid(series.start, h));
        mean.extend(series.mean.iter().map(some));
        for (level, [lo, hi]) in levels.iter().zip(&mut bounds) {
            // A series without an interval of this level has empty cells.
            let interval = series.intervals.iter().find(|interval| interval.level == *level);
            let values = |of: fn(&Interval) -> &Vec<f64>| -> Vec<Option<f64>> {
                interval.map_or_else(|| vec![None; h], |interval| of(interval).iter().map(some).collect())
            };
            lo.extend(values(|interval| &interval.lo));
            hi.extend(values(|interval| &interval.hi));
        }
    }
    let mut table = vec![
        (column("unique_id".to_owned(), ColumnType::Text), Values::Text(ids)),
        (column("ds".to_owned(), time), times(&ds, time)),
        (column(model.to_owned(), ColumnType::Float), Values::Float(mean)),
    ];
    for (level, [lo, hi]) in levels.into_iter().zip(bounds) {
        table.push((column(format!("{model}-lo-{level}"), ColumnType::Float), Values::Float(lo)));
        table.push((column(format!("{model}-hi-{level}"), ColumnType::Float), Values::Float(hi)));
    }
    table
}

/// Values of `ds` in the type of the time column.
pub(crate) fn times(ds: &[i64], time: ColumnType) -> Values {
    let each = |convert: fn(i64) -> i64| ds.iter().map(|ds| Some(convert(*ds))).collect();
    match time {
        ColumnType::Date => Values::Date(each(|ds| ds.div_euclid(SECONDS_OF_A_DAY))),
        ColumnType::Timestamp => Values::Timestamp(each(|ds| ds * MICROSECONDS)),
        _ => Values::Integer(each(|ds| ds)),
    }
}

/// Values of `ds` as text.
pub(crate) fn texts(ds: &[i64], time: ColumnType) -> Vec<String> {
    let values = times(ds, time);
    (0..ds.len()).map(|row| values.text(row).unwrap_or_default()).collect()
}

/// Intervals as they are shown.
pub(crate) fn bands(intervals: Vec<Interval>) -> Vec<Band> {
    intervals.into_iter().map(|Interval { level, lo, hi }| Band { level, lo, hi }).collect()
}

/// The forecast of one series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct One {
    pub(crate) ds: Vec<String>,
    pub(crate) mean: Vec<f64>,
    pub(crate) bands: Vec<Band>,
}

impl One {
    /// As the engine has forecasts.
    pub(crate) fn forecast(&self, unique_id: &str) -> SeriesForecast {
        let interval = |band: &Band| Interval { level: band.level, lo: band.lo.clone(), hi: band.hi.clone() };
        SeriesForecast {
            unique_id: unique_id.to_owned(),
            start: 0,
            mean: self.mean.clone(),
            intervals: self.bands.iter().map(interval).collect(),
        }
    }
}

/// The table of one series.
///
/// # Errors
/// [`Error::NotFound`] if it has no rows.
pub(crate) fn one(table: &Table) -> Result<One> {
    let [_, (_, ds), (_, mean), bounds @ ..] = table.as_slice() else { return Err(damaged()) };
    if ds.is_empty() {
        return Err(Error::NotFound);
    }
    let numbers = |values: &Values| match values {
        Values::Float(v) => Ok(v.iter().map(|v| v.unwrap_or(f64::NAN)).collect::<Vec<f64>>()),
        _ => Err(damaged()),
    };
    let ds = (0..ds.len()).map(|row| ds.text(row).unwrap_or_default()).collect();
    let mut bands = Vec::new();
    for pair in bounds.chunks_exact(2) {
        let level = pair[0].0.name.rsplit('-').next().and_then(|level| level.parse().ok());
        let level = level.ok_or_else(damaged)?;
        bands.push(Band { level, lo: numbers(&pair[0].1)?, hi: numbers(&pair[1].1)? });
    }
    Ok(One { ds, mean: numbers(mean)?, bands })
}

fn damaged() -> Error {
    Error::internal("the file of a forecast is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(ids: &[&str]) -> Table {
        let series = |id: &str| SeriesForecast {
            unique_id: id.to_owned(),
            start: 86_400,
            mean: vec![1.0, 2.5],
            intervals: vec![Interval { level: 80, lo: vec![0.0, 1.0], hi: vec![2.0, 4.0] }],
        };
        let forecast = Forecast { series: ids.iter().map(|id| series(id)).collect() };
        table("Naive", ColumnType::Date, Frequency::Seconds(86_400), &forecast)
    }

    #[test]
    fn columns_are_those_of_statsforecast() {
        let names: Vec<_> = sample(&["a", "b"]).into_iter().map(|(column, _)| column.name).collect();
        assert_eq!(names, ["unique_id", "ds", "Naive", "Naive-lo-80", "Naive-hi-80"]);
    }

    #[test]
    fn a_series_comes_back_from_its_table() {
        let one = one(&sample(&["a"])).unwrap();
        assert_eq!(one.ds, ["1970-01-02", "1970-01-03"]);
        assert_eq!(one.mean, [1.0, 2.5]);
        assert_eq!(one.bands, [Band { level: 80, lo: vec![0.0, 1.0], hi: vec![2.0, 4.0] }]);
    }

    #[test]
    fn no_rows_are_no_series() {
        assert!(matches!(one(&sample(&[])), Err(Error::NotFound)));
    }
}
