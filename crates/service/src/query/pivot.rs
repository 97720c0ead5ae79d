//! A summary with the values of one of its groups side by side.

use almanac_domain::saved::{QueryResult, RunQuery};
use almanac_domain::{Actor, ProjectId};

use super::read::parse;
use super::{MOST_SHOWN, run};
use crate::{App, Error, Result};

/// Runs a query that summarizes, and puts the values of its group `column` side by side. Dropping the future cancels it.
pub async fn pivot(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    query: RunQuery,
    column: &str,
) -> Result<QueryResult> {
    // It may be shown from what is kept, but it is no run of its own.
    let document = query.document.clone();
    let asked = RunQuery { limit: Some(MOST_SHOWN), offset: Some(0), ..query };
    let result = run(app, actor, project, asked).await?;
    if result.truncated {
        return Err(Error::TooLarge(format!("a pivot table is made of at most {MOST_SHOWN} groups")));
    }
    Ok(almanac_query::pivot(&parse(&document)?, &result, column)?)
}
