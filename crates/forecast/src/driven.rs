//! Methods that look at one series at a time and may use drivers, behind the trait all models share.

use crate::columns::Columns;
use crate::fallback::Fallback;
use crate::local::{Gaussian, Local, Task, z};
use crate::parallel::Cancel;
use crate::{
    Capabilities, Config, Error, Features, Fitted, Forecast, Frequency, Future, Interval, Model, Observer,
    Panel, Result, SeriesForecast, impute, parallel,
};

/// What is known of one series up to its end.
pub(crate) struct Past<'a> {
    /// The values, without missing ones; at least as many as the method's minimum.
    pub(crate) y: &'a [f64],
    /// `ds` of the first value.
    pub(crate) start: i64,
    /// The distance between two values.
    pub(crate) frequency: Frequency,
    /// The season lengths, shortest first.
    pub(crate) seasons: &'a [usize],
    /// The drivers known in advance as numbers, one column each, as long as `y`; all finite. A categorical one
    /// is an indicator column for each level but the first. Empty for a method that uses none.
    pub(crate) x: &'a [Vec<f64>],
    /// The horizon it will be asked for, at most.
    pub(crate) h: usize,
    /// Asks whether to stop.
    pub(crate) cancel: &'a Cancel,
}

/// What is known of the periods to be forecast.
pub(crate) struct Ahead<'a> {
    /// `ds` of the first period.
    pub(crate) start: i64,
    /// The distance between two periods.
    pub(crate) frequency: Frequency,
    /// How many periods.
    pub(crate) h: usize,
    /// The columns of [`Past::x`], `h` values each.
    pub(crate) x: &'a [Vec<f64>],
}

impl Past<'_> {
    /// `ds` of each value. Calendar arithmetic takes its time, so only methods that need it ask.
    pub(crate) fn times(&self) -> Vec<i64> {
        self.frequency.grid(self.start, self.y.len())
    }
}

impl Ahead<'_> {
    /// `ds` of each period.
    pub(crate) fn times(&self) -> Vec<i64> {
        self.frequency.grid(self.start, self.h)
    }
}

/// A method for one series, on plain numbers, that may use drivers. A [`Local`] method is one that uses none.
pub(crate) trait Driven: Send + Sync {
    /// See [`Model::name`].
    fn name(&self) -> &'static str;
    /// See [`Model::min_length`].
    fn min_length(&self, season: usize) -> usize;
    /// Whether it uses drivers.
    fn uses_drivers(&self) -> bool;
    /// See [`Model::suits`].
    fn suits(&self, _features: &Features) -> bool {
        true
    }
    /// Whether it has a model of its errors.
    fn gives_intervals(&self) -> bool {
        true
    }
    /// Fits to one series.
    fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>>;
}

/// A [`Driven`] method fitted to one series.
pub(crate) trait DrivenFit: Send + Sync {
    /// Forecasts the periods after the end.
    fn forecast(&self, ahead: &Ahead<'_>) -> Result<Gaussian>;
}

impl<L: Local> Driven for L {
    fn name(&self) -> &'static str {
        Local::name(self)
    }

    fn min_length(&self, season: usize) -> usize {
        Local::min_length(self, season)
    }

    fn uses_drivers(&self) -> bool {
        false
    }

    fn suits(&self, features: &Features) -> bool {
        Local::suits(self, features)
    }

    fn gives_intervals(&self) -> bool {
        Local::gives_intervals(self)
    }

    fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>> {
        let task = Task { y: past.y, seasons: past.seasons, h: past.h, cancel: past.cancel };
        Ok(Box::new(self.forecast(&task)?))
    }
}

/// A forecast that was made when the method was fitted.
impl DrivenFit for Gaussian {
    fn forecast(&self, ahead: &Ahead<'_>) -> Result<Gaussian> {
        let mut forecast = self.clone();
        forecast.mean.truncate(ahead.h);
        forecast.sd.truncate(ahead.h);
        Ok(forecast)
    }
}

impl<D: Driven> Model for D {
    fn name(&self) -> &str {
        Driven::name(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            drivers: self.uses_drivers(),
            global: false,
            browser: false,
            intervals: self.gives_intervals(),
            neural: false,
        }
    }

