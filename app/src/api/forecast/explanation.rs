//! Server function: why a forecast is what it is.

use almanac_domain::job::Job;
use almanac_domain::model::{Forecast, ForecastExplanation, SeriesChoice};
use almanac_domain::{ForecastId, JobId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// What the page shows that explains a forecast.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ExplanationView {
    pub forecast: Forecast,
    pub series: SeriesChoice,
    pub unique_id: String,
    pub found: Option<ForecastExplanation>,
    /// The job that was begun last, as far as the address says it.
    pub job: Option<Job>,
    /// Whether the person may have it computed.
    pub edits: bool,
    pub contributions: Option<Value>,
    pub attention: Option<Value>,
    pub past: Option<Value>,
}

/// The explanation of one series, the first one if none is named.
#[server(endpoint = "forecast/explanation")]
pub(crate) async fn explanation_of(
    project: ProjectId,
    forecast: ForecastId,
    series: Option<String>,
    job: Option<JobId>,
) -> Answer<ExplanationView> {
    use almanac_service::{Error, forecast as use_case, job as jobs};

    use crate::charts;
    let (app, actor) = crate::api::signed_in()?;
    let stored = use_case::get(&app, &actor, project, forecast).await?;
    let ids = use_case::series_ids(&app, &actor, project, forecast).await?;
    let unique_id = use_case::meant(&ids, series).or_else(|| ids.first().cloned()).ok_or(Error::NotFound)?;
    let found = use_case::explanation(&app, &actor, project, forecast, Some(&unique_id)).await?;
    let job = match job {
        Some(id) => match jobs::get(&app, &actor, project, id).await {
            Ok(job) => Some(job),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        None => None,
    };
    let edits = crate::api::edits(&app, &actor, project, almanac_domain::Capability::ModelTrain).await?;
    let contributions = found.as_ref().and_then(|found| found.contributions.as_ref());
    let contributions = contributions.and_then(|parts| charts::contributions(&parts.parts));
    let past = found.as_ref().and_then(|found| found.past.as_ref()).and_then(charts::past);
    let weights = found.as_ref().and_then(|found| found.weights.as_ref());
    let attention = weights.and_then(|weights| charts::attention(&weights.attention));
    Ok(ExplanationView {
        forecast: stored,
        series: SeriesChoice::of(ids),
        unique_id,
        found,
        job,
        edits,
        contributions,
        attention,
        past,
    })
}
