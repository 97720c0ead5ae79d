//! Where saved queries are, and how they are found: folders, tags, favourites.

use almanac_domain::saved::{
    QueryFilter, QueryFolder, QueryOrder, QueryPlace, QueryTag, RenameFolder, SavedQuery,
};
use almanac_domain::{Page, PageRequest, ProjectId, QueryId};
use almanac_service::{App, query};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_queries))
        .routes(routes!(place_query))
        .routes(routes!(mark_favorite, unmark_favorite))
        .routes(routes!(list_query_folders))
        .routes(routes!(list_query_tags))
        .routes(routes!(rename_query_folder))
}

/// Which saved queries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// A part of the name, the folder or a tag, in any case.
    #[serde(default)]
    search: String,
    /// A folder; empty for the queries that are in none.
    folder: Option<String>,
    /// With the folder, also what lies in the folders below it.
    #[serde(default)]
    below: bool,
    /// A tag.
    tag: Option<String>,
    /// Only one's own favourites.
    #[serde(default)]
    favorites: bool,
    /// In which order; what was changed last comes first if it is left out.
    #[serde(default)]
    #[param(inline)]
    order: QueryOrder,
    /// How many items, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

impl From<Wanted> for (QueryFilter, PageRequest) {
    fn from(wanted: Wanted) -> Self {
        let Wanted { search, folder, below, tag, favorites, order, limit, after } = wanted;
        (QueryFilter { search, folder, below, tag, favorites, order }, Paging { limit, after }.into())
    }
}

/// The saved queries of a project.
#[utoipa::path(get, path = "/projects/{project}/queries", tag = "queries", params(Wanted), responses((status = 200, body = Page<SavedQuery>)))]
async fn list_queries(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<Page<SavedQuery>>, Problem> {
    let (filter, page) = wanted.into();
    Ok(Json(query::list(&app, &actor, project, filter, page).await?))
}

/// Changes the folder, the tags and the cache lifetime of a saved query; what is left out stays. It makes no version.
#[utoipa::path(
    patch, path = "/projects/{project}/queries/{query}", tag = "queries",
    request_body = QueryPlace, responses((status = 200, body = SavedQuery)),
)]
async fn place_query(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
    JsonBody(input): JsonBody<QueryPlace>,
) -> Result<Json<SavedQuery>, Problem> {
    Ok(Json(query::place(&app, &actor, project, query, input).await?))
}

/// Makes a saved query one of one's own favourites.
#[utoipa::path(put, path = "/projects/{project}/queries/{query}/favorite", tag = "queries", responses((status = 204)))]
async fn mark_favorite(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
) -> Result<StatusCode, Problem> {
    query::favorite(&app, &actor, project, query, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a saved query no longer one of one's own favourites.
#[utoipa::path(delete, path = "/projects/{project}/queries/{query}/favorite", tag = "queries", responses((status = 204)))]
async fn unmark_favorite(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, query)): PathIds<(ProjectId, QueryId)>,
) -> Result<StatusCode, Problem> {
    query::favorite(&app, &actor, project, query, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The folders of the saved queries with how many are in them, by path, the top first.
#[utoipa::path(get, path = "/projects/{project}/query/folders", tag = "queries", responses((status = 200, body = [QueryFolder])))]
async fn list_query_folders(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<QueryFolder>>, Problem> {
    Ok(Json(query::folders(&app, &actor, project).await?))
}

/// The tags of the saved queries with how many have them.
#[utoipa::path(get, path = "/projects/{project}/query/tags", tag = "queries", responses((status = 200, body = [QueryTag])))]
async fn list_query_tags(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<QueryTag>>, Problem> {
    Ok(Json(query::tags(&app, &actor, project).await?))
}

/// Renames a folder, with all that is in and below it; answers with the folders as they are then.
#[utoipa::path(
    post, path = "/projects/{project}/query/folders/rename", tag = "queries",
    request_body = RenameFolder, responses((status = 200, body = [QueryFolder])),
)]
async fn rename_query_folder(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<RenameFolder>,
) -> Result<Json<Vec<QueryFolder>>, Problem> {
    Ok(Json(query::rename_folder(&app, &actor, project, input).await?))
}
