//! Explanations of forecasts: asked for by people, computed by a job, kept as a file of the forecast for each series.
//!
//! A method without an artifact is fitted anew, which can take as long as the training: longer than a request may.

mod fitted;
mod goal;
mod parts;

use almanac_domain::job::Job;
use almanac_domain::model::{DriverUse, ExplainForecast, ForecastExplanation, Model};
use almanac_domain::{Actor, Capability, ForecastId, OrgId, ProjectId};
use almanac_forecast::neural::Engine;
use almanac_forecast::{Fitted, Future, FutureSeries, Observer, Panel};
use almanac_store::{Tx, file, forecast, model};
use serde_json::json;

use super::{FUTURE, ids_in, numbers_file, read_one};
use crate::audit::{Object, record};
use crate::job::{self, ForecastExplain};
use crate::model::{SnapshotFiles, artifact_role, engine, method, search_of};
use crate::numbers;
use crate::snapshot::Snapshot;
use crate::{App, Error, Result, access};

/// Goals that are kept with an explanation.
const MOST_GOALS: usize = 20;

/// The role of the file with the explanation of a series.
pub fn explanation_role(series: usize) -> String {
    format!("explanation-{series}")
}

/// Begins to explain the forecast of a series.
pub async fn explain(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    input: ExplainForecast,
) -> Result<Job> {
    let mut tx = access::read(app, actor, project, Capability::ModelTrain).await?;
    input.validate()?;
    let stored = numbers_file(&mut tx, project, id).await?;
    drop(tx);
    let ids = ids_in(app, actor, &stored).await?;
    let series = place(&ids, input.unique_id.as_deref());
    let series = series.ok_or_else(|| Error::field("unique_id", "there is no such series"))?;
    let mut tx = access::write(app, actor, project, Capability::ModelTrain).await?;
    forecast::get(&mut tx, project, id).await?;
    let payload = ForecastExplain {
        version: 1,
        forecast_id: id,
        series,
        percent: input.percent,
        user_id: actor.user_id,
    };
    let job = job::enqueue(app, &mut tx, project, &payload).await?;
    let detail = json!({ "series": ids.get(series), "percent": input.percent });
    record(app, &mut tx, actor, "forecast.explain", Object("forecast", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(job)
}

/// The place of a series, the first one if none is named.
fn place(ids: &[String], unique_id: Option<&str>) -> Option<usize> {
    match unique_id {
        None => (!ids.is_empty()).then_some(0),
        Some(wanted) => ids.iter().position(|id| id == wanted),
    }
}

/// The explanation of a series, the first one if none is named; none if it was not computed yet.
///
/// # Errors
/// [`Error::NotFound`] if there is no such series.
pub async fn explanation(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    unique_id: Option<&str>,
) -> Result<Option<ForecastExplanation>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let stored = numbers_file(&mut tx, project, id).await?;
    let ids = ids_in(app, actor, &stored).await?;
    let series = place(&ids, unique_id).ok_or(Error::NotFound)?;
    kept(app, &mut tx, actor, id, series).await
}

async fn kept(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    id: ForecastId,
    series: usize,
) -> Result<Option<ForecastExplanation>> {
    let Some(stored) = file::find(tx, id.0, &explanation_role(series)).await? else { return Ok(None) };
    let bytes = app.files().read(actor.org_id, &stored).await?;
    serde_json::from_slice(&bytes).map(Some).map_err(Error::internal)
}

/// What a job needs that explains the forecast of a series.
pub struct Explaining {
    app: App,
    trained: Model,
    asked: Box<dyn almanac_forecast::Model>,
    snapshot: Snapshot,
    engine: Option<Engine>,
    /// Of all series.
    future: Future,
    series: usize,
    /// The forecast that is stored.
    stored: numbers::One,
    kept: Option<ForecastExplanation>,
    percent: f64,
}

impl Explaining {
    /// Reads what is needed.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the forecast is gone or this version of the program does not know its model,
    /// [`Error::Forbidden`] if who asked may not read it any more.
    pub async fn load(
        app: &App,
        (org, project): (OrgId, ProjectId),
        payload: &ForecastExplain,
    ) -> Result<Self> {
        let actor = access::on_behalf(app, org, payload.user_id).await?;
        let mut tx = access::read(app, &actor, project, Capability::ForecastRead).await?;
        let id = payload.forecast_id;
        let gone = || Error::Conflict("the forecast is gone".to_owned());
        let found = forecast::find(&mut tx, project, id).await?.ok_or_else(gone)?;
        let trained = model::get(&mut tx, project, found.model_id).await?;
        let artifact = file::find(&mut tx, trained.id.0, &artifact_role(&found.model)).await?;
        let future = file::find(&mut tx, id.0, FUTURE).await?;
        let future = future.ok_or_else(|| Error::internal("a forecast has no future"))?;
        let stored = numbers_file(&mut tx, project, id).await?;
        let kept = kept(app, &mut tx, &actor, id, payload.series).await?;
        let search = Box::pin(search_of(app, &mut tx, &actor, trained.id, &found.model)).await?;
        let snapshot = SnapshotFiles::find(&mut tx, trained.id).await?;
        drop(tx);
        let snapshot = snapshot.read(app, &actor).await?;
        let future = app.files().read(org, &future).await?;
        let series: Vec<FutureSeries> = serde_json::from_slice(&future).map_err(Error::internal)?;
        let engine = match &artifact {
            Some(stored) => Some(engine(app, &actor, stored).await?),
            None => None,
        };
        let past = snapshot.panel.series.get(payload.series);
        let past = past.ok_or_else(|| Error::internal("the panel of a model lacks a series"))?;
        Ok(Self {
            app: app.clone(),
            asked: method(&found.model, search.as_ref())?,
            future: Future { h: trained.config.horizon as usize, series },
            stored: read_one(app, &actor, &stored, Some(&past.unique_id)).await?.1,
            trained,
            snapshot,
            engine,
            series: payload.series,
            kept,
            percent: payload.percent,
        })
    }

    /// The fitted model, as far as something is to be computed: a network from its artifact, others fitted anew.
    ///
    /// # Errors
    /// Those of the model; [`Error::Conflict`] if `observer` stops it.
    pub fn fit(&mut self, observer: &mut dyn Observer) -> Result<Option<Box<dyn Fitted>>> {
        if self.known().is_some() {
            return Ok(None);
        }
        fitted::fit(self, observer).map(Some)
    }

    /// The explanation of the forecast of `fitted`, or the one that is there already.
    ///
    /// # Errors
    /// Those of the model; [`Error::Conflict`] if `observer` stops it.
    pub fn explain(
        mut self,
        fitted: Option<Box<dyn Fitted>>,
        observer: &mut dyn Observer,
    ) -> Result<ForecastExplanation> {
        let (panel, future, drivers) = (self.panel(), self.alone(), self.drivers());
        let kept = self.kept.take();
        let Some(fitted) = fitted else {
            return kept.ok_or_else(|| Error::internal("an explanation was not computed"));
        };
        let mut made = match kept {
            Some(kept) => kept,
            None => parts::explained(&self, fitted.as_ref(), (&panel, &future), drivers, observer)?,
        };
        if drivers == DriverUse::Used {
            made.goals.retain(|known| !known.is_for(self.percent));
            made.goals.push(goal::answer(fitted.as_ref(), &panel, &future, self.percent, observer)?);
            let old = made.goals.len().saturating_sub(MOST_GOALS);
            made.goals.drain(..old);
        }
        Ok(made)
    }

    /// The explanation that is there already, if nothing is missing in it.
    fn known(&self) -> Option<&ForecastExplanation> {
        let kept = self.kept.as_ref()?;
        let told = kept.goals.iter().any(|goal| goal.is_for(self.percent));
        (told || self.drivers() != DriverUse::Used).then_some(kept)
    }

    fn drivers(&self) -> DriverUse {
        let uses = self.asked.capabilities().drivers;
        match (self.snapshot.panel.futr().next().is_some(), uses) {
            (true, true) => DriverUse::Used,
            (true, false) => DriverUse::Unused,
            (false, _) => DriverUse::Absent,
        }
    }

    /// The panel of the series alone.
    fn panel(&self) -> Panel {
        let all = &self.snapshot.panel;
        all.with_series(all.series.get(self.series).cloned().into_iter().collect())
    }

    /// The future of the series alone.
    fn alone(&self) -> Future {
        Future {
            h: self.future.h,
            series: self.future.series.get(self.series).cloned().into_iter().collect(),
        }
    }

    /// Whether these are the numbers that are stored, as far as single precision goes.
    fn agrees(&self, mean: &[f64]) -> bool {
        let stored = &self.stored.mean;
        let size = stored.iter().fold(0.0_f64, |size, v| size.max(v.abs()));
        mean.len() == stored.len()
            && mean.iter().zip(stored).all(|(a, b)| (a - b).abs() <= 1e-4 * size.max(f64::MIN_POSITIVE))
    }
}
