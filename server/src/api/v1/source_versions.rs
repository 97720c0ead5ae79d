//! Schemas of sources, by version.

use almanac_domain::source::{
    PinVersion, Schema, SchemaDiff, SchemaImpact, Source, SourceVersion, VersionInput,
};
use almanac_domain::{Page, ProjectId, SourceId};
use almanac_service::{App, connected};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(get_source_schema))
        .routes(routes!(list_source_versions))
        .routes(routes!(get_source_version, describe_source_version))
        .routes(routes!(compare_source_versions))
        .routes(routes!(get_schema_impact))
        .routes(routes!(get_source_ddl))
        .routes(routes!(pin_source, unpin_source))
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// The number of the version; the one that queries use if it is left out.
    version: Option<i64>,
}

/// The tables of a source with columns and keys; none if they were never read.
#[utoipa::path(get, path = "/projects/{project}/sources/{source}/schema", tag = "sources", params(Which), responses((status = 200, body = Schema)))]
async fn get_source_schema(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
    QueryString(which): QueryString<Which>,
) -> Result<Json<Schema>, Problem> {
    Ok(Json(connected::schema(&app, &actor, project, source, which.version).await?))
}

/// The versions of a source's schema.
#[utoipa::path(
    get, path = "/projects/{project}/sources/{source}/versions", tag = "sources",
    params(Paging), responses((status = 200, body = Page<SourceVersion>)),
)]
async fn list_source_versions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<SourceVersion>>, Problem> {
    Ok(Json(connected::versions(&app, &actor, project, source, paging.into()).await?))
}

/// A version of a source's schema.
#[utoipa::path(
    get, path = "/projects/{project}/sources/{source}/versions/{number}", tag = "sources",
    responses((status = 200, body = SourceVersion)),
)]
async fn get_source_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source, number)): PathIds<(ProjectId, SourceId, i64)>,
) -> Result<Json<SourceVersion>, Problem> {
    Ok(Json(connected::get_version(&app, &actor, project, (source, number)).await?))
}

/// Says something about a version: a note and labels in place of those before.
#[utoipa::path(
    patch, path = "/projects/{project}/sources/{source}/versions/{number}", tag = "sources",
    request_body = VersionInput, responses((status = 200, body = SourceVersion)),
)]
async fn describe_source_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source, number)): PathIds<(ProjectId, SourceId, i64)>,
    JsonBody(input): JsonBody<VersionInput>,
) -> Result<Json<SourceVersion>, Problem> {
    Ok(Json(connected::describe(&app, &actor, project, (source, number), input).await?))
}

/// The other version.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Other {
    /// The number of the other version.
    pub(super) to: i64,
}

/// What differs from this version to another.
#[utoipa::path(
    get, path = "/projects/{project}/sources/{source}/versions/{number}/diff", tag = "sources",
    params(Other), responses((status = 200, body = SchemaDiff)),
)]
async fn compare_source_versions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source, number)): PathIds<(ProjectId, SourceId, i64)>,
    QueryString(other): QueryString<Other>,
) -> Result<Json<SchemaDiff>, Problem> {
    Ok(Json(connected::diff_of(&app, &actor, project, source, (number, other.to)).await?))
}

/// The saved queries that use what differs from this version to another, with the models, forecasts and scenarios
/// that build on them for keys that may see those.
#[utoipa::path(
    get, path = "/projects/{project}/sources/{source}/versions/{number}/impact", tag = "sources",
    params(Other), responses((status = 200, body = SchemaImpact)),
)]
async fn get_schema_impact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source, number)): PathIds<(ProjectId, SourceId, i64)>,
    QueryString(other): QueryString<Other>,
) -> Result<Json<SchemaImpact>, Problem> {
    Ok(Json(connected::impact(&app, &actor, project, source, (number, other.to)).await?))
}

/// The SQL of a version, if the schema is written so.
#[utoipa::path(
    get, path = "/projects/{project}/sources/{source}/versions/{number}/ddl", tag = "sources",
    responses((status = 200, body = String, content_type = "text/plain")),
)]
async fn get_source_ddl(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source, number)): PathIds<(ProjectId, SourceId, i64)>,
) -> Result<String, Problem> {
    Ok(connected::ddl(&app, &actor, project, (source, number)).await?)
}

/// Makes queries use a version of the schema, also when newer ones are found.
#[utoipa::path(
    put, path = "/projects/{project}/sources/{source}/pin", tag = "sources",
    request_body = PinVersion, responses((status = 200, body = Source)),
)]
async fn pin_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
    JsonBody(input): JsonBody<PinVersion>,
) -> Result<Json<Source>, Problem> {
    Ok(Json(connected::pin(&app, &actor, project, source, input).await?))
}

/// Makes queries use the newest version of the schema again.
#[utoipa::path(delete, path = "/projects/{project}/sources/{source}/pin", tag = "sources", responses((status = 200, body = Source)))]
async fn unpin_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, source)): PathIds<(ProjectId, SourceId)>,
) -> Result<Json<Source>, Problem> {
    Ok(Json(connected::unpin(&app, &actor, project, source).await?))
}
