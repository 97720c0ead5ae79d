//! Public links: kept in a project, opened without signing in.

use almanac_domain::link::{LinkInput, MadeLink, PublicLink, Shared};
use almanac_domain::{LinkId, ProjectId};
use almanac_service::{App, link};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{Download, JsonBody, Knocking, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_links, make_link))
        .routes(routes!(revoke_link))
        .routes(routes!(open_link))
}

/// The public links of a project.
#[utoipa::path(get, path = "/projects/{project}/links", tag = "sharing", responses((status = 200, body = Vec<PublicLink>)))]
async fn list_links(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
) -> Result<Json<Vec<PublicLink>>, Problem> {
    Ok(Json(link::list(&app, &actor, project).await?))
}

/// Makes a public link. Its token is shown this once.
#[utoipa::path(post, path = "/projects/{project}/links", tag = "sharing", request_body = LinkInput, responses((status = 201, body = MadeLink)))]
async fn make_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    JsonBody(input): JsonBody<LinkInput>,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    Ok((StatusCode::CREATED, Json(link::make(&app, &actor, project, input).await?)))
}

/// Ends a public link at once.
#[utoipa::path(delete, path = "/projects/{project}/links/{link}", tag = "sharing", responses((status = 204)))]
async fn revoke_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, link)): PathIds<(ProjectId, LinkId)>,
) -> Result<StatusCode, Problem> {
    link::revoke(&app, &actor, project, link).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A form of what a link shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// What is wanted of a link.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The series of a forecast; the first one if it is left out.
    series: Option<String>,
    /// `json` or `csv`; `json` if it is left out.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    format: Format,
}

/// What a public link shows. Nobody needs to be signed in.
#[utoipa::path(
    get, path = "/shared/{token}", tag = "sharing", params(Wanted),
    responses((status = 200, body = Shared)),
)]
async fn open_link(
    State(app): State<App>,
    Knocking(client): Knocking,
    PathIds(token): PathIds<String>,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Response, Problem> {
    let series = wanted.series.as_deref();
    Ok(match wanted.format {
        Format::Json => Json(link::open(&app, &client, &token, series).await?).into_response(),
        Format::Csv => {
            Download::csv("shared", link::export_csv(&app, &client, &token, series).await?).into_response()
        }
    })
}
