//! Combinations of models. Bates and Granger (1969), "The combination of forecasts", Operational Research
//! Quarterly 20; the median of a few univariate models: Petropoulos and Svetunkov (2020), "A simple combination
//! of univariate models", International Journal of Forecasting 36.

mod ridge;
mod stacked;
mod weights;

pub use stacked::Stacked;

use crate::median::median;
use crate::{
    Capabilities, Config, Error, Features, Fitted, Forecast, Future, Interval, Model, Observer, Panel,
    Result, SeriesForecast, auto, fallback,
};

/// How forecasts become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// Their mean.
    Mean,
    /// Their median; the mean of the middle two, if they are even in number.
    Median,
    /// Their mean with weights that a backtest within the past gives them.
    Weighted,
}

impl Combine {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Mean, Self::Median, Self::Weighted];

    /// The name, as it stands in the name of a combination.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "Mean",
            Self::Median => "Median",
            Self::Weighted => "Weighted",
        }
    }

    /// The combination of some numbers, which are left in another order. NaN if there are none.
    fn of(self, values: &mut [f64], weights: &[f64]) -> f64 {
        match self {
            Self::Mean => values.iter().sum::<f64>() / values.len() as f64,
            Self::Median => median(values),
            Self::Weighted => values.iter().zip(weights).map(|(v, w)| v * w).sum(),
        }
    }

    /// The combination of forecasts of the same series, period by period: of the means, and of the bounds of
    /// the levels that all have. Weights, one a forecast, matter only to those that are weighted.
    pub(crate) fn forecasts(self, given: &[Given<'_>], weights: &[f64]) -> Option<(Vec<f64>, Vec<Interval>)> {
        let first = given.first()?;
        let h = given.iter().map(|one| one.mean.len()).min()?;
        let mut values = Vec::with_capacity(given.len());
        let mut combined = |rows: &[&[f64]]| -> Option<Vec<f64>> {
            (0..h)
                .map(|k| {
                    values.clear();
                    for row in rows {
                        values.push(*row.get(k)?);
                    }
                    Some(self.of(&mut values, weights))
                })
                .collect()
        };
        let mean = combined(&given.iter().map(|one| one.mean).collect::<Vec<_>>())?;
        let mut intervals = Vec::new();
        for level in first.intervals.iter().map(|interval| interval.level) {
            let of = given.iter().map(|one| one.intervals.iter().find(|i| i.level == level));
            let bounds = of.map(|found| found.map(|i| (i.lo.as_slice(), i.hi.as_slice())));
            let Some((lo, hi)) = bounds.collect::<Option<(Vec<_>, Vec<_>)>>() else { continue };
            if let (Some(lo), Some(hi)) = (combined(&lo), combined(&hi)) {
                intervals.push(Interval { level, lo, hi });
            }
        }
        Some((mean, intervals))
    }
}

/// What a member of a combination forecasts for one series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) mean: &'a [f64],
    pub(crate) intervals: &'a [Interval],
}

impl<'a> From<&'a SeriesForecast> for Given<'a> {
    fn from(forecast: &'a SeriesForecast) -> Self {
        Self { mean: &forecast.mean, intervals: &forecast.intervals }
    }
}

/// The name of the combination of these models: `Median(AutoETS+AutoTheta)`.
pub(crate) fn name_of<'a>(how: Combine, members: impl Iterator<Item = &'a str>) -> String {
    format!("{}({})", how.name(), members.collect::<Vec<_>>().join("+"))
}

/// Several models as one: each is fitted by itself, and their forecasts are combined. A member whose numbers
/// fail is left out.
#[doc = include_str!("../../../docs/models/combined.md")]
pub struct Combined {
    name: String,
    how: Combine,
    members: Vec<Box<dyn Model>>,
}

impl Combined {
    /// The combination of these models, in this order.
    ///
    /// # Errors
    /// If there are fewer than two.
    pub fn new(how: Combine, members: Vec<Box<dyn Model>>) -> Result<Self> {
        if members.len() < 2 {
            return Err(Error::Invalid("a combination needs at least two models".into()));
        }
        let name = name_of(how, members.iter().map(|member| member.name()));
        Ok(Self { name, how, members })
    }

