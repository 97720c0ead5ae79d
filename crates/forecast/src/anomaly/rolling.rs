//! Anomalies by rolling forecasts: what a model fitted to the past would have said, and what happened.
//!
//! A value far from its forecast counts in what later fits see only as far as two standard deviations from it (Gelper,
//! Fried and Croux 2010, "Robust forecasting with exponential and Holt-Winters smoothing", Journal of Forecasting 29): one event does not make the forecasts after it wrong, and a lasting change is learned step by step.

use super::deviation::{Deviations, NORMAL};
use super::{NotJudged, Options, SeriesAnomalies, Spread, View, blank, cannot_judge, episode, fill, options};
use crate::{
    Config, Error, Event, Fitted, Flow, Future, FutureSeries, Model, Observer, Panel, Result, Series,
    SeriesForecast, fallback,
};

/// The most fits, unless the horizon is given.
const FITS: usize = 200;
/// A spread comes from at least so many errors.
const ENOUGH: usize = 20;
/// The spread of all steps counts as much as so many errors of one step.
const SHRINK: f64 = 10.0;
/// So many standard deviations of an error are learned.
const LEARNED: f64 = 2.0;
/// The level of the intervals asked from the model, and its quantile of the standard normal distribution.
const LEVEL: (u8, f64) = (95, 1.959_963_984_540_054);

/// The model that suits a panel without further thought.
pub(super) fn usual_model(panel: &Panel) -> &'static str {
    if panel.seasons.len() > 1 || panel.season() > 24 { "MFLES" } else { "AutoETS" }
}

/// One series on its way.
struct Track {
    /// What the fits see.
    y: Vec<f64>,
    /// Where its first forecast begins, and how many of its windows come after.
    first: usize,
    past: Past,
    expected: Vec<f64>,
    /// Above and below may differ.
    spread: (Vec<f64>, Vec<f64>),
    single: Vec<f64>,
    judged: bool,
}

/// The sizes of the errors so far, sorted.
struct Past {
    all: Vec<f64>,
    steps: Vec<Vec<f64>>,
}

impl Past {
    fn add(&mut self, step: usize, error: f64) {
        for sizes in [&mut self.all, &mut self.steps[step]] {
            let at = sizes.partition_point(|v| *v < error.abs());
            sizes.insert(at, error.abs());
        }
    }

    /// The robust standard deviation of the errors at a step, drawn to that of all; `None` without enough errors.
    fn spread(&self, step: usize) -> Option<f64> {
        let robust = |sizes: &[f64]| match sizes.len() {
            0 => 0.0,
            n => NORMAL * f64::midpoint(sizes[(n - 1) / 2], sizes[n / 2]),
        };
        let mut all = robust(&self.all);
        if all <= 0.0 {
            all = self.all.iter().sum::<f64>() / self.all.len().max(1) as f64;
        }
        let one = &self.steps[step];
        let count = one.len() as f64;
        let drawn = ((count * robust(one).powi(2) + SHRINK * all * all) / (count + SHRINK)).sqrt();
        (self.all.len() >= ENOUGH && drawn > 0.0).then_some(drawn)
    }
}

/// Tells how far all fits together are.
struct Overall<'a> {
    observer: &'a mut dyn Observer,
    done: usize,
    of: usize,
}

impl Observer for Overall<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        let within = if let Event::Progress { fraction } = event { *fraction } else { 0.0 };
        let fraction = (self.done as f64 + within) / self.of.max(1) as f64;
        self.observer.on(&Event::Progress { fraction: fraction.min(1.0) })
    }
}

