//! Stacking: a model learns from a backtest how to put the forecasts of others together.

use super::parts;
use super::ridge::Sums;
use super::weights::{self, Within};
use crate::backtest::{Plan, Prediction, alone};
use crate::median::median;
use crate::{
    Capabilities, Config, Error, Features, Fitted, Forecast, Future, Interval, Model, Observer, Panel,
    Result, SeriesForecast, auto, fallback,
};

/// Strengths of the penalty that are tried, in units of the mean square of what is learned from.
const PENALTIES: [f64; 6] = [0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Several models as one, put together by a regression on their forecasts.
#[doc = include_str!("../../../../docs/models/stacked.md")]
pub struct Stacked {
    name: String,
    members: Vec<Box<dyn Model>>,
}

impl Stacked {
    /// The stack of these models.
    ///
    /// # Errors
    /// If there are fewer than two.
    pub fn new(members: Vec<Box<dyn Model>>) -> Result<Self> {
        if members.len() < 2 {
            return Err(Error::Invalid("stacking needs at least two models".into()));
        }
        let names: Vec<&str> = members.iter().map(|member| member.name()).collect();
        Ok(Self { name: format!("Stacked({})", names.join("+")), members })
    }

    /// The stack of that name, upper and lower case alike; `None` if it names no stack or no model.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        let (how, rest) = name.split_once('(')?;
        let names =
            rest.trim_end().strip_suffix(')').filter(|_| how.trim().eq_ignore_ascii_case("Stacked"))?;
        let members = parts(names).into_iter().map(|member| auto::member(member.trim()));
        Self::new(members.collect::<Option<Vec<_>>>()?).ok()
    }

    /// Learns from a backtest on the last windows of `panel`; nothing where the series are too short for one.
    fn learn(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Learned> {
        let h = config.h.max(1);
        let plan = Plan {
            windows: weights::WINDOWS,
            step: h,
            h,
            levels: Vec::new(),
            seed: config.seed,
            // Members are combined as they forecast; what comes of it is kept at zero.
            below_zero: true,
            ..Plan::default()
        };
        if panel.series.iter().all(|series| series.y.len() <= h) {
            return Ok(Learned::default());
        }
        let mut made = Vec::with_capacity(self.members.len());
        for member in &self.members {
            match alone(member.as_ref(), panel, &plan, &mut Within { observer: &mut *observer }) {
                Ok(tested) => made.push(tested.predictions),
                // What fails here counts as the middle of the others.
                Err(Error::Numeric(_)) => made.push(Vec::new()),
                Err(error) => return Err(error),
            }
        }
        Ok(Learned::of(&made))
    }
}

impl Model for Stacked {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        super::capabilities(&self.members)
    }

    fn suits(&self, features: &Features) -> bool {
        self.members.iter().all(|member| member.suits(features))
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        super::min_length(&self.members, season, h)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let learned = self.learn(panel, config, observer)?;
        let mut members = Vec::with_capacity(self.members.len());
        for member in &self.members {
            members.push(match fallback::fit(member.as_ref(), panel, config, observer) {
                Ok(fitted) => Some(fitted),
                Err(Error::Numeric(_)) => None,
                Err(error) => return Err(error),
            });
        }
        if members.iter().all(Option::is_none) {
            return Err(Error::Numeric(format!("every member of {} failed", self.name)));
        }
        let season = |n: usize| if n > panel.season() { panel.season() } else { 1 };
        let scales = panel.series.iter().map(|s| crate::metrics::scale(&s.y, season(s.y.len()))).collect();
        let fell_back = |i: &usize| members.iter().flatten().all(|m| m.fallbacks().binary_search(i).is_ok());
        let fallbacks = (0..panel.series.len()).filter(fell_back).collect();
        Ok(Box::new(Together { learned, members, scales, fallbacks }))
    }
}

/// What was learned: the forecast is the median of the members' forecasts, plus these coefficients times what
/// [`inputs`] says. Without any it is the median.
#[derive(Debug, Clone, Default, PartialEq)]
struct Learned {
    coefficients: Vec<f64>,
}

/// The middle of the forecasts of a period, and what is learned from: for each member its distance from that in units of
/// `scale`, and the same times the share of the horizon that has passed.
fn inputs(given: &[f64], scale: f64, passed: f64) -> (f64, Vec<f64>) {
    let mut known: Vec<f64> = given.iter().copied().filter(|v| v.is_finite()).collect();
    let middle = if known.is_empty() { f64::NAN } else { median(&mut known) };
    let distance = |v: &f64| if v.is_finite() { (v - middle) / scale } else { 0.0 };
    let near: Vec<f64> = given.iter().map(distance).collect();
    let far: Vec<f64> = near.iter().map(|d| d * passed).collect();
    (middle, [near, far].concat())
}

fn passed(step: usize, h: usize) -> f64 {
    (step + 1) as f64 / h.max(1) as f64
}

