//! Row rules: which rows people see.

mod delete;
mod get;
mod list;
mod save;
mod start;

pub(crate) use delete::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use save::*;
pub(crate) use start::*;

use almanac_domain::row_rule::RuleSource;
use almanac_domain::saved::{DescribeSources, SourceDetail};
use almanac_domain::{Actor, ProjectId};
use almanac_service::{App, Error, query};

use super::Answer;

/// What is known about the source of a rule; none if it cannot be read.
async fn described(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    source: &RuleSource,
) -> Answer<Option<SourceDetail>> {
    let sources = vec![serde_json::to_value(source).map_err(Error::internal)?];
    Ok(query::describe(app, actor, project, DescribeSources { sources }).await?.pop())
}

/// The page of all row rules of a project.
fn home(project: ProjectId) -> String {
    crate::paths::area(project, "row-rules")
}
