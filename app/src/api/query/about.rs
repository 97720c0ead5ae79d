//! Server function: more about a query, as a part of its page.

use std::collections::BTreeMap;

use almanac_domain::ProjectId;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// What is told about a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum About {
    /// The numbers of the columns of its whole result.
    Statistics,
    /// The SQL that it runs.
    Sql,
    /// Its result with the values of this group side by side.
    Pivot(String),
}

/// More about a query, written as HTML: a browser would load the code that writes it.
#[server(endpoint = "query/about", input = Json)]
pub(crate) async fn about_query(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
    about: About,
) -> Answer<String> {
    use almanac_service::query;
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::RunQuery { document, parameters, ..Default::default() };
    let part = match about {
        About::Statistics => crate::pages::statistics(query::statistics(&app, &actor, project, asked).await?),
        About::Sql => crate::pages::statements(query::statements(&app, &actor, project, asked).await?),
        About::Pivot(column) => {
            crate::pages::pivot(query::pivot(&app, &actor, project, asked, &column).await?)
        }
    };
    Ok(part.to_html())
}