impl Learned {
    /// From the forecasts of the members, in the same order each. The penalty, or nothing at all, is chosen by the error
    /// in windows that were left out.
    fn of(made: &[Vec<Prediction>]) -> Self {
        let n = 2 * made.len();
        let mut windows: Vec<(usize, Sums)> = Vec::new();
        let count = made.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..count {
            let Some(first) = made.iter().find_map(|member| member.get(at)) else { continue };
            let found = windows.iter().position(|(window, _)| *window == first.window);
            let here = found.unwrap_or_else(|| {
                windows.push((first.window, Sums::new(n)));
                windows.len() - 1
            });
            for (step, actual) in first.actual.iter().enumerate() {
                let of =
                    |member: &Vec<Prediction>| member.get(at).and_then(|one| one.mean.get(step)).copied();
                let given: Vec<f64> = made.iter().map(|member| of(member).unwrap_or(f64::NAN)).collect();
                let (middle, row) = inputs(&given, first.scale, passed(step, first.actual.len()));
                let target = (actual - middle) / first.scale;
                if target.is_finite() && row.iter().all(|v| v.is_finite()) {
                    windows[here].1.add(&row, target);
                }
            }
        }
        let joined = |held_out: Option<usize>| {
            let mut all = Sums::new(n);
            windows
                .iter()
                .filter(|(window, _)| Some(*window) != held_out)
                .for_each(|(_, sums)| all.join(sums));
            all
        };
        if windows.len() < 2 {
            return Self::default();
        }
        let loss = |penalty: f64| -> f64 {
            let left_out = windows.iter().map(|(window, sums)| {
                joined(Some(*window)).solve(penalty).map_or(f64::INFINITY, |found| sums.loss(&found))
            });
            left_out.sum()
        };
        let nothing: f64 = windows.iter().map(|(_, sums)| sums.squares).sum();
        let best =
            PENALTIES.into_iter().map(|penalty| (loss(penalty), penalty)).min_by(|a, b| a.0.total_cmp(&b.0));
        let found =
            best.filter(|(loss, _)| *loss < nothing).and_then(|(_, penalty)| joined(None).solve(penalty));
        Self { coefficients: found.unwrap_or_default() }
    }

    fn forecast(&self, given: &[f64], scale: f64, passed: f64) -> f64 {
        let (middle, row) = inputs(given, scale, passed);
        let moved: f64 = row.iter().zip(&self.coefficients).map(|(a, b)| a * b).sum::<f64>() * scale;
        if moved.is_finite() { middle + moved } else { middle }
    }
}

/// The fitted members of a stack.
struct Together {
    learned: Learned,
    members: Vec<Option<Box<dyn Fitted>>>,
    scales: Vec<f64>,
    fallbacks: Vec<usize>,
}

impl Fitted for Together {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let predict =
            |member: &Option<Box<dyn Fitted>>| member.as_ref().map(|m| m.predict(future)).transpose();
        let made: Vec<Option<Forecast>> = self.members.iter().map(predict).collect::<Result<_>>()?;
        let series = self.scales.iter().enumerate().map(|(i, scale)| {
            let of: Vec<Option<&SeriesForecast>> =
                made.iter().map(|one| one.as_ref().and_then(|one| one.series.get(i))).collect();
            self.one(&of, *scale).ok_or_else(|| Error::Numeric("no member has a forecast".into()))
        });
        Ok(Forecast { series: series.collect::<Result<_>>()? })
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}

impl Together {
    /// The forecast of a series; bounds keep the median distance that the members' have from the point forecast.
    fn one(&self, made: &[Option<&SeriesForecast>], scale: f64) -> Option<SeriesForecast> {
        let first = made.iter().flatten().next()?;
        let h = first.mean.len();
        let value = |k: usize| {
            let given: Vec<f64> = made
                .iter()
                .map(|one| one.and_then(|one| one.mean.get(k).copied()).unwrap_or(f64::NAN))
                .collect();
            self.learned.forecast(&given, scale, passed(k, h))
        };
        let mean: Vec<f64> = (0..h).map(value).collect();
        let bound = |level: u8, upper: bool, k: usize| -> Option<f64> {
            let distance = |one: &&SeriesForecast| {
                let interval = one.intervals.iter().find(|interval| interval.level == level)?;
                let bound = if upper { interval.hi.get(k)? } else { interval.lo.get(k)? };
                Some(bound - one.mean.get(k)?)
            };
            let mut all = made.iter().flatten().map(distance).collect::<Option<Vec<f64>>>()?;
            Some(mean[k] + median(&mut all))
        };
        let bounds =
            |level: u8, upper: bool| (0..h).map(|k| bound(level, upper, k)).collect::<Option<Vec<f64>>>();
        let interval =
            |level: u8| Some(Interval { level, lo: bounds(level, false)?, hi: bounds(level, true)? });
        let intervals = first.intervals.iter().filter_map(|one| interval(one.level)).collect();
        Some(SeriesForecast { unique_id: first.unique_id.clone(), start: first.start, mean, intervals })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;
    use crate::testdata::{air_passengers, monthly};
    use proptest::prelude::*;

    fn predictions(window: usize, actual: &[f64], mean: &[f64]) -> Prediction {
        Prediction {
            window,
            series: 0,
            start: 0,
            actual: actual.to_vec(),
            mean: mean.to_vec(),
            intervals: Vec::new(),
            scale: 2.0,
            squared_scale: 4.0,
        }
    }

    /// Two members over four windows; the truth lies at a quarter of the way from the first to the second.
    fn quarter() -> [Vec<Prediction>; 2] {
        let window = |w: usize, second: bool| {
            let a: Vec<f64> = (0..6).map(|k| ((w * 6 + k) * 7 % 11) as f64).collect();
            let b: Vec<f64> = (0..6).map(|k| ((w * 6 + k) * 5 % 13) as f64).collect();
            let actual: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + (b - a) / 4.0).collect();
            predictions(w, &actual, if second { &b } else { &a })
        };
        [false, true].map(|second| (1..=4).map(|w| window(w, second)).collect())
    }

