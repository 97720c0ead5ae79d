//! Server function: the SQL of a query.

use std::collections::BTreeMap;

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// A statement with its parts told apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShownStatement {
    /// The database that runs it; none for the server's own engine.
    pub source: Option<SourceId>,
    /// The name of that database.
    pub database: Option<String>,
    /// Its parts, each with the class that colours it.
    pub parts: Vec<(String, String)>,
}

/// The SQL that a query would run.
#[server(endpoint = "query/statements", input = Json)]
pub(crate) async fn query_statements(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
) -> Answer<Vec<ShownStatement>> {
    use almanac_query::TextPart;
    let (app, actor) = crate::api::signed_in()?;
    let asked = almanac_domain::saved::RunQuery { document, parameters, ..Default::default() };
    let statements = almanac_service::query::statements(&app, &actor, project, asked).await?;
    let class = |part| match part {
        TextPart::Keyword => "keyword",
        TextPart::Name => "name",
        TextPart::Text => "text",
        TextPart::Number => "digits",
        TextPart::Other => "",
    };
    let shown = statements.into_iter().map(|one| {
        let parts = almanac_query::highlighted(&one.sql).into_iter();
        let parts = parts.map(|(part, text)| (class(part).to_owned(), text)).collect();
        ShownStatement { source: one.source, database: one.database, parts }
    });
    Ok(shown.collect())
}
