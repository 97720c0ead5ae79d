//! A forecast as its neural model sees it: the baseline of what-ifs and scenarios.

use almanac_domain::model::{Forecast, SeriesChoice, WhatIf, WhatIfDriver};
use almanac_domain::{Actor, Capability, ForecastId, ProjectId};
use almanac_forecast::neural::Engine;
use almanac_forecast::{DriverValues, FutureSeries};
use almanac_store::{Tx, file, forecast, model};

use super::{FUTURE, series_view};
use crate::error::blocking;
use crate::measure::Measured;
use crate::model::{SnapshotFiles, best_artifact, engine};
use crate::numbers::{self, One};
use crate::snapshot::Snapshot;
use crate::{App, Error, Result, access};

/// A forecast and the neural model that plays with it.
pub(crate) struct Baseline {
    forecast: Forecast,
    target: String,
    files: SnapshotFiles,
    engine: Engine,
    /// The method of the engine.
    method: String,
    future: Vec<FutureSeries>,
}

/// One series of a baseline.
pub(crate) struct BaselineSeries {
    forecast: Forecast,
    target: String,
    /// Of the series alone, as the engine.
    pub(crate) snapshot: Snapshot,
    pub(crate) engine: Engine,
    method: String,
    /// The future of its drivers.
    pub(crate) drivers: Vec<Vec<f64>>,
}

impl Baseline {
    /// # Errors
    /// [`Error::Conflict`] if the model has no neural model with drivers.
    pub(crate) async fn load(
        app: &App,
        actor: &Actor,
        mut tx: Tx,
        project: ProjectId,
        id: ForecastId,
    ) -> Result<Self> {
        let forecast = forecast::get(&mut tx, project, id).await?;
        let model = model::get(&mut tx, project, forecast.model_id).await?;
        let artifact = best_artifact(&mut tx, &model).await?.filter(|_| model.what_if);
        let Some((method, artifact)) = artifact else {
            let message = if model.config.hierarchy.is_some() {
                "there is no what-if for series of a hierarchy: the changed one would no longer add up with the others"
            } else {
                "a what-if needs a neural model with a driver that is known in advance"
            };
            return Err(Error::Conflict(message.to_owned()));
        };
        let future = file::find(&mut tx, id.0, FUTURE).await?;
        let future = future.ok_or_else(|| Error::internal("a forecast has no future"))?;
        let files = SnapshotFiles::find(&mut tx, model.id).await?;
        drop(tx);
        let future = app.files().read(actor.org_id, &future).await?;
        Ok(Self {
            forecast,
            target: model.config.target,
            files,
            engine: engine(app, actor, &artifact).await?,
            method,
            future: serde_json::from_slice(&future).map_err(Error::internal)?,
        })
    }

    fn ids(&self) -> impl Iterator<Item = &String> {
        self.engine.context().iter().map(|series| &series.unique_id)
    }

    /// One of its series, the first one if none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none of that id.
    pub(crate) async fn of_series(
        self,
        app: &App,
        actor: &Actor,
        unique_id: Option<&str>,
    ) -> Result<BaselineSeries> {
        let unique_id = unique_id.map(str::to_owned).or_else(|| self.ids().next().cloned());
        let unique_id = unique_id.ok_or(Error::NotFound)?;
        let future = self.future.into_iter().find(|future| future.unique_id == unique_id);
        Ok(BaselineSeries {
            forecast: self.forecast,
            target: self.target,
            snapshot: self.files.read_series(app, actor, &unique_id).await?,
            engine: self.engine.of_series(&unique_id).ok_or(Error::NotFound)?,
            method: self.method,
            drivers: future
                .ok_or_else(|| Error::internal("the future of a forecast lacks a series"))?
                .drivers,
        })
    }
}

impl BaselineSeries {
    /// The forecast under these drivers.
    pub(crate) fn predict(&self, drivers: &[Vec<f64>]) -> Result<One> {
        let measured = Measured::inference(&self.method);
        let forecast = self.engine.predict(0, drivers).map_err(Error::from);
        measured.end(&forecast);
        let snapshot = &self.snapshot;
        let forecast = almanac_forecast::Forecast { series: vec![forecast?] };
        numbers::one(&numbers::table(&self.forecast.model, snapshot.time, snapshot.frequency(), &forecast))
    }

    fn what_if(self, series: SeriesChoice, artifact_url: String) -> Result<WhatIf> {
        let snapshot = &self.snapshot;
        let past = snapshot.panel.series.first().ok_or(Error::NotFound)?;
        let drivers = snapshot.panel.known().zip(&self.drivers).map(|(d, values)| {
            let driver = &snapshot.panel.drivers[d];
            let finite = || past.drivers[d].iter().chain(values).copied().filter(|v| v.is_finite());
            WhatIfDriver {
                name: driver.name.clone(),
                levels: match &driver.values {
                    DriverValues::Categorical { levels } => levels.clone(),
                    DriverValues::Numeric => Vec::new(),
                },
                values: values.clone(),
                min: finite().reduce(f64::min).unwrap_or(0.0),
                max: finite().reduce(f64::max).unwrap_or(0.0),
                fixed: snapshot.is_fixed(d),
            }
        });
        Ok(WhatIf {
            drivers: drivers.collect(),
            view: series_view(snapshot, self.predict(&self.drivers)?)?,
            target: self.target,
            series,
            artifact_url,
            forecast: self.forecast,
        })
    }
}

/// What the what-if page needs for one series, the first one if none is named.
pub async fn what_if(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    unique_id: Option<&str>,
) -> Result<WhatIf> {
    let tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let baseline = Baseline::load(app, actor, tx, project, id).await?;
    let series = SeriesChoice::of(baseline.ids().cloned().collect());
    let one = baseline.of_series(app, actor, unique_id).await?;
    blocking(move || {
        let unique_id = &one.snapshot.panel.series.first().ok_or(Error::NotFound)?.unique_id;
        let artifact_url = format!(
            "/api/v1/projects/{project}/models/{}/artifact?{}",
            one.forecast.model_id,
            url::form_urlencoded::Serializer::new(String::new()).append_pair("unique_id", unique_id).finish()
        );
        one.what_if(series, artifact_url)
    })
    .await
}
