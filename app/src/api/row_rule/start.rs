//! Server function: what the form of a new row rule begins with.

use almanac_domain::ProjectId;
use almanac_domain::saved::{QuerySource, SourceDetail};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the form of a new rule begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RowRuleDraft {
    /// What it is about, once that is chosen.
    pub about: Option<SourceDetail>,
    /// What it can be about.
    pub sources: Vec<QuerySource>,
}

/// What a new rule can be about; `about` is what was chosen, as in a query document.
#[server(endpoint = "row_rule/start")]
pub(crate) async fn row_rule_start(project: ProjectId, about: Option<String>) -> Answer<RowRuleDraft> {
    use almanac_domain::row_rule::RuleSource;
    use almanac_service::{query, row_rule};
    let (app, actor) = crate::api::signed_in()?;
    // Who manages the project, and nobody else.
    row_rule::list(&app, &actor, project).await?;
    let about = match about.and_then(|text| serde_json::from_str::<RuleSource>(&text).ok()) {
        Some(source) => super::described(&app, &actor, project, &source).await?,
        None => None,
    };
    let mut sources = query::sources(&app, &actor, project, "").await?;
    sources.retain(|one| serde_json::from_value::<RuleSource>(one.source.clone()).is_ok());
    Ok(RowRuleDraft { about, sources })
}