pub(super) fn detect(
    model: &dyn Model,
    panel: &Panel,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Vec<SeriesAnomalies>> {
    let h = horizon(panel, options);
    let mut tracks: Vec<Track> =
        panel.series.iter().map(|series| Track::new(series, panel, model, h)).collect();
    let windows = tracks.iter().filter(|t| t.judged).map(|t| (t.y.len() - t.first) / h).max().unwrap_or(0);
    let config = Config { h, levels: vec![LEVEL.0], seed: options.seed, ..Config::default() };
    let mut overall = Overall { observer, done: 0, of: windows };
    let mut last: Option<(Vec<usize>, Box<dyn Fitted>)> = None;
    for left in (1..=windows).rev() {
        let members: Vec<usize> = (0..tracks.len())
            .filter(|i| tracks[*i].judged && tracks[*i].y.len() >= tracks[*i].first + left * h)
            .collect();
        let (part, future) = before(panel, &tracks, &members, left * h, h);
        let rolled = last.take().filter(|(same, _)| *same == members).and_then(|(_, f)| f.update(&part));
        let fitted = match rolled {
            Some(fitted) => fitted,
            None => fallback::fit(model, &part, &config, &mut overall),
        };
        let forecast = fitted.and_then(|fitted| Ok((fitted.predict(&future)?, fitted)));
        match forecast {
            Ok((forecast, fitted)) => {
                for (i, one) in members.iter().zip(&forecast.series) {
                    let track = &mut tracks[*i];
                    track.take(one, track.y.len() - left * h, options);
                }
                last = Some((members, fitted));
            }
            Err(Error::Numeric(_)) => {}
            Err(error) => return Err(error),
        }
        overall.done += 1;
        if overall.on(&Event::Progress { fraction: 0.0 }) == Flow::Stop {
            return Err(Error::Cancelled);
        }
    }
    Ok(panel.series.iter().zip(tracks).map(|(series, track)| track.finish(panel, series, options)).collect())
}

fn horizon(panel: &Panel, options: &Options) -> usize {
    let longest = panel.series.iter().map(|series| series.y.len()).max().unwrap_or(0);
    let day = options::periods_of_a_day(panel.frequency);
    options.h.or(day).unwrap_or_else(|| longest.div_ceil(FITS)).max(1)
}

/// What the fits see of these series without their last `cut` periods, and their drivers after that.
fn before(panel: &Panel, tracks: &[Track], members: &[usize], cut: usize, h: usize) -> (Panel, Future) {
    let known: Vec<usize> = panel.known().collect();
    let mut part = panel.with_series(Vec::with_capacity(members.len()));
    let mut future = Future { h, series: Vec::new() };
    for &i in members {
        let series = &panel.series[i];
        let to = series.y.len() - cut;
        part.series.push(Series {
            unique_id: series.unique_id.clone(),
            start: series.start,
            y: tracks[i].y[..to].to_vec(),
            drivers: series.drivers.iter().map(|d| d[..to].to_vec()).collect(),
        });
        if !known.is_empty() {
            let drivers = known.iter().map(|&d| series.drivers[d][to..to + h].to_vec()).collect();
            future.series.push(FutureSeries { unique_id: series.unique_id.clone(), drivers });
        }
    }
    (part, future)
}

impl Track {
    fn new(series: &Series, panel: &Panel, model: &dyn Model, h: usize) -> Self {
        let n = series.y.len();
        let skipped = series.y.iter().position(|v| v.is_finite()).unwrap_or(n);
        let longest = panel.seasons.iter().copied().filter(|m| 4 * m <= n).max().unwrap_or(1);
        let needed = model.min_length(panel.season(), h).max(2 * longest).max(super::FEWEST).max(n / 5);
        // At most half of the series only teaches.
        let first = skipped + needed.min((n - skipped).div_ceil(2));
        let nothing = vec![f64::NAN; n];
        Self {
            y: series.y.clone(),
            first,
            past: Past { all: Vec::new(), steps: vec![Vec::new(); h] },
            expected: nothing.clone(),
            spread: (nothing.clone(), nothing.clone()),
            single: nothing,
            judged: cannot_judge(&series.y).is_none(),
        }
    }

    /// Compares a forecast with what happened from period `from` on.
    fn take(&mut self, forecast: &SeriesForecast, from: usize, options: &Options) {
        let own = forecast.intervals.first().filter(|_| options.spread == Spread::Model);
        let mut errors = Vec::with_capacity(forecast.mean.len());
        for (step, mean) in forecast.mean.iter().enumerate() {
            let t = from + step;
            if t >= self.y.len() || !mean.is_finite() {
                break;
            }
            let past = self.past.spread(step).unwrap_or(f64::NAN);
            let spread =
                own.map_or((past, past), |i| ((mean - i.lo[step]) / LEVEL.1, (i.hi[step] - mean) / LEVEL.1));
            self.expected[t] = *mean;
            self.spread.0[t] = spread.0;
            self.spread.1[t] = spread.1;
            let error = self.y[t] - mean;
            if !error.is_finite() {
                continue;
            }
            let side = if error < 0.0 { spread.0 } else { spread.1 };
            if side > 0.0 {
                self.single[t] = error / side;
                self.y[t] = mean + error.clamp(-LEARNED * side, LEARNED * side);
            }
            errors.push((step, error));
        }
        for (step, error) in errors {
            self.past.add(step, error);
        }
    }

    fn finish(self, panel: &Panel, series: &Series, options: &Options) -> SeriesAnomalies {
        let mut found = blank(panel, series);
        found.not_judged = cannot_judge(&series.y);
        let judged = self.single.iter().filter(|v| v.is_finite()).count();
        if found.not_judged.is_none() && judged == 0 {
            let observed = series.y.iter().filter(|v| v.is_finite()).count();
            found.not_judged = Some(NotJudged::TooShort { observed, needed: 2 * ENOUGH.max(self.first) });
        }
        if found.not_judged.is_some() {
            return found;
        }
        let day = options::periods_of_a_day(panel.frequency);
        let view = View {
            y: series.y.clone(),
            observed: series.y.iter().map(|v| v.is_finite()).collect(),
            seasons: &panel.seasons,
            day,
        };
        let (below, above) = self.spread;
        let deviations =
            Deviations::standardized(self.expected, below.clone(), self.single, options.span(day));
        let mut judged = deviations.by_level(options.level);
        if let Some(bounds) = &mut judged.bounds {
            // The model's own spread above may be another than that below.
            for (t, hi) in bounds.hi.iter_mut().enumerate() {
                *hi = bounds.expected[t] + (bounds.expected[t] - bounds.lo[t]) * above[t] / below[t];
            }
        }
        fill(&mut found, &view, judged, 0, 1.0);
        episode::group(&mut found, options.gap(panel.frequency));
        found
    }
}
