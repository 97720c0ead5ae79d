//! The addresses of pages and of REST resources that pages use.

use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, ForecastId, ModelId, ProjectId, QueryId, ScenarioId, SourceId};

#[cfg(feature = "ssr")]
pub(crate) use almanac_domain::inside;

/// The address of a page that goes on to `next`, an address of this site.
pub(crate) fn with_next(page: &str, next: &str) -> String {
    let mut out = format!("{page}?next=");
    for c in next.chars() {
        match c {
            '%' => out.push_str("%25"),
            '&' => out.push_str("%26"),
            '#' => out.push_str("%23"),
            '+' => out.push_str("%2B"),
            ' ' => out.push_str("%20"),
            other => out.push(other),
        }
    }
    out
}

/// A text as a value in the query of an address.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let encoded = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encoded).collect()
}

#[cfg(feature = "ssr")]
pub(crate) fn key(id: almanac_domain::KeyId) -> String {
    format!("/account/keys/{id}")
}

/// The teams of the organization.
pub(crate) const TEAMS: &str = "/organization/teams";

#[cfg(feature = "ssr")]
pub(crate) fn team(id: almanac_domain::TeamId) -> String {
    format!("{TEAMS}/{id}")
}

pub(crate) fn project(id: ProjectId) -> String {
    format!("/projects/{id}")
}

/// A list of a project: `datasets`, `queries`, `dashboards`, `models`, `forecasts`, `scenarios`, `sources`,
/// `sharing`, `links`.
pub(crate) fn area(project: ProjectId, area: &str) -> String {
    format!("/projects/{project}/{area}")
}

/// How an upload is read, which becomes a data set or a new version of one.
#[cfg(not(feature = "ssr"))]
pub(crate) fn import(
    project: ProjectId,
    upload: almanac_domain::UploadId,
    into: Option<DatasetId>,
) -> String {
    let into = into.map(|dataset| format!("&into={dataset}")).unwrap_or_default();
    format!("/projects/{project}/datasets/new?upload={upload}{into}")
}

/// Where a new version of a data set is uploaded.
pub(crate) fn new_version(project: ProjectId, dataset: DatasetId) -> String {
    format!("/projects/{project}/datasets/new?into={dataset}")
}

pub(crate) fn dataset(project: ProjectId, id: DatasetId) -> String {
    format!("/projects/{project}/datasets/{id}")
}

/// A page of a data set: `versions`, `diff`, `quality`, and those below it.
pub(crate) fn dataset_page(project: ProjectId, id: DatasetId, page: &str) -> String {
    format!("/projects/{project}/datasets/{id}/{page}")
}

/// The form of a new source of this kind.
#[cfg(feature = "ssr")]
pub(crate) fn new_source(project: ProjectId, kind: &str) -> String {
    format!("/projects/{project}/sources/new?kind={kind}")
}

#[cfg(feature = "ssr")]
pub(crate) fn source(project: ProjectId, id: SourceId) -> String {
    format!("/projects/{project}/sources/{id}")
}

/// What differs between two versions of a data set.
#[cfg(feature = "ssr")]
pub(crate) fn dataset_diff(project: ProjectId, id: DatasetId, (from, to): (i64, i64)) -> String {
    format!("{}?from={from}&to={to}", dataset_page(project, id, "diff"))
}

/// A page of a source: `edit`, `versions`, `diff`.
#[cfg(feature = "ssr")]
pub(crate) fn source_page(project: ProjectId, id: SourceId, page: &str) -> String {
    format!("/projects/{project}/sources/{id}/{page}")
}

/// What differs between two versions of the schema of a source.
#[cfg(feature = "ssr")]
pub(crate) fn source_diff(project: ProjectId, id: SourceId, (from, to): (i64, i64)) -> String {
    format!("{}?from={from}&to={to}", source_page(project, id, "diff"))
}

/// The form that trains a model further.
pub(crate) fn train_further(project: ProjectId, model: ModelId) -> String {
    format!("/projects/{project}/models/new?parent={model}")
}

