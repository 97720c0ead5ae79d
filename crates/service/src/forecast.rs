//! Stored forecasts.

mod explanation;
mod futures;
mod make;
mod total;

use almanac_domain::data::Column;
use almanac_domain::model::{Forecast, NodeLevel, SeriesChoice, SeriesView, WhatIf, WhatIfDriver};
use almanac_domain::saved::ExportFormat;
use almanac_domain::{Actor, Capability, ForecastId, Page, PageRequest, ProjectId};
use almanac_forecast::hierarchy::Level;
use almanac_forecast::{DriverValues, FutureSeries};
use almanac_ingest::Values;
use almanac_store::file::StoredFile;
use almanac_store::{Tx, file, forecast, model, scenario};
use serde_json::json;

pub use explanation::{Explaining, explain, explanation, explanation_role};
pub use futures::sample_paths;
pub use make::make;
pub use total::DEPENDENCE;

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::measure::Measured;
use crate::model::{SnapshotFiles, best_artifact, engine};
use crate::numbers::{self, NUMBERS, One};
use crate::snapshot::Snapshot;
use crate::{App, Error, Result, access, files};

/// The role of the file with the future of a forecast's drivers.
const FUTURE: &str = "future";
/// Periods of history that are shown at most.
const MOST_HISTORY: usize = 2_000;

/// The forecasts of a project.
pub async fn list(app: &App, actor: &Actor, project: ProjectId, page: PageRequest) -> Result<Page<Forecast>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    Ok(forecast::list(&mut tx, project, page).await?)
}

/// A forecast without its numbers.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: ForecastId) -> Result<Forecast> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    Ok(forecast::get(&mut tx, project, id).await?)
}

/// Deletes a forecast with its scenarios.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: ForecastId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::ModelTrain).await?;
    scenario::delete_of(&mut tx, project, id).await?;
    file::release(&mut tx, id.0).await?;
    forecast::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "forecast.delete", Object("forecast", id.0), json!({})).await?;
    tx.save().await?;
    files::sweep(app, actor.org_id).await
}

/// The ids of its series.
pub async fn series_ids(app: &App, actor: &Actor, project: ProjectId, id: ForecastId) -> Result<Vec<String>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let stored = numbers_file(&mut tx, project, id).await?;
    drop(tx);
    numbers::ids(&read_numbers(app, actor, &stored).await?)
}

/// The series that somebody means who typed this: the one of that id, else the first whose id contains it, upper and
/// lower case alike. What is none of them stays as it is.
pub fn meant(ids: &[String], typed: Option<String>) -> Option<String> {
    let typed = typed.filter(|typed| !typed.trim().is_empty())?;
    if ids.contains(&typed) {
        return Some(typed);
    }
    let part = typed.trim().to_lowercase();
    let like = ids.iter().find(|id| id.to_lowercase().contains(&part));
    Some(like.cloned().unwrap_or(typed))
}

/// Its series by level, the total first; none if the model has no hierarchy.
pub async fn nodes(app: &App, actor: &Actor, project: ProjectId, id: ForecastId) -> Result<Vec<NodeLevel>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let found = forecast::get(&mut tx, project, id).await?;
    let files = SnapshotFiles::find(&mut tx, found.model_id).await?;
    drop(tx);
    let Some(hierarchy) = files.hierarchy(app, actor).await? else { return Ok(Vec::new()) };
    let names = |level: &Level| {
        let names = level.nodes.iter().filter_map(|node| hierarchy.nodes().get(*node)).cloned();
        NodeLevel { level: level.name.clone(), nodes: names.collect() }
    };
    Ok(hierarchy.levels().iter().map(names).collect())
}

async fn numbers_file(tx: &mut Tx, project: ProjectId, id: ForecastId) -> Result<StoredFile> {
    forecast::get(tx, project, id).await?;
    file::find(tx, id.0, NUMBERS).await?.ok_or_else(|| Error::internal("a forecast has no numbers"))
}

async fn read_numbers(app: &App, actor: &Actor, stored: &StoredFile) -> Result<Vec<(Column, Values)>> {
    let path = app.files().path(actor.org_id, stored);
    blocking(move || Ok(almanac_ingest::read_parquet(&path)?)).await
}

/// History and forecast of one series, the first one if none is named.
pub async fn view(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    unique_id: Option<&str>,
) -> Result<SeriesView> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let found = forecast::get(&mut tx, project, id).await?;
    let stored = numbers_file(&mut tx, project, id).await?;
    let snapshot = SnapshotFiles::find(&mut tx, found.model_id).await?;
    let dependence = total::read(app, &mut tx, actor, id.0).await?;
    drop(tx);
    let snapshot = snapshot.read(app, actor).await?;
    let table = read_numbers(app, actor, &stored).await?;
    let series = snapshot.series(unique_id)?;
    let one = numbers::one(&table, &snapshot.panel.series[series].unique_id)?;
    let total = blocking({
        let one = one.clone();
        move || Ok(total::total(&one, dependence))
    });
    Ok(SeriesView { total: total.await?, ..series_view(&snapshot, series, one) })
}

