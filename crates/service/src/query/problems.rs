//! What broke saved queries since they were saved.

use almanac_domain::source::{QueryStanding, ReadSource};
use almanac_domain::{Actor, Capability, ProjectId, QueryId};
use almanac_store::query;

use super::Changes;
use crate::versioned::{name, used};
use crate::{App, Result, access};

/// How a saved query stands to the databases and data sets that it reads: the versions of their schemas that it was saved with,
/// and what it uses that is another now.
pub async fn problems(app: &App, actor: &Actor, project: ProjectId, id: QueryId) -> Result<QueryStanding> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    query::get(&mut tx, project, id).await?;
    let used = used(&mut tx, project).await?;
    let changes = Changes::load(app, &mut tx, project).await?;
    let versions = changes.since_saved(id, &used);
    let mut sources = Vec::new();
    for (of, (saved, used)) in &versions {
        let Some(name) = name(&mut tx, project, *of).await? else { continue };
        sources.push(ReadSource { of: *of, name, saved: *saved, used: *used });
    }
    sources.sort_by_key(|one| one.of);
    let problems = changes.problems(&mut tx, id, &versions).await?.map(|found| found.1).unwrap_or_default();
    Ok(QueryStanding { sources, problems })
}

/// Those of the saved queries that cannot run any more, because a schema or the columns of a data set have changed since they were saved.
pub async fn broken(app: &App, actor: &Actor, project: ProjectId, ids: &[QueryId]) -> Result<Vec<QueryId>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let used = used(&mut tx, project).await?;
    if used.is_empty() {
        return Ok(Vec::new());
    }
    let changes = Changes::load(app, &mut tx, project).await?;
    let mut broken = Vec::new();
    for id in ids {
        let versions = changes.since_saved(*id, &used);
        if versions.values().all(|(saved, used)| saved == used) {
            continue;
        }
        let found = changes.problems(&mut tx, *id, &versions).await?;
        if found.is_some_and(|(_, problems)| problems.iter().any(|problem| problem.breaks)) {
            broken.push(*id);
        }
    }
    Ok(broken)
}
