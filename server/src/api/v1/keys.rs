//! API keys.

use almanac_domain::audit::AuditPage;
use almanac_domain::key::{ApiKey, IssuedKey, NewKey, RotateKey};
use almanac_domain::{KeyId, Page, PageRequest};
use almanac_service::{App, api_key};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_keys, create_key))
        .routes(routes!(get_key, revoke_key))
        .routes(routes!(rotate_key))
        .routes(routes!(list_key_activity))
        .routes(routes!(list_organization_keys))
}

/// Which keys are wanted; newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// How the prefix begins.
    #[serde(default)]
    prefix: String,
    /// How many items, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

impl Wanted {
    fn page(&self) -> PageRequest {
        let usual = PageRequest::default();
        PageRequest { limit: self.limit.unwrap_or(usual.limit), after: self.after }
    }
}

/// Which entries are wanted; newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Older {
    /// Those below this number: `next` of the page before.
    before: Option<i64>,
    /// How many, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
}

/// The person's keys.
#[utoipa::path(get, path = "/keys", tag = "keys", params(Wanted), responses((status = 200, body = Page<ApiKey>)))]
async fn list_keys(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<Page<ApiKey>>, Problem> {
    Ok(Json(api_key::list(&app, &actor, &wanted.prefix, wanted.page()).await?))
}

/// Makes a key. Its text is in this answer and nowhere else.
#[utoipa::path(post, path = "/keys", tag = "keys", request_body = NewKey, responses((status = 201, body = IssuedKey)))]
async fn create_key(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<NewKey>,
) -> Result<(StatusCode, Json<IssuedKey>), Problem> {
    Ok((StatusCode::CREATED, Json(api_key::create(&app, &actor, input).await?)))
}

/// A key: one's own, or any of the organization for administrators.
#[utoipa::path(get, path = "/keys/{key}", tag = "keys", responses((status = 200, body = ApiKey)))]
async fn get_key(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(key): PathIds<KeyId>,
) -> Result<Json<ApiKey>, Problem> {
    Ok(Json(api_key::get(&app, &actor, key).await?))
}

/// Ends a key: one's own, or any of the organization for administrators.
#[utoipa::path(delete, path = "/keys/{key}", tag = "keys", responses((status = 204)))]
async fn revoke_key(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(key): PathIds<KeyId>,
) -> Result<StatusCode, Problem> {
    api_key::revoke(&app, &actor, key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives one's own key a new secret; the old one stays good for a while if asked for.
#[utoipa::path(post, path = "/keys/{key}/rotation", tag = "keys", request_body = RotateKey, responses((status = 200, body = IssuedKey)))]
async fn rotate_key(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(key): PathIds<KeyId>,
    JsonBody(input): JsonBody<RotateKey>,
) -> Result<Json<IssuedKey>, Problem> {
    Ok(Json(api_key::rotate(&app, &actor, key, input).await?))
}

/// What was done with a key, and to it.
#[utoipa::path(get, path = "/keys/{key}/activity", tag = "keys", params(Older), responses((status = 200, body = AuditPage)))]
async fn list_key_activity(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(key): PathIds<KeyId>,
    QueryString(older): QueryString<Older>,
) -> Result<Json<AuditPage>, Problem> {
    let limit = older.limit.unwrap_or(50);
    Ok(Json(api_key::activity(&app, &actor, key, older.before, limit).await?))
}

/// The keys of everybody in the organization, for administrators.
#[utoipa::path(get, path = "/organization/keys", tag = "keys", params(Wanted), responses((status = 200, body = Page<ApiKey>)))]
async fn list_organization_keys(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<Page<ApiKey>>, Problem> {
    Ok(Json(api_key::list_all(&app, &actor, &wanted.prefix, wanted.page()).await?))
}
