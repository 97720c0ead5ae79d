//! Server function: runs a query.

use std::collections::BTreeMap;

use almanac_chart::ChartSpec;
use almanac_domain::saved::QueryResult;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// The first rows of a query, with a chart of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Preview {
    pub result: QueryResult,
    /// The chart that was asked for, or the one that suits the columns best; none if nothing can be drawn.
    pub spec: Option<ChartSpec>,
    /// The options of the chart.
    pub chart: Option<Value>,
}

impl Preview {
    /// The chart that was chosen, if the columns allow it, otherwise the one that came with the result.
    pub(crate) fn shown(&self, chosen: Option<ChartSpec>) -> Option<ChartSpec> {
        let fits = chosen.filter(|spec| spec.validate(&self.result.columns).is_ok());
        fits.or_else(|| self.spec.clone())
    }
}

/// Runs a query; `query` is the saved one that it is, in whose history it stands then. When the browser goes away or starts another one, the request ends and so does the query.
#[server(endpoint = "query/run", input = Json)]
pub(crate) async fn run_query(
    project: ProjectId,
    document: Value,
    parameters: BTreeMap<String, Value>,
    spec: Option<ChartSpec>,
    limit: u64,
    query: Option<QueryId>,
) -> Answer<Preview> {
    /// Rows that go to the browser; the chart is drawn of more.
    const MOST_ROWS: usize = 200;
    let (app, actor) = crate::api::signed_in()?;
    let asked =
        almanac_domain::saved::RunQuery { document, parameters, limit: Some(limit.min(5_000)), query };
    let mut result = almanac_service::query::run(&app, &actor, project, asked).await?;
    let fits = spec.filter(|spec| spec.validate(&result.columns).is_ok());
    let spec = fits.or_else(|| {
        let best = almanac_chart::default_spec(&result.columns);
        best.validate(&result.columns).is_ok().then_some(best)
    });
    let chart = spec.as_ref().and_then(|spec| almanac_chart::options(spec, &result).ok());
    result.truncated |= result.rows.len() > MOST_ROWS;
    result.rows.truncate(MOST_ROWS);
    Ok(Preview { result, spec, chart })
}
