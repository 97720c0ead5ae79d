//! Server function: the query that follows from a cell of a result.

use almanac_domain::ProjectId;
use almanac_domain::saved::{ExploreQuery, Explored};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// The query that follows from a cell of the result of another one.
#[server(endpoint = "query/cell", input = Json)]
pub(crate) async fn ask_cell(project: ProjectId, asked: ExploreQuery) -> Answer<Explored> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::explore(&app, &actor, project, asked).await?)
}
