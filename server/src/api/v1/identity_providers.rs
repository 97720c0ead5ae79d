//! Identity providers of the organization.

use std::sync::Arc;

use almanac_domain::ProviderId;
use almanac_domain::sso::{Provider, ProviderInput};
use almanac_service::sso::Outside;
use almanac_service::{App, provider};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(list_identity_providers, create_identity_provider)).routes(routes!(
        get_identity_provider,
        update_identity_provider,
        delete_identity_provider
    ))
}

/// The identity providers of the organization.
#[utoipa::path(get, path = "/identity-providers", tag = "sign-in", responses((status = 200, body = Vec<Provider>)))]
async fn list_identity_providers(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Vec<Provider>>, Problem> {
    Ok(Json(provider::list(&app, &actor).await?))
}

/// Adds an identity provider, if it answers.
#[utoipa::path(
    post, path = "/identity-providers", tag = "sign-in",
    request_body = ProviderInput, responses((status = 201, body = Provider)),
)]
async fn create_identity_provider(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<ProviderInput>,
) -> Result<(StatusCode, Json<Provider>), Problem> {
    Ok((StatusCode::CREATED, Json(provider::create(&app, &outside, &actor, input).await?)))
}

/// An identity provider.
#[utoipa::path(
    get, path = "/identity-providers/{provider}", tag = "sign-in",
    responses((status = 200, body = Provider)),
)]
async fn get_identity_provider(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(id): PathIds<ProviderId>,
) -> Result<Json<Provider>, Problem> {
    Ok(Json(provider::get(&app, &actor, id).await?))
}

/// Changes an identity provider; a secret that is left out stays.
#[utoipa::path(
    put, path = "/identity-providers/{provider}", tag = "sign-in",
    request_body = ProviderInput, responses((status = 200, body = Provider)),
)]
async fn update_identity_provider(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    SignedIn(actor): SignedIn,
    PathIds(id): PathIds<ProviderId>,
    JsonBody(input): JsonBody<ProviderInput>,
) -> Result<Json<Provider>, Problem> {
    Ok(Json(provider::update(&app, &outside, &actor, id, input).await?))
}

/// Removes an identity provider, with the connections to it.
#[utoipa::path(delete, path = "/identity-providers/{provider}", tag = "sign-in", responses((status = 204)))]
async fn delete_identity_provider(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(id): PathIds<ProviderId>,
) -> Result<StatusCode, Problem> {
    provider::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
