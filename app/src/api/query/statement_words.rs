//! Server function: the names that a statement of SQL may use.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// The names of tables and columns, as they are written in a statement.
#[server(endpoint = "query/statement-words")]
pub(crate) async fn statement_words(project: ProjectId, source: Option<SourceId>) -> Answer<Vec<String>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::words(&app, &actor, project, source).await?)
}
