//! The addresses of pages and of REST resources that pages use.

use almanac_domain::{DatasetId, ForecastId, ModelId, ProjectId, QueryId, ScenarioId};

#[cfg(feature = "ssr")]
pub(crate) use almanac_domain::inside;

pub(crate) fn project(id: ProjectId) -> String {
    format!("/projects/{id}")
}

/// A list of a project: `datasets`, `queries`, `models`, `forecasts`, `scenarios`.
pub(crate) fn area(project: ProjectId, area: &str) -> String {
    format!("/projects/{project}/{area}")
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn new_dataset(project: ProjectId, upload: almanac_domain::UploadId) -> String {
    format!("/projects/{project}/datasets/new?upload={upload}")
}

pub(crate) fn dataset(project: ProjectId, id: DatasetId) -> String {
    format!("/projects/{project}/datasets/{id}")
}

pub(crate) fn new_query(project: ProjectId, dataset: DatasetId) -> String {
    format!("/projects/{project}/queries/new?dataset={dataset}")
}

pub(crate) fn query(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/{id}")
}

pub(crate) fn new_model(project: ProjectId, source: almanac_domain::model::Source) -> String {
    use almanac_domain::model::Source;
    match source {
        Source::Dataset(id) => format!("/projects/{project}/models/new?dataset={id}"),
        Source::Query(id) => format!("/projects/{project}/models/new?query={id}"),
    }
}

pub(crate) fn model(project: ProjectId, id: ModelId) -> String {
    format!("/projects/{project}/models/{id}")
}

pub(crate) fn forecast(project: ProjectId, id: ForecastId) -> String {
    format!("/projects/{project}/forecasts/{id}")
}

pub(crate) fn what_if(project: ProjectId, forecast: ForecastId) -> String {
    format!("/projects/{project}/forecasts/{forecast}/what-if")
}

pub(crate) fn scenario(project: ProjectId, forecast: ForecastId, id: ScenarioId) -> String {
    format!("/projects/{project}/forecasts/{forecast}/what-if?scenario={id}")
}

/// The REST address of something in a project.
pub(crate) fn rest(project: ProjectId, rest: &str) -> String {
    format!("/api/v1/projects/{project}/{rest}")
}

/// The stream of a job's progress.
#[cfg(not(feature = "ssr"))]
pub(crate) fn job_events(project: ProjectId, job: almanac_domain::JobId) -> String {
    rest(project, &format!("jobs/{job}/events"))
}