    fn min_length(&self, season: usize, _h: usize) -> usize {
        Driven::min_length(self, season)
    }

    fn suits(&self, features: &Features) -> bool {
        Driven::suits(self, features)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let columns = if self.uses_drivers() { Columns::of(panel)? } else { Columns::default() };
        let series = parallel::map(panel.series.len(), observer, |i, cancel| {
            fit_one(self, panel, &columns, i, config.h, cancel)
        })?;
        Ok(Box::new(PerSeries {
            h: config.h,
            levels: config.levels.iter().map(|level| (*level, z(*level))).collect(),
            frequency: panel.frequency,
            fallbacks: (0..series.len()).filter(|i| series[*i].fell_back).collect(),
            columns,
            series,
        }))
    }
}

/// One series of a fitted panel.
struct One {
    unique_id: String,
    /// `ds` of the first period after the end.
    start: i64,
    /// The last value of each column.
    last: Vec<f64>,
    fit: Box<dyn DrivenFit>,
    fell_back: bool,
}

fn fit_one<D: Driven>(
    method: &D,
    panel: &Panel,
    columns: &Columns,
    i: usize,
    h: usize,
    cancel: &Cancel,
) -> Result<One> {
    let series = &panel.series[i];
    let y = impute(&series.y, panel.season());
    let needed = Driven::min_length(method, panel.season());
    if y.len() < needed {
        let unique_id = series.unique_id.clone();
        return Err(Error::TooShort { unique_id, model: Driven::name(method), length: y.len(), needed });
    }
    let skipped = series.y.len() - y.len();
    let x = columns.past(series, skipped);
    let last: Vec<f64> = x.iter().filter_map(|column| column.last().copied()).collect();
    let frequency = panel.frequency;
    let start = frequency.advance(series.start, series.y.len() as i64);
    let first = frequency.advance(series.start, skipped as i64);
    let past = Past { y: &y, start: first, frequency, seasons: &panel.seasons, x: &x, h, cancel };
    // A forecast with the drivers as they were last shows now what would fail later.
    let trial = |fit: Box<dyn DrivenFit>| {
        let x: Vec<Vec<f64>> = last.iter().map(|value| vec![*value; h]).collect();
        let forecast = fit.forecast(&Ahead { start, frequency, h, x: &x })?;
        if forecast.mean.iter().chain(&forecast.sd).any(|v| !v.is_finite()) {
            return Err(Error::Numeric("the forecast is not finite".into()));
        }
        Ok(fit)
    };
    let (fit, fell_back) = match method.fit(&past).and_then(trial) {
        Err(Error::Numeric(_)) => (Driven::fit(&Fallback, &past)?, true),
        fit => (fit?, false),
    };
    Ok(One { unique_id: series.unique_id.clone(), start, last, fit, fell_back })
}

/// A panel whose series are fitted one by one.
struct PerSeries {
    h: usize,
    /// Interval levels with their quantiles of the standard normal distribution.
    levels: Vec<(u8, f64)>,
    frequency: Frequency,
    columns: Columns,
    series: Vec<One>,
    fallbacks: Vec<usize>,
}

impl PerSeries {
    fn forecast(&self, one: &One, x: &[Vec<f64>], h: usize) -> Result<SeriesForecast> {
        let ahead = Ahead { start: one.start, frequency: self.frequency, h, x };
        let Gaussian { mean, sd } = one.fit.forecast(&ahead)?;
        let interval = |(level, z): &(u8, f64)| Interval {
            level: *level,
            lo: mean.iter().zip(&sd).map(|(m, s)| m - z * s).collect(),
            hi: mean.iter().zip(&sd).map(|(m, s)| m + z * s).collect(),
        };
        let intervals = if sd.is_empty() { Vec::new() } else { self.levels.iter().map(interval).collect() };
        Ok(SeriesForecast { unique_id: one.unique_id.clone(), start: one.start, mean, intervals })
    }
}

