//! From a panel to coherent forecasts in one call.

use super::{Comparison, Hierarchy, Learned, Negative, Reconciliation};
use crate::backtest::{Backtest, Plan, Prediction, alone};
use crate::{Error, Fitted, Forecast, Future, Model, Observer, Panel, Result, auto};

/// What is to be forecast, and how.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The structure.
    pub hierarchy: &'a Hierarchy,
    /// The bottom series, or those of all nodes; in any order.
    pub panel: &'a Panel,
    /// The drivers known in advance, of the same series.
    pub future: &'a Future,
    /// One model, or several of which a backtest chooses one; it forecasts all nodes.
    pub models: &'a [Box<dyn Model>],
    /// The backtest.
    pub plan: &'a Plan,
    /// The method; without one the backtest chooses.
    pub method: Option<&'a Reconciliation>,
    /// What happens to negative bottom series.
    pub negative: Negative,
}

/// Coherent forecasts, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// The name of the model of the base forecasts.
    pub model: String,
    /// The method.
    pub method: Reconciliation,
    /// The series of all nodes.
    pub panel: Panel,
    /// The forecasts of each node for itself.
    pub base: Forecast,
    /// The coherent forecasts.
    pub forecast: Forecast,
    /// How base forecasts and methods did in the backtest; none if it was not possible, as with short series.
    pub comparison: Option<Comparison>,
    /// The backtest of the models on all nodes; none if it was not possible.
    pub backtest: Option<Backtest>,
}

/// Forecasts all nodes with one model, given or chosen by a backtest, and reconciles the forecasts with a
/// method, given or chosen by the same backtest. Where none is possible, `wls_struct` is the choice, which
/// needs none.
///
/// `clock` returns seconds; see [`crate::backtest::backtest`].
///
/// # Errors
/// [`Error::Invalid`], which names the series that does not fit the hierarchy, or what the method lacks;
/// those of the model; [`Error::Cancelled`].
pub fn forecast(
    request: &Request<'_>,
    clock: &dyn Fn() -> f64,
    observer: &mut dyn Observer,
) -> Result<Reconciled> {
    let Request { hierarchy, plan, negative, .. } = *request;
    let panel = hierarchy.complete(request.panel)?;
    let future = hierarchy.complete_future(&panel, request.future)?;
    let (model, fitted, backtest) = fit(&panel, plan, request.models, clock, observer)?;
    let base = fitted.predict(&future)?;
    let tested = backtest.iter().flat_map(|b| &b.models).find(|tested| tested.score.model == model);
    let predictions: &[Prediction] = tested.map(|tested| tested.predictions.as_slice()).unwrap_or_default();
    let learned = Learned::of(hierarchy, predictions, request.method, negative, observer)?;
    let forecast = learned.reconcile(hierarchy, &base, observer)?;
    let Learned { method, comparison, .. } = learned;
    Ok(Reconciled { model, method, panel, base, forecast, comparison, backtest })
}

type Fit = (String, Box<dyn Fitted>, Option<Backtest>);

/// Fits the only model, or the best of several.
fn fit(
    panel: &Panel,
    plan: &Plan,
    models: &[Box<dyn Model>],
    clock: &dyn Fn() -> f64,
    observer: &mut dyn Observer,
) -> Result<Fit> {
    let [only] = models else {
        let chosen = auto::auto(panel, plan, models, clock, observer)?;
        return Ok((chosen.name, chosen.fitted, Some(chosen.backtest)));
    };
    let tested = match alone(only.as_ref(), panel, plan, observer) {
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        // What fails on all data too, is said by the fit.
        tested => tested.ok(),
    };
    let fitted = auto::fit_final(only.as_ref(), panel, plan, tested.as_ref(), observer)?;
    let backtest = tested.map(|tested| Backtest { models: vec![tested], skipped: 0 });
    Ok((only.name().to_owned(), fitted, backtest))
}

/// How far a sum given by the user may be from that of its bottom series.
const ROUNDING: f64 = 1e-3;

impl Hierarchy {
    /// The panel of all nodes, from one that has them all or only the bottom series.
    fn complete(&self, panel: &Panel) -> Result<Panel> {
        if panel.series.len() == self.bottom().len() {
            return self.aggregate(panel);
        }
        let arranged = self.arrange(panel.clone())?;
        self.check(&arranged, ROUNDING)?;
        Ok(arranged)
    }

    /// The same of the future of the drivers.
    fn complete_future(&self, panel: &Panel, future: &Future) -> Result<Future> {
        if future.series.len() != self.len() || self.len() == self.bottom().len() {
            return self.aggregate_future(&panel.drivers, future);
        }
        let index = self.index();
        let mut series = future.series.clone();
        if let Some(one) = series.iter().find(|one| !index.contains_key(one.unique_id.as_str())) {
            return Err(Error::Invalid(format!("series {:?} is not in the hierarchy", one.unique_id)));
        }
        series.sort_by_key(|one| index.get(one.unique_id.as_str()).copied());
        Ok(Future { h: future.h, series })
    }
}