/// A forecast with the end of its history.
fn series_view(snapshot: &Snapshot, series: usize, one: One) -> SeriesView {
    let past = &snapshot.panel.series[series];
    let shown = (10 * snapshot.panel.season()).max(5 * one.mean.len()).min(MOST_HISTORY);
    let from = past.y.len().saturating_sub(shown);
    let start = snapshot.frequency().advance(past.start, from as i64);
    let ds = snapshot.frequency().grid(start, past.y.len() - from);
    SeriesView {
        unique_id: past.unique_id.clone(),
        history_ds: numbers::texts(&ds, snapshot.time),
        history_y: past.y[from..].iter().map(|y| y.is_finite().then_some(*y)).collect(),
        ds: one.ds,
        mean: one.mean,
        bands: one.bands,
        total: None,
    }
}

/// All numbers of a forecast in a format.
pub async fn export(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    format: ExportFormat,
) -> Result<Vec<u8>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    let stored = numbers_file(&mut tx, project, id).await?;
    drop(tx);
    let (from, to) = (app.files().path(actor.org_id, &stored), app.files().temporary(app.new_id()));
    let bytes = blocking(move || {
        almanac_ingest::convert(&from, format, to.path())?;
        Ok(std::fs::read(to.path())?)
    })
    .await?;
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "bytes": bytes.len() });
    record(app, &mut tx, actor, "forecast.export", Object("forecast", id.0), detail).await?;
    tx.save().await?;
    Ok(bytes)
}

/// A forecast as its neural model sees it: the baseline of scenarios.
pub(crate) struct Baseline {
    pub(crate) forecast: Forecast,
    pub(crate) target: String,
    pub(crate) snapshot: Snapshot,
    pub(crate) engine: almanac_forecast::neural::Engine,
    /// The method of the engine.
    method: String,
    pub(crate) future: Vec<FutureSeries>,
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
        let snapshot = SnapshotFiles::find(&mut tx, model.id).await?;
        drop(tx);
        let future = app.files().read(actor.org_id, &future).await?;
        Ok(Self {
            forecast,
            target: model.config.target,
            snapshot: snapshot.read(app, actor).await?,
            engine: engine(app, actor, &artifact).await?,
            method,
            future: serde_json::from_slice(&future).map_err(Error::internal)?,
        })
    }

    /// The future of a series' drivers.
    pub(crate) fn drivers(&self, series: usize) -> Result<&[Vec<f64>]> {
        let found = self.future.get(series).map(|future| future.drivers.as_slice());
        found.ok_or_else(|| Error::internal("the future of a forecast lacks a series"))
    }

    /// The forecast of a series under these drivers.
    pub(crate) fn predict(&self, series: usize, drivers: &[Vec<f64>]) -> Result<One> {
        let measured = Measured::inference(&self.method);
        let forecast = self.engine.predict(series, drivers).map_err(Error::from);
        measured.end(&forecast);
        let forecast = forecast?;
        let snapshot = &self.snapshot;
        let forecast = almanac_forecast::Forecast { series: vec![forecast] };
        let table = numbers::table(&self.forecast.model, snapshot.time, snapshot.frequency(), &forecast);
        numbers::one(&table, &forecast.series[0].unique_id)
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
    let unique_id = unique_id.map(str::to_owned);
    blocking(move || {
        let snapshot = &baseline.snapshot;
        let series_index = snapshot.series(unique_id.as_deref())?;
        let values = baseline.drivers(series_index)?;
        let one = baseline.predict(series_index, values)?;
        let past = &snapshot.panel.series[series_index];
        let drivers = snapshot.panel.known().zip(values).map(|(d, values)| {
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
            target: baseline.target.clone(),
            series: SeriesChoice::of(snapshot.panel.series.iter().map(|s| s.unique_id.clone()).collect()),
            series_index,
            view: series_view(snapshot, series_index, one),
            drivers: drivers.collect(),
            artifact_url: format!(
                "/api/v1/projects/{project}/models/{}/artifact",
                baseline.forecast.model_id
            ),
            forecast: baseline.forecast,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_meant_by_its_name_or_else_by_a_part_of_it() {
        let ids = ["Shop 11", "shop 1", "north"].map(str::to_owned);
        let meant = |typed: &str| meant(&ids, Some(typed.to_owned()));
        for (typed, expected) in
            [("shop 1", "shop 1"), ("SHOP 1", "Shop 11"), (" Nor ", "north"), ("south", "south")]
        {
            assert_eq!(meant(typed).as_deref(), Some(expected), "{typed}");
        }
        assert_eq!((meant(" "), super::meant(&ids, None)), (None, None));
    }
}
