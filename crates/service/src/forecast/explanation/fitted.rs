//! The model of a forecast, asked about one of its series alone.

use almanac_forecast::explain::{Explanation, Interpretation};
use almanac_forecast::neural::Engine;
use almanac_forecast::{Error as Problem, Fitted, Forecast, Future, Observer, auto};

use super::Explaining;
use crate::Result;
use crate::model::plan;

/// The model of the forecast, for its series.
///
/// A method that looks at one series at a time is fitted to that series. If it then does not forecast what is stored
/// (because corrections come from all series), it is fitted to all of them, as it was for the forecast.
pub(super) fn fit(of: &mut Explaining, observer: &mut dyn Observer) -> Result<Box<dyn Fitted>> {
    if let Some(engine) = of.engine.take() {
        return Ok(Box::new(OfNetwork { engine, series: of.series }));
    }
    let method = of.asked.as_ref();
    let plan = plan(&of.trained.config);
    if of.snapshot.panel.series.len() > 1 && !method.capabilities().global {
        let fitted = auto::fit_alone(method, &of.panel(), &plan, observer)?;
        let made = fitted.predict(&of.alone())?;
        if made.series.first().is_some_and(|one| of.agrees(&one.mean)) {
            return Ok(fitted);
        }
    }
    let fitted = auto::fit_alone(method, &of.snapshot.panel, &plan, observer)?;
    Ok(Box::new(Among { fitted, whole: of.future.clone(), series: of.series }))
}

/// A network, which forecasts any of its series by itself.
struct OfNetwork {
    engine: Engine,
    series: usize,
}

impl Fitted for OfNetwork {
    fn predict(&self, future: &Future) -> Result<Forecast, Problem> {
        let drivers = future.series.first().map(|one| one.drivers.as_slice()).unwrap_or_default();
        Ok(Forecast { series: vec![self.engine.predict(self.series, drivers)?] })
    }

    fn interpretation(&self, future: &Future) -> Option<Result<Vec<Interpretation>, Problem>> {
        let drivers = future.series.first().map(|one| one.drivers.as_slice()).unwrap_or_default();
        Some(self.engine.interpretation_of(self.series, drivers)?.map(|one| vec![one]))
    }
}

/// A model of several series, of which one has another future.
struct Among {
    fitted: Box<dyn Fitted>,
    whole: Future,
    series: usize,
}

impl Among {
    /// The future of all series.
    fn with(&self, future: &Future) -> Future {
        let mut whole = self.whole.clone();
        if let (Some(all), Some(one)) = (whole.series.get_mut(self.series), future.series.first()) {
            all.drivers.clone_from(&one.drivers);
        }
        whole
    }

    /// What is said of the series.
    fn of<T>(&self, mut all: Vec<T>) -> Result<Vec<T>, Problem> {
        if self.series < all.len() {
            return Ok(vec![all.swap_remove(self.series)]);
        }
        Err(Problem::Invalid(format!("the model has no series number {}", self.series)))
    }
}

impl Fitted for Among {
    fn predict(&self, future: &Future) -> Result<Forecast, Problem> {
        let made = self.fitted.predict(&self.with(future))?;
        Ok(Forecast { series: self.of(made.series)? })
    }

    fn contributions(
        &self,
        future: &Future,
        observer: &mut dyn Observer,
    ) -> Option<Result<Vec<Explanation>, Problem>> {
        let all = self.fitted.contributions(&self.with(future), observer)?;
        Some(all.and_then(|all| self.of(all)))
    }
}
