//! The measures of parts of a backtest: of each step ahead, of each series.

use std::collections::BTreeMap;

use super::score::{Totals, Truth};
use super::{Backtest, Prediction, Score, Tested};
use crate::{Model as _, SeasonalNaive};

impl Backtest {
    /// The measures of a model step by step, those one period ahead first; empty if there is no such model or it
    /// failed. The skill compares with the same step of seasonal naive; OWA, time and fallbacks are left to the
    /// [whole](Tested::score).
    pub fn by_step(&self, model: &str) -> Vec<Score> {
        self.parts(model, steps).into_values().collect()
    }

    /// The measures of a model for each series, by its index in the panel: only of series that were in a window. They are
    /// otherwise like those [by step](Self::by_step).
    pub fn by_series(&self, model: &str) -> BTreeMap<usize, Score> {
        self.parts(model, series)
    }

    fn parts(&self, model: &str, split: fn(&Tested) -> BTreeMap<usize, Totals>) -> BTreeMap<usize, Score> {
        let find = |name: &str| self.models.iter().find(|tested| tested.score.model == name);
        let Some(tested) = find(model) else { return BTreeMap::new() };
        let levels: Vec<u8> = tested.score.coverage.iter().map(|covered| covered.level).collect();
        let naive = find(SeasonalNaive.name()).map(split).unwrap_or_default();
        let score = |(key, totals): (usize, Totals)| {
            let mut score = totals.score(model, &levels, &Totals::default());
            score.compare(naive.get(&key).and_then(Totals::mase));
            (key, score)
        };
        split(tested).into_iter().map(score).collect()
    }
}

impl Prediction {
    pub(crate) fn truth(&self) -> Truth<'_> {
        Truth { actual: &self.actual, scale: self.scale, squared_scale: self.squared_scale }
    }
}

fn steps(tested: &Tested) -> BTreeMap<usize, Totals> {
    let mut totals: BTreeMap<usize, Totals> = BTreeMap::new();
    for one in &tested.predictions {
        for step in 0..one.mean.len() {
            totals.entry(step).or_default().add(one.truth(), &one.mean, &one.intervals, step..step + 1);
        }
    }
    totals
}

fn series(tested: &Tested) -> BTreeMap<usize, Totals> {
    let mut totals: BTreeMap<usize, Totals> = BTreeMap::new();
    for one in &tested.predictions {
        totals.entry(one.series).or_default().add(one.truth(), &one.mean, &one.intervals, 0..one.mean.len());
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::{Plan, backtest};
    use crate::testdata::{air_passengers, monthly};
    use crate::{Naive, Silent};

    /// Of a line that rises by 1 and these series after it.
    fn tested(others: &[(&str, &[f64])]) -> Backtest {
        let line: Vec<f64> = (0..60).map(f64::from).collect();
        let panel = monthly(&[&[("line", line.as_slice())], others].concat());
        let plan = Plan {
            windows: 2,
            step: 3,
            h: 3,
            levels: vec![80, 95],
            seed: 1,
            combine: false,
            ..Plan::default()
        };
        backtest(&panel, &plan, &[], &|| 0.0, &mut Silent).unwrap()
    }

    #[test]
    fn the_mean_over_the_steps_is_the_whole() {
        let tested = tested(&[("air", &air_passengers())]);
        let steps = tested.by_step(Naive.name());
        let whole = tested.models.iter().find(|t| t.score.model == Naive.name()).unwrap();
        let mean = |pick: fn(&Score) -> Option<f64>| {
            let values: Vec<f64> = steps.iter().filter_map(pick).collect();
            assert_eq!(values.len(), 3);
            assert!((values.iter().sum::<f64>() / 3.0 - pick(&whole.score).unwrap()).abs() < 1e-9);
        };
        mean(|score| score.mae);
        mean(|score| score.mape);
        mean(|score| score.bias);
        mean(|score| score.mase);
        mean(|score| score.msis);
        mean(|score| score.coverage[1].coverage);
    }

    #[test]
    fn each_series_and_step_has_its_own_errors() {
        let series = tested(&[("air", &air_passengers())]).by_series(Naive.name());
        assert_eq!(series.keys().copied().collect::<Vec<_>>(), [0, 1]);
        // The line is missed by 1, 2 and 3.
        let line = &series[&0];
        assert_eq!((line.mae, line.bias), (Some(2.0), Some(-2.0)));
        assert!((line.mase.unwrap() - 2.0 / 12.0).abs() < 1e-12);
        assert!((line.skill.unwrap() - 10.0 / 12.0).abs() < 1e-12, "seasonal naive is 12 below");
        let alone = tested(&[]);
        let steps = alone.by_step(Naive.name());
        assert_eq!(steps.iter().filter_map(|step| step.mae).collect::<Vec<_>>(), [1.0, 2.0, 3.0]);
        assert!(steps[0].crps.unwrap() < steps[2].crps.unwrap());
        assert!(alone.by_step("Oracle").is_empty());
    }
}
