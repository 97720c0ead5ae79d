//! What a reconciliation takes from a backtest, in a form that can be stored: later forecasts need no other.

use serde::{Deserialize, Serialize};

use super::compare::USUAL;
use super::map::Map;
use super::{Comparison, Evidence, Hierarchy, Negative, Reconciliation};
use crate::backtest::Prediction;
use crate::{Error, Forecast, Observer, Result};

/// A method, given or chosen, with what it learned from the backtest of one model on all nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// The method.
    pub method: Reconciliation,
    /// What happens to negative bottom series.
    pub negative: Negative,
    /// How base forecasts and methods did; none if in no window all nodes were tested.
    pub comparison: Option<Comparison>,
    evidence: Evidence,
}

impl Learned {
    /// Of the predictions of a backtest of the panel of all nodes. Without a method the backtest chooses; where it
    /// cannot, `wls_struct` is the choice, which needs none.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is a series that the hierarchy does not have; [`Error::Cancelled`].
    pub fn of(
        hierarchy: &Hierarchy,
        predictions: &[Prediction],
        method: Option<&Reconciliation>,
        negative: Negative,
        observer: &mut dyn Observer,
    ) -> Result<Self> {
        let evidence = Evidence::of(hierarchy, predictions.iter())?;
        let methods = match method {
            Some(Reconciliation::BottomUp) => vec![Reconciliation::BottomUp],
            Some(method) => vec![method.clone(), Reconciliation::BottomUp],
            None => Reconciliation::candidates(hierarchy),
        };
        let comparison = match Comparison::new(hierarchy, predictions, &methods, negative, observer) {
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            // No window has all nodes.
            comparison => comparison.ok(),
        };
        let chosen = method.or_else(|| comparison.as_ref().and_then(Comparison::best)).cloned();
        Ok(Self { method: chosen.unwrap_or(USUAL), negative, comparison, evidence })
    }

    /// Whether the method has all that it needs.
    ///
    /// # Errors
    /// [`Error::Invalid`], which says what is missing; [`Error::Cancelled`].
    pub fn check(&self, hierarchy: &Hierarchy, observer: &mut dyn Observer) -> Result<()> {
        Map::new(hierarchy, &self.method, &self.evidence, observer).map(drop)
    }

    /// The coherent forecasts of all nodes, from base forecasts of the same model in the order of the nodes. Intervals
    /// are corrected by how they held in the backtest.
    ///
    /// # Errors
    /// Those of [`Hierarchy::reconcile`].
    pub fn reconcile(
        &self,
        hierarchy: &Hierarchy,
        base: &Forecast,
        observer: &mut dyn Observer,
    ) -> Result<Forecast> {
        let mut forecast =
            hierarchy.reconcile(base, &self.method, &self.evidence, self.negative, observer)?;
        if let Some(comparison) = &self.comparison {
            comparison.correct(hierarchy, &self.method, self.negative, &mut forecast);
        }
        Ok(forecast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::{Plan, alone};
    use crate::hierarchy::tests::crossed;
    use crate::testdata::monthly;
    use crate::{AutoETS, Future, Model as _, Silent};

    fn wave(size: f64, gap: usize) -> Vec<f64> {
        let value = |t: usize| if t == gap { f64::NAN } else { size * (2.0 + (t * t % 7 + t % 4) as f64) };
        (0..40).map(value).collect()
    }

    #[test]
    fn what_was_stored_reconciles_as_before() {
        let hierarchy = crossed();
        let (a, b, c) = (wave(1.0, 38), wave(2.0, 99), wave(0.5, 99));
        let panel = hierarchy.aggregate(&monthly(&[("s-h", &a), ("s-b", &b), ("t-h", &c)])).unwrap();
        let plan = Plan { windows: 3, step: 4, h: 4, ..Plan::default() };
        let tested = alone(&AutoETS, &panel, &plan, &mut Silent).unwrap();
        let method = Reconciliation::by_name("mint_shrink");
        let learned =
            Learned::of(&hierarchy, &tested.predictions, method.as_ref(), Negative::Keep, &mut Silent);
        let learned = learned.unwrap();
        assert!(learned.check(&hierarchy, &mut Silent).is_ok());
        let text = serde_json::to_string(&learned).unwrap();
        let again: Learned = serde_json::from_str(&text).unwrap();
        let fitted = AutoETS.fit(&panel, &plan.config(), &mut Silent).unwrap();
        let base = fitted.predict(&Future { h: 4, series: Vec::new() }).unwrap();
        let now = learned.reconcile(&hierarchy, &base, &mut Silent).unwrap();
        let later = again.reconcile(&hierarchy, &base, &mut Silent).unwrap();
        let flat = |forecast: &Forecast| -> Vec<f64> {
            let bounds = |one: &crate::SeriesForecast| {
                let intervals = one.intervals.iter().flat_map(|i| [i.lo.clone(), i.hi.clone()]);
                [one.mean.clone()].into_iter().chain(intervals).flatten().collect::<Vec<f64>>()
            };
            forecast.series.iter().flat_map(bounds).collect()
        };
        let alike = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        assert!(flat(&now).iter().zip(&flat(&later)).all(alike), "{now:?}\n{later:?}");
        // The correction of the intervals is stored too.
        let bare = Learned { comparison: None, ..again };
        assert_ne!(flat(&bare.reconcile(&hierarchy, &base, &mut Silent).unwrap()), flat(&later));
        let broken = text.replacen("\"actual\":[", "\"actual\":[[1.0],", 1);
        assert!(serde_json::from_str::<Learned>(&broken).is_err());
    }

    #[test]
    fn a_method_without_what_it_needs_is_refused() {
        let hierarchy = crossed();
        let of = |name: &str| {
            let method = Reconciliation::by_name(name);
            Learned::of(&hierarchy, &[], method.as_ref(), Negative::Keep, &mut Silent).unwrap()
        };
        assert!(of("wls_struct").check(&hierarchy, &mut Silent).is_ok());
        assert!(of("mint_shrink").check(&hierarchy, &mut Silent).is_err());
        let unknown = of("middle_out:planet").check(&hierarchy, &mut Silent).unwrap_err();
        assert!(unknown.to_string().contains("planet"));
        let none = Learned::of(&hierarchy, &[], None, Negative::Keep, &mut Silent).unwrap();
        assert_eq!(none.method.to_string(), "wls_struct");
    }
}
