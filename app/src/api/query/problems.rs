//! Server function: what broke a saved query.

use almanac_domain::saved::SavedQuery;
use almanac_domain::source::QueryStanding;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;

use crate::api::Answer;

/// A saved query, and how it stands to the databases that it reads.
#[server(endpoint = "query/problems")]
pub(crate) async fn query_problems(
    project: ProjectId,
    query: QueryId,
) -> Answer<(SavedQuery, QueryStanding)> {
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::query::get(&app, &actor, project, query).await?;
    Ok((found, almanac_service::query::problems(&app, &actor, project, query).await?))
}
