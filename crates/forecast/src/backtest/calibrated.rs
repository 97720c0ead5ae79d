//! Forecasts corrected by how they held, intervals of a model's own and where the point forecast lies, and by what the
//! series can be.

use super::score::Totals;
use super::window::Window;
use super::{Intervals, Metric, Plan, Score, Tested};
use crate::aim::{Aim, Losses};
use crate::sign::Sign;
use crate::widths::{Ratios, Widths};
use crate::{Combined, Model};

/// Whether a model's intervals are corrected: it has its own, and has not corrected them itself on a held-out part,
/// as networks do.
pub(crate) fn is_due(model: &dyn Model) -> bool {
    let capabilities = model.capabilities();
    capabilities.intervals && !capabilities.neural
}

/// Finds [`Tested::widths`] and [`Tested::aim`], and corrects the forecasts of each window by how those of the *other*
/// windows held; adaptive intervals by those of the windows *before*. With one window, intervals stay as they are. What
/// was never below zero is kept there.
pub(super) fn calibrate(
    tested: &mut Tested,
    model: &dyn Model,
    windows: &[Window],
    plan: &Plan,
    reference: &Totals,
) {
    let combination = Combined::by_name(model.name()).is_some();
    let adaptive = plan.intervals == Intervals::Adaptive;
    let widths = |ratios: &[&Ratios]| match plan.intervals {
        Intervals::Adaptive => Widths::adaptive(ratios),
        Intervals::Split if is_due(model) => Widths::of(ratios),
        Intervals::Split => Widths::default(),
    };
    let aim = |losses: &[&Losses]| Aim::of(plan.metric, combination, losses);
    if tested.predictions.is_empty() {
        return;
    }
    let mut ratios = vec![Ratios::default(); windows.len()];
    let mut losses = vec![Losses::default(); windows.len()];
    let mut predictions = tested.predictions.iter();
    for (window, (ratios, losses)) in windows.iter().zip(ratios.iter_mut().zip(&mut losses)) {
        for (member, one) in window.members.iter().zip(predictions.by_ref()) {
            ratios.add(&one.actual, &one.mean, &one.intervals);
            // No other metric asks for them.
            if member.sign == Sign::Positive && plan.metric == Metric::Mape {
                losses.add(&one.actual, &one.mean, &one.intervals);
            }
        }
    }
    tested.widths = widths(&ratios.iter().collect::<Vec<_>>());
    tested.aim = aim(&losses.iter().collect::<Vec<_>>());
    let mut totals = Totals::default();
    let mut predictions = tested.predictions.iter_mut();
    for (held_out, window) in windows.iter().enumerate() {
        let known = if adaptive { ratios[..held_out].iter().collect() } else { others(&ratios, held_out) };
        let widths = widths(&known);
        let aim = aim(&others(&losses, held_out));
        for (member, one) in window.members.iter().zip(predictions.by_ref()) {
            widths.apply(&one.mean, &mut one.intervals);
            if member.sign == Sign::Positive {
                aim.apply(&mut one.mean, &mut one.intervals);
            }
            if !plan.below_zero {
                member.sign.keep(&mut one.mean, &mut one.intervals);
            }
            totals.add(member.truth(), &one.mean, &one.intervals, 0..plan.h);
        }
    }
    let Score { seconds, fallbacks, .. } = tested.score;
    tested.score = Score { seconds, fallbacks, ..totals.score(&tested.score.model, &plan.levels, reference) };
}

/// All but one.
fn others<T>(all: &[T], held_out: usize) -> Vec<&T> {
    all.iter().enumerate().filter(|(i, _)| *i != held_out).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use crate::auto::fit_alone;
    use crate::backtest::{Plan, backtest};
    use crate::local::{Gaussian, Local, Task};
    use crate::testdata::monthly;
    use crate::{Future, Model, Result, Silent};

    /// Forecasts 0 and is far too sure of it.
    struct TooSure;

    impl Local for TooSure {
        fn name(&self) -> &'static str {
            "TooSure"
        }

        fn min_length(&self, _season: usize) -> usize {
            1
        }

        fn forecast(&self, task: &Task<'_>) -> Result<Gaussian> {
            Ok(Gaussian { mean: vec![0.0; task.h], sd: vec![0.2; task.h] })
        }
    }

    /// Numbers spread evenly over -1 to 1, in no order.
    fn noise(from: usize, n: usize) -> Vec<f64> {
        (from..from + n).map(|t| (t as f64 * 0.618_034).fract().mul_add(2.0, -1.0)).collect()
    }

    #[test]
    fn own_intervals_are_corrected_in_the_backtest_and_after_it() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        let series: Vec<Vec<f64>> = (0..names.len()).map(|i| noise(i * 97, 60)).collect();
        let named: Vec<(&str, &[f64])> = names.into_iter().zip(series.iter().map(Vec::as_slice)).collect();
        let panel = monthly(&named);
        let plan = Plan {
            windows: 3,
            step: 6,
            h: 6,
            levels: vec![80, 95],
            seed: 1,
            combine: false,
            ..Plan::default()
        };
        let models: [Box<dyn Model>; 1] = [Box::new(TooSure)];
        let tested = backtest(&panel, &plan, &models, &|| 0.0, &mut Silent).unwrap().models.remove(0);
        for covered in &tested.score.coverage {
            // Uncorrected, they hold in 26 and 39 % of all periods.
            let missed = (covered.coverage.unwrap() - f64::from(covered.level) / 100.0).abs();
            assert!(missed < 0.1, "{covered:?}");
        }
        let fitted = fit_alone(&TooSure, &panel, &plan, &mut Silent).unwrap();
        let forecast = fitted.predict(&Future { h: 6, series: Vec::new() }).unwrap();
        for (interval, half) in forecast.series[0].intervals.iter().zip([0.8, 0.95]) {
            assert!((interval.hi[0] - half).abs() < 0.1, "{interval:?}");
        }
    }
}
