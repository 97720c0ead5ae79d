//! Forecasts of what was never below zero, such as a count or a price, are not below zero.
//!
//! A model whose distribution is symmetric does not know that: its interval reaches below zero where it is wide, and a
//! falling trend goes on through it.

use crate::{Interval, SeriesForecast};

/// What the known values of a series have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// Some are below zero.
    Any,
    /// None is below zero.
    NotNegative,
    /// All are above zero.
    Positive,
}

impl Sign {
    /// That of these values, of which NaN is missing.
    pub(crate) fn of(y: &[f64]) -> Self {
        let sign = |v: &f64| match *v {
            v if v < 0.0 => Self::Any,
            v if v > 0.0 => Self::Positive,
            _ => Self::NotNegative,
        };
        y.iter().filter(|v| !v.is_nan()).map(sign).min().unwrap_or(Self::Positive)
    }

    /// The same; [`Any`](Self::Any) if nothing is to be concluded from the past.
    pub(crate) fn unless(below_zero: bool, y: &[f64]) -> Self {
        if below_zero { Self::Any } else { Self::of(y) }
    }

    /// The least value to be expected.
    pub(crate) fn least(self) -> f64 {
        if self == Self::Any { f64::NEG_INFINITY } else { 0.0 }
    }

    /// Raises what is less than the least value to be expected.
    pub(crate) fn keep(self, mean: &mut [f64], intervals: &mut [Interval]) {
        let least = self.least();
        let bounds = intervals.iter_mut().flat_map(|Interval { lo, hi, .. }| lo.iter_mut().chain(hi));
        // NaN stays: a gap is not a zero.
        mean.iter_mut().chain(bounds).filter(|v| **v < least).for_each(|v| *v = least);
    }

    /// [`keep`](Self::keep) for a forecast.
    pub(crate) fn keep_of(self, forecast: &mut SeriesForecast) {
        self.keep(&mut forecast.mean, &mut forecast.intervals);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auto::fit_alone;
    use crate::backtest::{Plan, backtest};
    use crate::testdata::monthly;
    use crate::{AutoETS, Future, Model, RandomWalkWithDrift, Silent, ZeroShot};

    #[test]
    fn missing_values_say_nothing_of_the_sign() {
        assert_eq!(Sign::of(&[f64::NAN, 2.0]), Sign::Positive);
        assert_eq!(Sign::of(&[2.0, 0.0, f64::NAN]), Sign::NotNegative);
        assert_eq!(Sign::of(&[0.0, 3.0, -1.0]), Sign::Any);
    }

    #[test]
    fn only_what_was_never_below_zero_is_kept_there() {
        let kept = |sign: Sign| {
            let mut one = SeriesForecast {
                unique_id: "a".into(),
                start: 0,
                mean: vec![1.0, -2.0, f64::NAN],
                intervals: vec![Interval { level: 80, lo: vec![-1.0, -4.0, 0.5], hi: vec![3.0, -1.0, 2.0] }],
            };
            sign.keep_of(&mut one);
            format!("{:?} {:?} {:?}", one.mean, one.intervals[0].lo, one.intervals[0].hi)
        };
        assert_eq!(kept(Sign::NotNegative), "[1.0, 0.0, NaN] [0.0, 0.0, 0.5] [3.0, 0.0, 2.0]");
        assert_eq!(kept(Sign::Any), "[1.0, -2.0, NaN] [-1.0, -4.0, 0.5] [3.0, -1.0, 2.0]");
    }

    #[test]
    fn a_count_that_falls_ends_at_zero_unless_it_may_go_on() {
        let falling: Vec<f64> = (0..60).map(|t| f64::from(60 - t + 3 * (t % 2))).collect();
        let panel = monthly(&[("a", &falling)]);
        let models: [Box<dyn Model>; 3] =
            [Box::new(RandomWalkWithDrift), Box::new(AutoETS), Box::new(ZeroShot)];
        for below_zero in [false, true] {
            let plan = Plan { windows: 2, step: 12, h: 12, below_zero, ..Plan::default() };
            let mut lowest = Vec::new();
            let tested = backtest(&panel, &plan, &models, &|| 0.0, &mut Silent).unwrap().models;
            for (model, tested) in models.iter().zip(tested) {
                let fitted = fit_alone(model.as_ref(), &panel, &plan, &mut Silent).unwrap();
                let ahead = fitted.predict(&Future { h: 12, series: Vec::new() }).unwrap().series.remove(0);
                let ahead = (ahead.mean, ahead.intervals);
                let past = tested.predictions.into_iter().map(|one| (one.mean, one.intervals));
                for (mean, intervals) in past.chain([ahead]) {
                    lowest.extend(
                        mean.iter().chain(intervals.iter().flat_map(|i| &i.lo)).copied().reduce(f64::min),
                    );
                }
            }
            assert_eq!(lowest.len(), 9);
            assert_eq!(lowest.iter().all(|v| *v >= 0.0), !below_zero, "{lowest:?}");
            // The forecast, and the last window.
            assert!(!below_zero || lowest[1..3].iter().all(|v| *v < -2.0), "{lowest:?}");
        }
    }
}
