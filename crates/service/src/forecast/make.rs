//! Making a forecast.

use almanac_domain::model::{Forecast, FutureDrivers, MakeForecast, Model, ModelState, Source};
use almanac_domain::{Actor, Capability, ForecastId, ProjectId};
use almanac_forecast::paths::Dependence;
use almanac_forecast::{Future, Silent, auto};
use almanac_store::{Tx, file, forecast, model};
use serde_json::json;

use super::FUTURE;
use super::total::{self, DEPENDENCE};
use crate::audit::{Object, record};
use crate::error::blocking;
use crate::files::Stored;
use crate::hierarchy::Coherent;
use crate::measure::Measured;
use crate::model::{Kept, SnapshotFiles, artifact_role, engine, plan, search_of};
use crate::numbers::{self, NUMBERS};
use crate::snapshot::Snapshot;
use crate::{App, Error, Result, access, source};

/// Makes a forecast with a trained model.
pub async fn make(app: &App, actor: &Actor, project: ProjectId, input: MakeForecast) -> Result<Forecast> {
    let mut tx = access::read(app, actor, project, Capability::ModelTrain).await?;
    input.validate()?;
    let trained = model::find(&mut tx, project, input.model_id).await?;
    let trained = trained.ok_or_else(|| Error::field("model_id", "there is no such model"))?;
    if trained.state != ModelState::Ready {
        return Err(Error::Conflict("the model is not trained".to_owned()));
    }
    let method = method(&trained, input.model.as_deref())?;
    let artifact = file::find(&mut tx, trained.id.0, &artifact_role(&method)).await?;
    let dependence = Box::pin(total::of_method(app, &mut tx, actor, trained.id, &method)).await?;
    let search = Box::pin(search_of(app, &mut tx, actor, trained.id, &method)).await?;
    let snapshot = SnapshotFiles::find(&mut tx, trained.id).await?.read(app, actor).await?;
    let config = (trained.id, &trained.config);
    let coherent = Coherent::find(app, actor, &mut tx, config, &method, snapshot.hierarchy.as_ref()).await?;
    let future = future(app, tx, (actor, project), &trained, &snapshot, &input.future).await?;
    let engine = match &artifact {
        Some(stored) => Some(engine(app, actor, stored).await?),
        None => None,
    };
    let measured = Measured::inference(&method);
    let mut work = Work { trained, method, search, snapshot, future, dependence, coherent };
    let made = blocking(move || {
        let base = match engine {
            Some(engine) => engine.forecast(&work.future)?,
            None => work.refit()?,
        };
        let made = work.coherent(base)?;
        Ok((work, made))
    })
    .await;
    measured.end(&made);
    let (work, made) = made?;
    save(app, actor, project, input.name.trim(), work, made).await
}

/// The method of that name, or the winner.
fn method(trained: &Model, wanted: Option<&str>) -> Result<String> {
    let Some(wanted) = wanted else {
        return trained.winner.clone().ok_or_else(|| Error::Conflict("the model has no winner".to_owned()));
    };
    let known = trained.leaderboard.iter().find(|score| score.model.eq_ignore_ascii_case(wanted));
    let known = known.ok_or_else(|| Error::field("model", format!("{wanted:?} was not trained")))?;
    Ok(known.model.clone())
}

async fn future(
    app: &App,
    mut tx: Tx,
    (actor, project): (&Actor, ProjectId),
    trained: &Model,
    snapshot: &Snapshot,
    from: &FutureDrivers,
) -> Result<Future> {
    let h = trained.config.horizon as usize;
    match from {
        FutureDrivers::Auto => Ok(snapshot.known(h)),
        FutureDrivers::RepeatSeason => Ok(snapshot.repeated(h)),
        FutureDrivers::Dataset { id } => {
            let found = almanac_store::dataset::find(&mut tx, project, *id).await?;
            found.ok_or_else(|| Error::field("future.id", "there is no such data set"))?;
            source::whole(&mut tx, actor, project, *id).await?;
            let columns = source::read(app, tx, project, Source::Dataset(*id)).await?;
            snapshot.given(&columns, &trained.config, h)
        }
    }
}

/// What a forecast is made of.
struct Work {
    trained: Model,
    method: String,
    /// Where the options of a tuned method are.
    search: Option<Kept>,
    snapshot: Snapshot,
    future: Future,
    /// How its errors go together, if that is known.
    dependence: Option<Dependence>,
    coherent: Option<Coherent>,
}

impl Work {
    /// The forecasts of all nodes of a hierarchy, made to add up.
    fn coherent(&self, base: almanac_forecast::Forecast) -> Result<almanac_forecast::Forecast> {
        match self.snapshot.hierarchy.as_ref().zip(self.coherent.as_ref()) {
            Some((hierarchy, coherent)) => coherent.of(hierarchy, &base),
            None => Ok(base),
        }
    }

    /// The name of the forecasts in the table of numbers.
    fn column(&self) -> String {
        self.coherent.as_ref().map_or_else(|| self.method.clone(), |coherent| coherent.name(&self.method))
    }

    /// A method without an artifact is fitted to the snapshot again.
    fn refit(&mut self) -> Result<almanac_forecast::Forecast> {
        let method = crate::model::method(&self.method, self.search.as_ref())?;
        let plan = plan(&self.trained.config);
        let fitted = auto::fit_alone(method.as_ref(), &self.snapshot.panel, &plan, &mut Silent)?;
        self.dependence = self.dependence.or(Some(fitted.dependence()));
        Ok(fitted.predict(&self.future)?)
    }
}

async fn save(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    name: &str,
    work: Work,
    made: almanac_forecast::Forecast,
) -> Result<Forecast> {
    let forecast = Forecast {
        id: ForecastId(app.new_id()),
        name: name.to_owned(),
        model_id: work.trained.id,
        model: work.method.clone(),
        horizon: i64::from(work.trained.config.horizon),
        series: i64::try_from(made.series.len()).unwrap_or(i64::MAX),
        created_at: app.now(),
    };
    let future = serde_json::to_vec(&work.future.series).map_err(Error::internal)?;
    let dependence =
        work.dependence.map(|it| serde_json::to_vec(&it)).transpose().map_err(Error::internal)?;
    let temporary = app.files().temporary(app.new_id());
    let path = temporary.path().to_owned();
    blocking(move || {
        let snapshot = &work.snapshot;
        let table = numbers::table(&work.column(), snapshot.time, snapshot.frequency(), &made);
        Ok(almanac_ingest::write_columns(&path, &table)?)
    })
    .await?;
    let mut stored = Stored::new(app, actor.org_id).await;
    stored.put_path(NUMBERS, "parquet", &temporary).await?;
    stored.put_bytes(FUTURE, "json", future).await?;
    if let Some(dependence) = dependence {
        stored.put_bytes(DEPENDENCE, "json", dependence).await?;
    }
    let written: Result<()> = async {
        let mut tx = access::write(app, actor, project, Capability::ModelTrain).await?;
        forecast::insert(&mut tx, project, &forecast).await?;
        stored.refer(&mut tx, forecast.id.0).await?;
        let detail = json!({ "name": forecast.name, "model": forecast.model });
        record(app, &mut tx, actor, "forecast.create", Object("forecast", forecast.id.0), detail).await?;
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await?;
    Ok(forecast)
}
