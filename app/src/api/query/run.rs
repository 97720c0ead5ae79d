//! Server functions: run a query, and read further rows of its result.

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use almanac_domain::saved::{QueryResult, RunQuery as Asked};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// Rows of a result that go to the browser at once; a chart is drawn of more.
pub(crate) const ROWS: u64 = 200;

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

/// Runs a query. When the browser goes away or starts another one, the request ends and so does the query.
#[server(endpoint = "query/run", input = Json)]
pub(crate) async fn run_query(project: ProjectId, asked: Asked, spec: Option<ChartSpec>) -> Answer<Preview> {
    /// Rows of which a chart is drawn.
    const DRAWN: u64 = 2_000;
    let (app, actor) = crate::api::signed_in()?;
    let asked = Asked { limit: Some(DRAWN), offset: None, ..asked };
    let mut result = almanac_service::query::run(&app, &actor, project, asked).await?;
    let fits = spec.filter(|spec| spec.validate(&result.columns).is_ok());
    let spec = fits.or_else(|| {
        let best = almanac_chart::default_spec(&result.columns);
        best.validate(&result.columns).is_ok().then_some(best)
    });
    let chart = spec.as_ref().and_then(|spec| almanac_chart::options(spec, &result).ok());
    result.truncated |= result.rows.len() as u64 > ROWS;
    result.rows.truncate(ROWS as usize);
    Ok(Preview { result, spec, chart })
}

/// Rows of the result of a query from `offset` on. The result is kept, so that all of them are of the same.
#[server(endpoint = "query/rows", input = Json)]
pub(crate) async fn query_rows(project: ProjectId, asked: Asked, offset: u64) -> Answer<QueryResult> {
    let (app, actor) = crate::api::signed_in()?;
    let asked = Asked { limit: Some(ROWS), offset: Some(offset), fresh: false, ..asked };
    Ok(almanac_service::query::run(&app, &actor, project, asked).await?)
}
