//! Server function: a source with a part of its tables.

use almanac_domain::source::{Source, SourceTest};
use almanac_domain::{ProjectId, SourceId};
use almanac_service::connected::SchemaPart;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// Tables on a page.
const TABLES: usize = 50;

/// What the page of a source shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SourceView {
    pub source: Source,
    /// A part of the tables of the version that was asked for.
    pub part: SchemaPart,
    /// How a test went that was made just now.
    pub tested: Option<SourceTest>,
}

/// A source with the tables from `offset` of those that match.
#[server(endpoint = "source/get")]
pub(crate) async fn get_source(
    project: ProjectId,
    source: SourceId,
    version: Option<i64>,
    search: String,
    offset: usize,
) -> Answer<SourceView> {
    use almanac_service::connected;
    let (app, actor) = crate::api::signed_in()?;
    let found = connected::get(&app, &actor, project, source).await?;
    let window = (offset, TABLES);
    let part = connected::part(&app, &actor, project, (source, version), &search, window).await?;
    let tested = super::test_stored::take(&app, &actor, source)?;
    Ok(SourceView { source: found, part, tested })
}