    /// The combination of that name, upper and lower case alike; `None` if it names no way or no model.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        let (how, rest) = name.split_once('(')?;
        let how = Combine::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(how.trim()))?;
        let members = parts(rest.trim_end().strip_suffix(')')?).into_iter();
        let members = members.map(|member| auto::member(member.trim())).collect::<Option<Vec<_>>>()?;
        Self::new(how, members).ok()
    }
}

/// The names between the plus signs that stand in no bracket.
fn parts(names: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let outside = |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == '+' && depth == 0
    };
    names.split(outside).collect()
}

/// What these models can do together: what any can, and intervals if all have them.
fn capabilities(members: &[Box<dyn Model>]) -> Capabilities {
    let any = |has: fn(&Capabilities) -> bool| members.iter().any(|member| has(&member.capabilities()));
    let intervals = !any(|c| !c.intervals);
    Capabilities {
        drivers: any(|c| c.drivers),
        global: any(|c| c.global),
        browser: false,
        intervals,
        neural: any(|c| c.neural),
    }
}

/// The fewest periods with which one of them can do something: others fall back.
fn min_length(members: &[Box<dyn Model>], season: usize, h: usize) -> usize {
    members.iter().map(|member| member.min_length(season, h)).min().unwrap_or(1)
}

impl Model for Combined {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        capabilities(&self.members)
    }

    fn suits(&self, features: &Features) -> bool {
        self.members.iter().all(|member| member.suits(features))
    }

    fn min_length(&self, season: usize, h: usize) -> usize {
        min_length(&self.members, season, h)
    }

    fn fit(&self, panel: &Panel, config: &Config, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
        let all = match self.how {
            Combine::Weighted => weights::from_backtest(&self.members, panel, config, observer)?,
            Combine::Mean | Combine::Median => weights::equal(self.members.len()),
        };
        let (mut members, mut weights) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        let mut failed = None;
        for (member, weight) in self.members.iter().zip(all) {
            match fallback::fit(member.as_ref(), panel, config, observer) {
                Ok(fitted) => {
                    members.push(fitted);
                    weights.push(weight);
                }
                Err(Error::Numeric(why)) => failed = Some(Error::Numeric(why)),
                Err(error) => return Err(error),
            }
        }
        if let (true, Some(error)) = (members.is_empty(), failed) {
            return Err(error);
        }
        weights::share(&mut weights);
        let fell_back = |i: &usize| members.iter().all(|m| m.fallbacks().binary_search(i).is_ok());
        let fallbacks = (0..panel.series.len()).filter(fell_back).collect();
        Ok(Box::new(Together { how: self.how, members, weights, fallbacks }))
    }
}

/// The fitted members of a combination.
struct Together {
    how: Combine,
    members: Vec<Box<dyn Fitted>>,
    /// One a member; they sum to 1.
    weights: Vec<f64>,
    fallbacks: Vec<usize>,
}

impl Fitted for Together {
    fn predict(&self, future: &Future) -> Result<Forecast> {
        let forecasts: Vec<Forecast> =
            self.members.iter().map(|member| member.predict(future)).collect::<Result<_>>()?;
        let count = forecasts.first().map_or(0, |forecast| forecast.series.len());
        let series = (0..count).map(|i| {
            let given = || forecasts.iter().filter_map(|f| f.series.get(i));
            let (mean, intervals) = self
                .how
                .forecasts(&given().map(Given::from).collect::<Vec<_>>(), &self.weights)
                .ok_or_else(|| Error::Numeric("the models disagree on the horizon".into()))?;
            let (unique_id, start) =
                given().next().map(|one| (one.unique_id.clone(), one.start)).unwrap_or_default();
            Ok(SeriesForecast { unique_id, start, mean, intervals })
        });
        Ok(Forecast { series: series.collect::<Result<_>>()? })
    }

