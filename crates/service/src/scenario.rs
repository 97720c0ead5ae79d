//! What-if scenarios: computed by the server with the model that the browser has, and stored.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::{Scenario, ScenarioInput};
use almanac_domain::{Actor, Capability, ForecastId, Page, PageRequest, ProjectId, ScenarioId};
use almanac_ingest::Values;
use almanac_store::scenario;
use serde_json::json;

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::forecast::Baseline;
use crate::numbers::One;
use crate::{App, Error, Result, access};

/// The forecast of the baseline and that of the scenario.
async fn compute(app: &App, actor: &Actor, project: ProjectId, input: &ScenarioInput) -> Result<(One, One)> {
    let tx = access::read(app, actor, project, Capability::ScenarioWrite).await?;
    input.validate()?;
    let edits: almanac_forecast::scenario::Scenario = serde_json::from_value(input.edits.clone())
        .map_err(|error| Error::field("edits", error.to_string()))?;
    let missing = |field, why| {
        move |error| match error {
            Error::NotFound => Error::field(field, why),
            other => other,
        }
    };
    let baseline = Baseline::load(app, actor, tx, project, input.forecast_id).await;
    let baseline = baseline.map_err(missing("forecast_id", "there is no such forecast"))?;
    let series = baseline.of_series(app, actor, Some(&input.unique_id)).await;
    let series = series.map_err(missing("unique_id", "there is no such series"))?;
    blocking(move || {
        series.snapshot.check(&edits)?;
        let changed = edits.apply(&series.engine.futr(), &series.drivers);
        let changed = changed.map_err(|error| Error::field("edits", error.to_string()))?;
        Ok((series.predict(&series.drivers)?, series.predict(&changed)?))
    })
    .await
}

/// Computes and saves a scenario.
pub async fn save(app: &App, actor: &Actor, project: ProjectId, input: ScenarioInput) -> Result<Scenario> {
    let (baseline, one) = compute(app, actor, project, &input).await?;
    let now = app.now();
    let made = Scenario {
        id: ScenarioId(app.new_id()),
        name: input.name.trim().to_owned(),
        forecast_id: input.forecast_id,
        unique_id: input.unique_id,
        edits: input.edits,
        ds: one.ds,
        mean: one.mean,
        bands: one.bands,
        baseline: baseline.mean,
        created_at: now,
        updated_at: now,
    };
    let mut tx = access::write(app, actor, project, Capability::ScenarioWrite).await?;
    scenario::insert(&mut tx, project, &made).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "scenario.create", Object("scenario", made.id.0), detail).await?;
    tx.save().await?;
    Ok(made)
}

/// The scenarios of a project, or of one forecast.
pub async fn list(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    forecast: Option<ForecastId>,
    page: PageRequest,
) -> Result<Page<Scenario>> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    Ok(scenario::list(&mut tx, project, forecast, page).await?)
}

/// A scenario.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: ScenarioId) -> Result<Scenario> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    Ok(scenario::get(&mut tx, project, id).await?)
}

/// Changes a scenario and computes it again.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ScenarioId,
    input: ScenarioInput,
) -> Result<Scenario> {
    let mut tx = access::read(app, actor, project, Capability::ScenarioWrite).await?;
    scenario::get(&mut tx, project, id).await?;
    drop(tx);
    let (baseline, one) = compute(app, actor, project, &input).await?;
    let mut tx = access::write(app, actor, project, Capability::ScenarioWrite).await?;
    let stored = scenario::get(&mut tx, project, id).await?;
    let changed = Scenario {
        id,
        name: input.name.trim().to_owned(),
        forecast_id: input.forecast_id,
        unique_id: input.unique_id,
        edits: input.edits,
        ds: one.ds,
        mean: one.mean,
        bands: one.bands,
        baseline: baseline.mean,
        created_at: stored.created_at,
        updated_at: app.now(),
    };
    scenario::update(&mut tx, project, &changed).await?;
    let detail = json!({ "name": changed.name });
    record(app, &mut tx, actor, "scenario.update", Object("scenario", id.0), detail).await?;
    tx.save().await?;
    Ok(changed)
}

/// Deletes a scenario.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: ScenarioId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::ScenarioWrite).await?;
    scenario::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "scenario.delete", Object("scenario", id.0), json!({})).await?;
    Ok(tx.save().await?)
}

/// Baseline, scenario and difference by period as CSV.
pub async fn export_csv(app: &App, actor: &Actor, project: ProjectId, id: ScenarioId) -> Result<Vec<u8>> {
    let found = get(app, actor, project, id).await?;
    let float = |name: &str, values: Vec<f64>| {
        let column = Column { name: name.to_owned(), kind: ColumnType::Float };
        (column, Values::Float(values.into_iter().map(Some).collect()))
    };
    let text = |name: &str, values: Vec<String>| {
        let column = Column { name: name.to_owned(), kind: ColumnType::Text };
        (column, Values::Text(values.into_iter().map(Some).collect()))
    };
    let difference = found.mean.iter().zip(&found.baseline).map(|(s, b)| s - b).collect();
    let mut table = vec![
        text("unique_id", vec![found.unique_id; found.ds.len()]),
        text("ds", found.ds),
        float("baseline", found.baseline),
        float("scenario", found.mean),
        float("difference", difference),
    ];
    for band in found.bands {
        table.push(float(&format!("scenario-lo-{}", band.level), band.lo));
        table.push(float(&format!("scenario-hi-{}", band.level), band.hi));
    }
    let mut tx = app.write(actor.org_id).await?;
    record(app, &mut tx, actor, "scenario.export", Object("scenario", id.0), json!({})).await?;
    tx.save().await?;
    Ok(almanac_ingest::csv_text(&table).into_bytes())
}
