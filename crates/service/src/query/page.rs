//! A part of the rows of a query.

use almanac_domain::saved::QueryResult;
use almanac_query::{QueryDocument, Tables};

use crate::{App, Result};

/// The rows from `offset` on, at most `limit`; `total_rows` counts all of them.
pub(crate) async fn page(
    app: &App,
    tables: &Tables,
    mut document: QueryDocument,
    offset: u64,
    limit: u64,
) -> Result<QueryResult> {
    document.offset = Some(offset);
    let mut result = app.engine().run(tables, &document, limit).await?;
    result.truncated = result.total_rows > result.rows.len() as u64;
    if result.rows.is_empty() && offset > 0 {
        document.offset = None;
        result.total_rows = app.engine().run(tables, &document, 1).await?.total_rows;
    } else {
        result.total_rows += offset;
    }
    Ok(result)
}
