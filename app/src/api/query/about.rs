//! Server function: more about a query, as a part of its page.

use std::collections::BTreeMap;

use almanac_domain::ProjectId;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde_json::Value;

use crate::api::Answer;

/// The numbers of the columns of a query's whole result, or the SQL that it runs, written as HTML: a browser would load
/// the code that writes it.
#[server(endpoint = "query/about", input = Json)]
pub(crate) async fn about_query(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
    statistics: bool,
) -> Answer<String> {
    use almanac_service::query;
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::RunQuery { document, parameters, ..Default::default() };
    let part = if statistics {
        crate::pages::statistics(query::statistics(&app, &actor, project, asked).await?)
    } else {
        crate::pages::statements(query::statements(&app, &actor, project, asked).await?)
    };
    Ok(part.to_html())
}