impl Fitted for PerSeries {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        future.check(self.h, self.series.len(), !self.columns.is_empty())?;
        let forecast = |(i, one): (usize, &One)| {
            let x = match future.series.get(i) {
                Some(given) if !self.columns.is_empty() => {
                    self.columns.future(given, &one.unique_id, &one.last, future.h)?
                }
                _ => Vec::new(),
            };
            self.forecast(one, &x, future.h)
        };
        Ok(Forecast { series: self.series.iter().enumerate().map(forecast).collect::<Result<_>>()? })
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Driver, DriverKind, DriverValues, FutureSeries, Series, Silent};

    /// The first column, times ten.
    #[derive(Debug)]
    struct TenTimes;

    impl Driven for TenTimes {
        fn name(&self) -> &'static str {
            "TenTimes"
        }

        fn min_length(&self, _season: usize) -> usize {
            1
        }

        fn uses_drivers(&self) -> bool {
            true
        }

        fn fit(&self, past: &Past<'_>) -> Result<Box<dyn DrivenFit>> {
            assert!(past.x.iter().all(|column| column.len() == past.y.len()));
            assert_eq!(past.times(), [1, 2], "the first period has no value");
            Ok(Box::new(Self))
        }
    }

    impl DrivenFit for TenTimes {
        fn forecast(&self, ahead: &Ahead<'_>) -> Result<Gaussian> {
            let mean: Vec<f64> = ahead.x[0].iter().map(|v| 10.0 * v).collect();
            Ok(Gaussian { sd: vec![1.0; mean.len()], mean })
        }
    }

    fn panel(driver: Vec<f64>) -> Panel {
        let y = (0..driver.len()).map(|t| if t == 0 { f64::NAN } else { t as f64 }).collect();
        Panel {
            frequency: Frequency::Steps(1),
            seasons: vec![1],
            drivers: vec![Driver {
                name: "price".into(),
                kind: DriverKind::Futr,
                values: DriverValues::Numeric,
            }],
            series: vec![Series { unique_id: "a".into(), start: 0, y, drivers: vec![driver] }],
        }
    }

    fn config() -> Config {
        Config { h: 2, levels: vec![80], seed: 1, ..Config::default() }
    }

    fn future(unique_id: &str, drivers: Vec<Vec<f64>>) -> Future {
        Future { h: 2, series: vec![FutureSeries { unique_id: unique_id.into(), drivers }] }
    }

    #[test]
    fn future_values_of_the_drivers_reach_the_method() {
        let fitted = Model::fit(&TenTimes, &panel(vec![1.0, 2.0, 3.0]), &config(), &mut Silent).unwrap();
        let forecast = fitted.predict(&future("a", vec![vec![4.0, f64::NAN]])).unwrap();
        assert_eq!(forecast.series[0].mean, [40.0, 40.0]);
        assert_eq!(forecast.series[0].start, 3);
        assert!(forecast.series[0].intervals[0].lo[0] < 40.0);
    }

    #[test]
    fn a_future_of_another_shape_is_refused_by_name() {
        let fitted = Model::fit(&TenTimes, &panel(vec![1.0, 2.0, 3.0]), &config(), &mut Silent).unwrap();
        let refused = |future: &Future| fitted.predict(future).unwrap_err().to_string();
        assert!(refused(&Future { h: 2, series: Vec::new() }).contains("0 series"));
        assert!(refused(&future("b", vec![vec![4.0, 5.0]])).contains("\"b\""));
        assert!(refused(&future("a", vec![vec![4.0]])).contains("price"));
        assert!(refused(&future("a", Vec::new())).contains("1 driver"));
        assert!(refused(&Future { h: 3, series: Vec::new() }).contains("2 periods"));
    }

    #[test]
    fn a_series_whose_numbers_fail_is_forecast_naively_and_named() {
        let fitted = Model::fit(&TenTimes, &panel(vec![1.0, 2.0, f64::MAX]), &config(), &mut Silent).unwrap();
        assert_eq!(fitted.fallbacks(), [0]);
        let forecast = fitted.predict(&future("a", vec![vec![4.0, 5.0]])).unwrap();
        assert_eq!(forecast.series[0].mean, [2.0, 2.0]);
    }
}
