//! The errors of a backtest in parts, as they are kept.

use almanac_domain::model::{BacktestParts, Metric, Score, SeriesScore};
use almanac_forecast::Panel;
use almanac_forecast::backtest::Backtest;

use crate::leaderboard::row;

/// So many series are kept of each model.
const MOST_SERIES: usize = 100;

/// Of each model that did not fail.
pub(crate) fn parts(backtest: &Backtest, panel: &Panel, levels: &[u8], metric: Metric) -> Vec<BacktestParts> {
    let able = backtest.models.iter().filter(|tested| tested.score.failed.is_none());
    able.map(|tested| {
        let model = &tested.score.model;
        let steps = backtest.by_step(model).iter().map(|score| row(score, levels)).collect();
        let mut series: Vec<(usize, Score)> =
            backtest.by_series(model).iter().map(|(index, score)| (*index, row(score, levels))).collect();
        let of = series.len();
        // One that is not defined comes last.
        let error = |score: &Score| {
            let value = metric.of(score);
            if value.is_nan() { f64::NEG_INFINITY } else { value }
        };
        series.sort_by(|a, b| error(&b.1).total_cmp(&error(&a.1)));
        series.truncate(MOST_SERIES);
        let named = |(index, score): (usize, Score)| {
            let unique_id = panel.series.get(index)?.unique_id.clone();
            Some(SeriesScore { unique_id, score })
        };
        BacktestParts {
            model: model.clone(),
            steps,
            series: series.into_iter().filter_map(named).collect(),
            of,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use almanac_forecast::backtest::{Plan, backtest};
    use almanac_forecast::{Frequency, Naive, Series, Silent};

    use super::*;

    /// So many series, of which each jumps twice as far as the one before.
    fn panel(count: usize) -> Panel {
        let series = (0..count).map(|i| Series {
            unique_id: format!("s{i}"),
            start: 0,
            y: (0..60).map(|t| 100.0 + (i + 1) as f64 * f64::from(t % 5)).collect(),
            drivers: Vec::new(),
        });
        Panel {
            frequency: Frequency::Seconds(86_400),
            seasons: vec![7],
            drivers: Vec::new(),
            series: series.collect(),
        }
    }

    #[test]
    fn the_series_with_the_greatest_errors_come_first_and_steps_in_order() {
        let panel = panel(120);
        let plan =
            Plan { windows: 4, step: 1, h: 3, levels: vec![80], seed: 1, combine: false, ..Plan::default() };
        let done = backtest(&panel, &plan, &[Box::new(Naive)], &|| 0.0, &mut Silent).unwrap();
        let all = parts(&done, &panel, &[80], Metric::Mae);
        let naive = all.iter().find(|one| one.model == "Naive").unwrap();
        assert_eq!((naive.steps.len(), naive.series.len(), naive.of), (3, 100, 120));
        assert_eq!((&*naive.series[0].unique_id, &*naive.series[99].unique_id), ("s119", "s20"));
        let errors: Vec<f64> = naive.series.iter().map(|one| one.score.mae).collect();
        assert!(errors.windows(2).all(|pair| pair[0] >= pair[1]), "{errors:?}");
        assert_eq!(naive.steps[0].coverage.len(), 1);
        // The mean of the steps is the mean of all.
        let whole = done.models.iter().find(|tested| tested.score.model == "Naive").unwrap();
        let mean = naive.steps.iter().map(|step| step.mae).sum::<f64>() / 3.0;
        assert!((mean - whole.score.mae.unwrap()).abs() < 1e-9);
    }
}
