//! What uses what changed from one version of a schema to another.

use std::collections::{HashMap, HashSet};

use almanac_domain::model::Source as Trained;
use almanac_domain::source::{
    AffectedForecast, AffectedModel, AffectedQuery, AffectedScenario, SchemaImpact, TableName, diff,
};
use almanac_domain::{Actor, Capability, ProjectId, QueryId, SourceId};
use almanac_store::dependent::{self, Dependent};
use almanac_store::{Tx, source};

use crate::query::Changes;
use crate::{App, Result, access};

/// The saved queries that use what differs from one version to another, with what builds on them.
pub async fn impact(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    (from, to): (i64, i64),
) -> Result<SchemaImpact> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    source::get(&mut tx, project, id).await?;
    let before = app.open_sources().schema(&mut tx, project, (id, from)).await?;
    let after = app.open_sources().schema(&mut tx, project, (id, to)).await?;
    let changed: HashSet<TableName> =
        diff(&before, &after).tables.into_iter().map(|table| table.name).collect();
    let mut versions: HashMap<SourceId, (i64, i64)> =
        source::used(&mut tx, project).await?.into_iter().map(|(id, used)| (id, (used, used))).collect();
    versions.insert(id, (from, to));
    let changes = Changes::load(app, &mut tx, project).await?;
    let builds = builds(&mut tx, actor, project).await?;
    let mut queries = Vec::new();
    for query in changes.queries() {
        let concerned = |read: &(SourceId, &TableName, Option<i64>)| read.0 == id && changed.contains(read.1);
        if !changes.tables(query).iter().any(concerned) {
            continue;
        }
        let Some((name, problems)) = changes.problems(&mut tx, query, &versions).await? else { continue };
        if !problems.is_empty() {
            queries.push(AffectedQuery { id: query, name, problems, models: models(&builds, query) });
        }
    }
    queries.sort_by_key(|query| !query.is_broken());
    Ok(SchemaImpact { queries })
}

/// What builds on what, for who may see it.
async fn builds(tx: &mut Tx, actor: &Actor, project: ProjectId) -> Result<Vec<Dependent>> {
    if actor.may_use(Capability::ModelRead) && actor.may_use(Capability::ForecastRead) {
        Ok(dependent::list(tx, project).await?)
    } else {
        Ok(Vec::new())
    }
}

/// The models that learned from a query.
fn models(builds: &[Dependent], query: QueryId) -> Vec<AffectedModel> {
    let mut models: Vec<AffectedModel> = Vec::new();
    for line in builds.iter().filter(|line| line.source == Trained::Query(query)) {
        let (id, name) = line.model.clone();
        if models.last().is_none_or(|model| model.id != id) {
            models.push(AffectedModel { id, name, forecasts: Vec::new() });
        }
        if let Some(model) = models.last_mut() {
            add(model, line);
        }
    }
    models
}

/// Adds the forecast and the scenario of a line to its model. Lines of a forecast follow each other.
fn add(model: &mut AffectedModel, line: &Dependent) {
    let Some((id, name)) = line.forecast.clone() else { return };
    if model.forecasts.last().is_none_or(|forecast| forecast.id != id) {
        model.forecasts.push(AffectedForecast { id, name, scenarios: Vec::new() });
    }
    if let (Some(forecast), Some((id, name))) = (model.forecasts.last_mut(), line.scenario.clone()) {
        forecast.scenarios.push(AffectedScenario { id, name });
    }
}
