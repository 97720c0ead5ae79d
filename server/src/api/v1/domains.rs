//! Domains of the organization.

use std::sync::Arc;

use almanac_domain::DomainId;
use almanac_domain::sso::{Domain, DomainInput};
use almanac_service::sso::Outside;
use almanac_service::{App, domain};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_domains, add_domain))
        .routes(routes!(remove_domain))
        .routes(routes!(verify_domain))
}

/// The domains of the organization, with the DNS record that proves each.
#[utoipa::path(get, path = "/domains", tag = "sign-in", responses((status = 200, body = Vec<Domain>)))]
async fn list_domains(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Vec<Domain>>, Problem> {
    Ok(Json(domain::list(&app, &actor).await?))
}

/// Adds a domain, which is to be proven then.
#[utoipa::path(
    post, path = "/domains", tag = "sign-in",
    request_body = DomainInput, responses((status = 201, body = Domain)),
)]
async fn add_domain(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<DomainInput>,
) -> Result<(StatusCode, Json<Domain>), Problem> {
    Ok((StatusCode::CREATED, Json(domain::add(&app, &actor, &input).await?)))
}

/// Looks whether the record that proves a domain is in its DNS.
#[utoipa::path(post, path = "/domains/{domain}/verification", tag = "sign-in", responses((status = 200, body = Domain)))]
async fn verify_domain(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    SignedIn(actor): SignedIn,
    PathIds(id): PathIds<DomainId>,
) -> Result<Json<Domain>, Problem> {
    Ok(Json(domain::verify(&app, &outside, &actor, id).await?))
}

/// Removes a domain.
#[utoipa::path(delete, path = "/domains/{domain}", tag = "sign-in", responses((status = 204)))]
async fn remove_domain(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(id): PathIds<DomainId>,
) -> Result<StatusCode, Problem> {
    domain::remove(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
