//! Anomalies of data sets.

use almanac_domain::data::{Anomalies, FindAnomalies};
use almanac_domain::{DatasetId, ProjectId};
use almanac_service::{App, Error, anomaly};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(find_anomalies))
}

/// Where and how anomalies are looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Looking {
    /// The column of dates, times or step numbers.
    #[serde(default)]
    #[param(required = true)]
    time: String,
    /// The column of numbers that is looked at.
    #[serde(default)]
    #[param(required = true)]
    value: String,
    /// The column that tells series apart; one series if it is left out.
    series: Option<String>,
    /// How to look: `mad` if it is left out, `seasonal_hybrid_esd`, `forecast_residual`, `isolation_forest`,
    /// `change_points` or `combined`.
    method: Option<String>,
    /// Values outside an interval of so many percent are unusual, for `mad`, `forecast_residual` and `combined`; 99.9
    /// if it is left out.
    level: Option<f64>,
    /// Season lengths in periods, separated by commas; the usual ones of the frequency if they are left out.
    seasons: Option<String>,
    /// The model of `forecast_residual`; one that suits if it is left out.
    model: Option<String>,
    /// The seed of everything random; 1 if it is left out.
    seed: Option<u64>,
    /// Only this series.
    unique_id: Option<String>,
    /// The first anomalous period, from 0.
    #[serde(default)]
    offset: usize,
    /// How many anomalous periods, 1 to 10,000; 1,000 if it is left out.
    limit: Option<usize>,
}

impl Looking {
    fn input(&self) -> Result<FindAnomalies, Error> {
        let (method, level) = anomaly::usual();
        Ok(FindAnomalies {
            time: self.time.clone(),
            value: self.value.clone(),
            series: self.series.clone(),
            method: self.method.clone().unwrap_or_else(|| method.to_owned()),
            level: self.level.unwrap_or(level),
            seasons: anomaly::seasons(self.seasons.as_deref().unwrap_or_default())?,
            model: self.model.clone(),
            seed: self.seed.unwrap_or(1),
        })
    }
}

/// Looks for anomalies in the rows of a data set that the caller sees. Nothing is kept.
#[utoipa::path(
    get, path = "/projects/{project}/datasets/{dataset}/anomalies", tag = "datasets", params(Looking),
    responses((status = 200, body = Anomalies)),
)]
async fn find_anomalies(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, dataset)): PathIds<(ProjectId, DatasetId)>,
    QueryString(looking): QueryString<Looking>,
) -> Result<Json<Anomalies>, Problem> {
    let found = anomaly::find(&app, &actor, project, dataset, looking.input()?).await?;
    let limit = looking.limit.unwrap_or(1_000).clamp(1, 10_000);
    Ok(Json(found.page(looking.unique_id.as_deref(), looking.offset, limit)?))
}
