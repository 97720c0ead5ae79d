//! Server function: what differs between two versions of a schema.

use almanac_domain::source::{SchemaDiff, SchemaImpact, Source};
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the page of two versions shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Comparison {
    pub source: Source,
    /// The two versions, the earlier one first.
    pub numbers: (i64, i64),
    pub diff: SchemaDiff,
    pub impact: SchemaImpact,
}

/// A source with what differs between two versions of its schema, and what uses that.
#[server(endpoint = "source/compare")]
pub(crate) async fn compare_versions(
    project: ProjectId,
    source: SourceId,
    one: i64,
    other: i64,
) -> Answer<Comparison> {
    use almanac_service::connected;
    let (app, actor) = crate::api::signed_in()?;
    let numbers = (one.min(other), one.max(other));
    let found = connected::get(&app, &actor, project, source).await?;
    let diff = connected::diff_of(&app, &actor, project, source, numbers).await?;
    let impact = connected::impact(&app, &actor, project, source, numbers).await?;
    Ok(Comparison { source: found, numbers, diff, impact })
}
