//! Consent to the use of personal data.

use almanac_domain::Page;
use almanac_domain::consent::{Consent, Decide, Decision};
use almanac_service::{App, consent};
use axum::Json;
use axum::extract::State;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{JsonBody, Knocking, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(list_consents, decide_consent)).routes(routes!(list_decisions))
}

/// Where the person stands on each purpose.
#[utoipa::path(get, path = "/me/consents", tag = "accounts", responses((status = 200, body = Vec<Consent>)))]
async fn list_consents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Vec<Consent>>, Problem> {
    Ok(Json(consent::present(&app, &actor).await?))
}

/// Gives or withdraws consent to the present text of a purpose.
#[utoipa::path(post, path = "/me/consents", tag = "accounts", request_body = Decide, responses((status = 200, body = Consent)))]
async fn decide_consent(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<Decide>,
) -> Result<Json<Consent>, Problem> {
    Ok(Json(consent::decide(&app, &actor, input, &client).await?))
}

/// What the person decided.
#[utoipa::path(get, path = "/me/consents/history", tag = "accounts", params(Paging), responses((status = 200, body = Page<Decision>)))]
async fn list_decisions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Decision>>, Problem> {
    Ok(Json(consent::history(&app, &actor, paging.into()).await?))
}
