//! Server function: what differs between two versions of a schema.

use almanac_domain::source::{SchemaDiff, Source};
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// A source with what differs between two versions of its schema, the earlier one first.
#[server(endpoint = "source/compare")]
pub(crate) async fn compare_versions(
    project: ProjectId,
    source: SourceId,
    one: i64,
    other: i64,
) -> Answer<(Source, (i64, i64), SchemaDiff)> {
    use almanac_service::connected;
    let (app, actor) = crate::api::signed_in()?;
    let numbers = (one.min(other), one.max(other));
    let found = connected::get(&app, &actor, project, source).await?;
    Ok((found, numbers, connected::diff_of(&app, &actor, project, source, numbers).await?))
}
