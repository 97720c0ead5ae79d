//! What uses what changed from one version of a schema to another.

use std::collections::HashSet;

use almanac_domain::model::Source as Trained;
use almanac_domain::source::{
    AffectedForecast, AffectedModel, AffectedQuery, AffectedScenario, SchemaDiff, SchemaImpact, TableName,
    Versioned, diff,
};
use almanac_domain::{Actor, Capability, ProjectId};
use almanac_store::Tx;
use almanac_store::dependent::{self, Dependent};

use super::{schema, used};
use crate::query::{Changes, Versions};
use crate::{App, Result};

/// The saved queries and models that use what differs from one version to another, with what builds on them.
pub(crate) async fn impact(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    of: Versioned,
    (from, to): (i64, i64),
) -> Result<SchemaImpact> {
    let before = schema(app, tx, project, of, from).await?;
    let after = schema(app, tx, project, of, to).await?;
    let differs = diff(&before, &after);
    let changed: HashSet<&TableName> = differs.tables.iter().map(|table| &table.name).collect();
    let mut versions: Versions =
        used(tx, project).await?.into_iter().map(|(of, used)| (of, (used, used))).collect();
    versions.insert(of, (from, to));
    let changes = Changes::load(app, tx, project).await?;
    let builds = builds(tx, actor, project).await?;
    let mut queries = Vec::new();
    for query in changes.queries() {
        let reads = changes.reads_of(query);
        if !reads.iter().any(|read| read.of == of && read.is_among(&changed)) {
            continue;
        }
        let Some((name, problems)) = changes.problems(tx, query, &versions).await? else { continue };
        if !problems.is_empty() {
            let models = models(builds.iter().filter(|line| line.source == Trained::Query(query)));
            queries.push(AffectedQuery { id: query, name, problems, models });
        }
    }
    queries.sort_by_key(|query| !query.is_broken());
    let direct = builds.iter().filter(|line| learned(line, of, &differs));
    Ok(SchemaImpact { queries, models: models(direct) })
}

/// Whether a model learned from columns of a data set itself that are gone or others.
fn learned(line: &Dependent, of: Versioned, differs: &SchemaDiff) -> bool {
    let Versioned::Dataset(id) = of else { return false };
    let mut before =
        differs.tables.iter().flat_map(|table| &table.columns).filter_map(|one| one.before.as_ref());
    line.source == Trained::Dataset(id) && before.any(|column| line.columns.contains(&column.name))
}

/// What builds on what, for who may see it.
async fn builds(tx: &mut Tx, actor: &Actor, project: ProjectId) -> Result<Vec<Dependent>> {
    if actor.may_use(Capability::ModelRead) && actor.may_use(Capability::ForecastRead) {
        Ok(dependent::list(tx, project).await?)
    } else {
        Ok(Vec::new())
    }
}

/// The models of some lines, with what builds on them. Lines of a model follow each other.
fn models<'a>(lines: impl Iterator<Item = &'a Dependent>) -> Vec<AffectedModel> {
    let mut models: Vec<AffectedModel> = Vec::new();
    for line in lines {
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
