//! Server function: what a statement of SQL returns.

use almanac_domain::saved::SourceDetail;
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// A statement as a source of a query, with the columns of its result. It is not run.
#[server(endpoint = "query/describe-statement", input = Json)]
pub(crate) async fn describe_statement(
    project: ProjectId,
    source: Option<SourceId>,
    text: String,
) -> Answer<SourceDetail> {
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::DescribeStatement { source, text };
    Ok(almanac_service::query::describe_statement(&app, &actor, project, asked).await?)
}
