//! Server function: a query as a statement of SQL.

use std::collections::BTreeMap;

use almanac_domain::ProjectId;
use almanac_domain::saved::SourceDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// The first statement that a query runs, as a source of a query.
#[server(endpoint = "query/statement-of", input = Json)]
pub(crate) async fn statement_of_query(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
) -> Answer<SourceDetail> {
    use almanac_domain::saved::{DescribeStatement, RunQuery};
    use almanac_service::query;
    let (app, actor) = crate::api::signed_in()?;
    let asked = RunQuery { document, parameters, ..RunQuery::default() };
    let statements = query::statements(&app, &actor, project, asked).await?;
    let first = statements.into_iter().next().ok_or(almanac_service::Error::NotFound)?;
    let asked = DescribeStatement { source: first.source, text: first.sql };
    Ok(query::describe_statement(&app, &actor, project, asked).await?)
}
