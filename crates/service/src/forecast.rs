//! Stored forecasts.

mod explanation;
mod futures;
mod make;
mod total;
mod what_if;

use almanac_domain::model::{Forecast, NodeLevel, SeriesView};
use almanac_domain::saved::ExportFormat;
use almanac_domain::{Actor, Capability, ForecastId, Page, PageRequest, ProjectId};
use almanac_forecast::hierarchy::Level;
use almanac_store::file::StoredFile;
use almanac_store::{Tx, file, forecast, scenario};
use serde_json::json;

pub use explanation::{Explaining, explain, explanation, explanation_role};
pub use futures::sample_paths;
pub use make::make;
pub use total::DEPENDENCE;
pub(crate) use what_if::Baseline;
pub use what_if::what_if;

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::model::SnapshotFiles;
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
    ids_in(app, actor, &stored).await
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

/// The series of a file of numbers.
async fn ids_in(app: &App, actor: &Actor, stored: &StoredFile) -> Result<Vec<String>> {
    let path = app.files().path(actor.org_id, stored);
    blocking(move || Ok(almanac_ingest::read_series(&path)?)).await
}

/// The forecast of a series in a file of numbers, the first one if none is named, behind its id.
async fn read_one(
    app: &App,
    actor: &Actor,
    stored: &StoredFile,
    unique_id: Option<&str>,
) -> Result<(String, One)> {
    let path = app.files().path(actor.org_id, stored);
    let named = unique_id.map(str::to_owned);
    blocking(move || {
        let first = || almanac_ingest::read_series(&path)?.into_iter().next().ok_or(Error::NotFound);
        let unique_id = named.map_or_else(first, Ok)?;
        let one = numbers::one(&almanac_ingest::read_rows_of(&path, &unique_id)?)?;
        Ok((unique_id, one))
    })
    .await
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
    let (unique_id, one) = read_one(app, actor, &stored, unique_id).await?;
    let snapshot = snapshot.read_series(app, actor, &unique_id).await?;
    let total = blocking({
        let one = one.clone();
        move || Ok(total::total(&one, dependence))
    });
    Ok(SeriesView { total: total.await?, ..series_view(&snapshot, one)? })
}

/// A forecast with the end of its history: that of the only series of the snapshot.
fn series_view(snapshot: &Snapshot, one: One) -> Result<SeriesView> {
    let past = snapshot.panel.series.first().ok_or(Error::NotFound)?;
    let shown = (10 * snapshot.panel.season()).max(5 * one.mean.len()).min(MOST_HISTORY);
    let from = past.y.len().saturating_sub(shown);
    let start = snapshot.frequency().advance(past.start, from as i64);
    let ds = snapshot.frequency().grid(start, past.y.len() - from);
    Ok(SeriesView {
        unique_id: past.unique_id.clone(),
        history_ds: numbers::texts(&ds, snapshot.time),
        history_y: past.y[from..].iter().map(|y| y.is_finite().then_some(*y)).collect(),
        ds: one.ds,
        mean: one.mean,
        bands: one.bands,
        total: None,
    })
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
