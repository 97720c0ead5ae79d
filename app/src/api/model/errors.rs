//! Server function: the errors of a model's comparison in parts.

use almanac_domain::model::{BacktestParts, Metric};
use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// What the page of errors shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ErrorsView {
    pub model: ModelId,
    pub name: String,
    /// What the training chose by.
    pub metric: Metric,
    pub levels: Vec<u8>,
    /// The methods to choose from, the best first; none if nothing was kept.
    pub methods: Vec<String>,
    /// The method that is shown.
    pub parts: Option<BacktestParts>,
    /// Its errors by period ahead beside those of others.
    pub chart: Option<Value>,
}

/// The errors of a method, of the best one if none is named.
#[server(endpoint = "model/errors")]
pub(crate) async fn errors_of(
    project: ProjectId,
    model: ModelId,
    method: Option<String>,
) -> Answer<ErrorsView> {
    use almanac_forecast::{Model as _, SeasonalNaive};
    use almanac_service::model as use_case;
    let (app, actor) = crate::api::signed_in()?;
    let found = use_case::get(&app, &actor, project, model).await?;
    let all = use_case::parts(&app, &actor, project, model).await?;
    // As on the leaderboard: best first.
    let kept = |name: &str| all.iter().find(|one| one.model == name);
    let mut methods: Vec<String> = found.leaderboard.iter().map(|score| score.model.clone()).collect();
    methods.retain(|name| kept(name).is_some());
    let wanted = method.as_deref().or(found.winner.as_deref()).unwrap_or_default();
    let parts = kept(wanted);
    let mut beside: Vec<&BacktestParts> = parts.into_iter().collect();
    for other in [found.winner.as_deref().and_then(kept), kept(SeasonalNaive.name())].into_iter().flatten() {
        if beside.iter().all(|one| one.model != other.model) {
            beside.push(other);
        }
    }
    let metric = found.config.metric;
    let chart = parts.and_then(|_| crate::charts::errors(&beside, metric));
    Ok(ErrorsView {
        model,
        name: found.name,
        metric,
        levels: found.config.levels,
        methods,
        parts: parts.cloned(),
        chart,
    })
}
