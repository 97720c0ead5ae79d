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
    let kept = use_case::parts(&app, &actor, project, model).await?;
    // As on the leaderboard: best first.
    let mut methods: Vec<String> = kept.model.leaderboard.iter().map(|score| score.model.clone()).collect();
    methods.retain(|name| kept.of(Some(name)).is_ok());
    let metric = kept.model.config.metric;
    let (mut parts, mut chart) = (None, None);
    if !kept.all.is_empty() {
        let shown = kept.of(method.as_deref())?;
        let mut beside = vec![shown];
        for other in [kept.of(None), kept.of(Some(SeasonalNaive.name()))].into_iter().flatten() {
            if beside.iter().all(|one| one.model != other.model) {
                beside.push(other);
            }
        }
        chart = crate::charts::errors(&beside, metric);
        parts = Some(shown.clone());
    }
    let levels = kept.model.config.levels;
    Ok(ErrorsView { model, name: kept.model.name, metric, levels, methods, parts, chart })
}