    fn fallbacks(&self) -> &[usize] {
        &self.fallbacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{air_passengers, monthly};
    use crate::{Naive, RandomWalkWithDrift, SeasonalNaive, Silent};

    fn config() -> Config {
        Config { h: 3, levels: vec![80, 95], seed: 1, ..Config::default() }
    }

    fn forecast(model: &dyn Model) -> SeriesForecast {
        let y = air_passengers();
        let fitted = fallback::fit(model, &monthly(&[("a", &y)]), &config(), &mut Silent).unwrap();
        fitted.predict(&Future { h: 3, series: Vec::new() }).unwrap().series.remove(0)
    }

    fn three() -> Vec<Box<dyn Model>> {
        vec![Box::new(Naive), Box::new(SeasonalNaive), Box::new(RandomWalkWithDrift)]
    }

    #[test]
    fn a_combination_is_the_mean_or_the_median_of_its_members() {
        let alone: Vec<SeriesForecast> = three().iter().map(|m| forecast(m.as_ref())).collect();
        let mean = forecast(&Combined::new(Combine::Mean, three()).unwrap());
        let median = forecast(&Combined::new(Combine::Median, three()).unwrap());
        for k in 0..3 {
            let mut values: Vec<f64> = alone.iter().map(|one| one.mean[k]).collect();
            assert!((mean.mean[k] - values.iter().sum::<f64>() / 3.0).abs() < 1e-9);
            values.sort_by(f64::total_cmp);
            assert!((median.mean[k] - values[1]).abs() < 1e-12);
        }
        assert_eq!(mean.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
        assert!(median.intervals[1].lo[0] < median.intervals[0].lo[0]);
    }

    #[test]
    fn a_weighted_combination_follows_the_member_that_was_right() {
        // A line that rises by 1: drift is right, naive is not.
        let y: Vec<f64> = (0..60).map(f64::from).collect();
        let members = |names: [&str; 2]| names.into_iter().filter_map(auto::single).collect::<Vec<_>>();
        let forecast = |panel: &Panel, names| {
            let model = Combined::new(Combine::Weighted, members(names)).unwrap();
            let fitted = fallback::fit(&model, panel, &config(), &mut Silent).unwrap();
            fitted.predict(&Future { h: 3, series: Vec::new() }).unwrap().series.remove(0)
        };
        let right = forecast(&monthly(&[("a", &y)]), ["Naive", "RandomWalkWithDrift"]);
        assert!((right.mean[2] - 62.0).abs() < 0.01, "{:?}", right.mean);
        assert_eq!(right.intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [80, 95]);
        let short = forecast(&monthly(&[("a", &y[..3])]), ["Naive", "RandomWalkWithDrift"]);
        assert!((short.mean[0] - 2.5).abs() < 1e-9, "equal weights: {:?}", short.mean);
    }

    #[test]
    fn a_weighted_combination_is_stopped_within_its_backtest() {
        struct Stops;
        impl Observer for Stops {
            fn on(&mut self, _: &crate::Event) -> crate::Flow {
                crate::Flow::Stop
            }
        }
        let model = Combined::new(Combine::Weighted, three()).unwrap();
        let stopped = model.fit(&monthly(&[("a", &air_passengers())]), &config(), &mut Stops);
        assert!(matches!(stopped, Err(Error::Cancelled)));
    }

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert!((Combine::Median.of(&mut [9.0, 1.0, 2.0, 4.0], &[]) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_combination_is_found_by_its_name() {
        let made = Combined::new(Combine::Median, three()).unwrap();
        assert_eq!(Model::name(&made), "Median(Naive+SeasonalNaive+RandomWalkWithDrift)");
        let found = auto::by_name("median(naive + seasonalnaive+RandomWalkWithDrift)").unwrap();
        assert_eq!(found.name(), Model::name(&made));
        assert_eq!(
            auto::by_name("weighted(naive+SeasonalNaive)").unwrap().name(),
            "Weighted(Naive+SeasonalNaive)"
        );
        for wrong in [
            "Median(Naive)",
            "Median(Naive+Oracle)",
            "Mode(Naive+SeasonalNaive)",
            "Median(Naive+SeasonalNaive",
        ] {
            assert!(auto::by_name(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn levels_that_a_member_lacks_are_left_out() {
        let one = |levels: &[u8]| SeriesForecast {
            unique_id: "a".into(),
            start: 0,
            mean: vec![1.0],
            intervals: levels.iter().map(|l| Interval { level: *l, lo: vec![0.0], hi: vec![2.0] }).collect(),
        };
        let (both, high) = (one(&[80, 95]), one(&[95]));
        let (_, intervals) = Combine::Mean.forecasts(&[Given::from(&both), Given::from(&high)], &[]).unwrap();
        assert_eq!(intervals.iter().map(|i| i.level).collect::<Vec<_>>(), [95]);
    }
}
