//! Server function: the newest things of a project.

use almanac_domain::ProjectId;
use almanac_domain::data::Dataset;
use almanac_domain::job::Job;
use almanac_domain::model::{Forecast, Model, Scenario};
use almanac_domain::saved::SavedQuery;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// The newest things of a project, a few of each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProjectOverview {
    pub datasets: Vec<Dataset>,
    pub queries: Vec<SavedQuery>,
    pub models: Vec<Model>,
    pub forecasts: Vec<Forecast>,
    pub scenarios: Vec<Scenario>,
    /// The filling with a sample, unless it is complete.
    pub filling: Option<Job>,
}

/// The newest things of a project.
#[server(endpoint = "project/overview")]
pub(crate) async fn get_overview(project: ProjectId) -> Answer<ProjectOverview> {
    use almanac_domain::PageRequest;
    use almanac_domain::saved::QueryFilter;
    use almanac_service::{dataset, forecast, model, query, sample, scenario};
    let (app, actor) = crate::api::signed_in()?;
    let page = PageRequest { limit: 5, after: None };
    Ok(ProjectOverview {
        datasets: dataset::list(&app, &actor, project, page).await?.items,
        queries: query::list(&app, &actor, project, QueryFilter::default(), page).await?.items,
        models: model::list(&app, &actor, project, page).await?.items,
        forecasts: forecast::list(&app, &actor, project, page).await?.items,
        scenarios: scenario::list(&app, &actor, project, None, page).await?.items,
        filling: sample::filling(&app, &actor, project).await?,
    })
}