pub(crate) fn new_query(project: ProjectId, dataset: DatasetId) -> String {
    format!("/projects/{project}/queries/new?dataset={dataset}")
}

/// A new query on the result of another.
pub(crate) fn query_on_query(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/new?query={id}")
}

/// A new query on a table of a connected database.
pub(crate) fn new_table_query(project: ProjectId, source: SourceId, table: &TableName) -> String {
    let schema = table.schema.as_ref().map(|schema| format!("&schema={}", encoded(schema)));
    let (schema, name) = (schema.unwrap_or_default(), encoded(&table.name));
    format!("/projects/{project}/queries/new?source={source}{schema}&table={name}")
}

/// A new query by SQL: in a connected database, or in the server's own engine.
pub(crate) fn new_statement(project: ProjectId, source: Option<SourceId>) -> String {
    let place = source.map(|source| format!("&source={source}")).unwrap_or_default();
    format!("/projects/{project}/queries/new?sql=1{place}")
}

pub(crate) fn query(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/{id}")
}

/// The saved queries in a folder; empty for those in none.
#[cfg(feature = "ssr")]
pub(crate) fn query_folder(project: ProjectId, folder: &str) -> String {
    match folder {
        "" => area(project, "queries"),
        folder => format!("/projects/{project}/queries?folder={}", encoded(folder)),
    }
}

/// The form that renames a folder of saved queries.
#[cfg(feature = "ssr")]
pub(crate) fn rename_query_folder(project: ProjectId, folder: &str) -> String {
    format!("/projects/{project}/queries/folders/rename?folder={}", encoded(folder))
}

/// Where a saved query is: folder, tags, cache lifetime.
pub(crate) fn query_place(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/{id}/place")
}

#[cfg(feature = "ssr")]
pub(crate) fn dashboard(project: ProjectId, id: almanac_domain::DashboardId) -> String {
    format!("/projects/{project}/dashboards/{id}")
}

#[cfg(feature = "ssr")]
pub(crate) fn edit_dashboard(project: ProjectId, id: almanac_domain::DashboardId) -> String {
    format!("/projects/{project}/dashboards/{id}/edit")
}

/// What a saved query was, and its runs.
pub(crate) fn query_history(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/{id}/history")
}

/// What broke a saved query.
pub(crate) fn query_problems(project: ProjectId, id: QueryId) -> String {
    format!("/projects/{project}/queries/{id}/problems")
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

/// The errors of a model's comparison in parts.
#[cfg(feature = "ssr")]
pub(crate) fn model_errors(project: ProjectId, id: ModelId) -> String {
    format!("{}/errors", model(project, id))
}

/// Why the forecast of a series is what it is.
#[cfg(feature = "ssr")]
pub(crate) fn explanation(project: ProjectId, forecast: ForecastId, series: &str) -> String {
    format!("/projects/{project}/forecasts/{forecast}/explanation?series={}", encoded(series))
}

pub(crate) fn what_if(project: ProjectId, forecast: ForecastId) -> String {
    format!("/projects/{project}/forecasts/{forecast}/what-if")
}

pub(crate) fn scenario(project: ProjectId, forecast: ForecastId, id: ScenarioId) -> String {
    format!("/projects/{project}/forecasts/{forecast}/what-if?scenario={id}")
}

/// The picture of the person who is signed in.
#[cfg(feature = "ssr")]
pub(crate) const MY_AVATAR: &str = "/api/v1/me/avatar";

/// The picture of a person.
#[cfg(feature = "ssr")]
pub(crate) fn avatar(person: almanac_domain::UserId) -> String {
    format!("/api/v1/users/{person}/avatar")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_keeps_its_query() {
        let next = with_next("/account/confirm", "/projects?a=b c&d=%20#e");
        assert_eq!(next, "/account/confirm?next=/projects?a=b%20c%26d=%2520%23e");
    }
}