    #[test]
    fn what_the_truth_was_made_of_is_found() {
        let learned = Learned::of(&quarter());
        // From 0 to 8, the middle is 4 and the truth 2.
        let found = learned.forecast(&[0.0, 8.0], 2.0, 0.5);
        assert!((found - 2.0).abs() < 0.1, "{found}");
    }

    #[test]
    fn where_nothing_can_be_learned_it_is_the_median() {
        // The first window says the first member is right, the second says the second is.
        let (low, high) = ([0.0; 4], [8.0; 4]);
        let first = vec![predictions(1, &low, &low), predictions(2, &high, &low)];
        let second = vec![predictions(1, &low, &high), predictions(2, &high, &high)];
        assert_eq!(Learned::of(&[first.clone(), second.clone()]), Learned::default());
        assert_eq!(Learned::of(&[first[..1].to_vec(), second[..1].to_vec()]), Learned::default());
        assert!((Learned::default().forecast(&[1.0, 2.0, 9.0], 1.0, 1.0) - 2.0).abs() < 1e-12);
        assert!((Learned::default().forecast(&[1.0, f64::NAN, 9.0], 1.0, 1.0) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn a_stack_forecasts_with_intervals_around_it() {
        let model = auto::by_name("stacked(AutoETS + AutoTheta+SeasonalNaive)").unwrap();
        assert_eq!(model.name(), "Stacked(AutoETS+AutoTheta+SeasonalNaive)");
        let y = air_passengers();
        let config = Config { h: 12, levels: vec![80, 95], seed: 1, ..Config::default() };
        let fitted = model.fit(&monthly(&[("a", &y)]), &config, &mut Silent).unwrap();
        let one = fitted.predict(&Future { h: 12, series: Vec::new() }).unwrap().series.remove(0);
        assert_eq!(one.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
        for k in 0..12 {
            assert!(one.intervals[0].lo[k] < one.mean[k] && one.mean[k] < one.intervals[0].hi[k]);
        }
        assert!(one.mean[6] > 560.0, "{:?}", one.mean);
        assert!(
            auto::by_name("Stacked(AutoETS)").is_none() && auto::by_name("Stacked(AutoETS+Oracle)").is_none()
        );
    }

    #[test]
    fn short_series_get_the_median() {
        let model = auto::by_name("Stacked(Naive+RandomWalkWithDrift)").unwrap();
        let config = Config { h: 3, levels: vec![80], seed: 1, ..Config::default() };
        let fitted = model.fit(&monthly(&[("a", &[1.0, 2.0, 3.0])]), &config, &mut Silent).unwrap();
        let one = fitted.predict(&Future { h: 3, series: Vec::new() }).unwrap().series.remove(0);
        assert!((one.mean[0] - 3.5).abs() < 1e-9, "{:?}", one.mean);
    }

    proptest! {
        #[test]
        fn any_numbers_give_a_finite_forecast(
            rows in prop::collection::vec(prop::array::uniform3(-1e6..1e6f64), 4..40), scale in 1e-3..1e3f64,
        ) {
            let member = |i: usize| -> Vec<Prediction> {
                let one = |(w, pair): (usize, &[[f64; 3]])| Prediction {
                    scale,
                    ..predictions(w, &pair.iter().map(|r| r[2]).collect::<Vec<_>>(), &pair.iter().map(|r| r[i]).collect::<Vec<_>>())
                };
                rows.chunks(2).enumerate().map(one).collect()
            };
            let learned = Learned::of(&[member(0), member(1)]);
            prop_assert!(learned.forecast(&[rows[0][0], rows[0][1]], scale, 1.0).is_finite());
        }
    }
}
