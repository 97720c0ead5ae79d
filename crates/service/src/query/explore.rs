//! The next question from a cell of a result.

use almanac_domain::saved::{ExploreQuery, Explored};
use almanac_domain::{Actor, Capability, ProjectId, QueryId};
use almanac_query::{Cell, input_columns};

use super::read::{checkable, parse};
use crate::{App, Error, Result, access};

/// The query that follows from a cell of the result of another one. It runs nothing.
pub async fn explore(app: &App, actor: &Actor, project: ProjectId, asked: ExploreQuery) -> Result<Explored> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    // It is not saved, so it is none that it could read.
    let none = QueryId(app.new_id());
    let checked = checkable(app, &mut tx, project, &asked.document, none).await?;
    almanac_query::validate(&checked.document, &checked.tables.catalog)?;
    let inputs = input_columns(&checked.document, &checked.tables.catalog);
    let cell = Cell { column: &asked.column, row: &asked.row };
    let next = almanac_query::explore(&parse(&asked.document)?, &inputs, cell, asked.step)?;
    Ok(Explored { document: serde_json::to_value(next).map_err(Error::internal)? })
}
