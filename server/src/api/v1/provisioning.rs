//! Provisioning by SCIM, as administrators see it.

use almanac_domain::provisioning::{IssuedToken, Provisioning};
use almanac_service::{App, provisioning};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(get_provisioning))
        .routes(routes!(make_provisioning_token, revoke_provisioning_token))
}

/// Whether an identity provider keeps the members, and where.
#[utoipa::path(get, path = "/provisioning", tag = "sign-in", responses((status = 200, body = Provisioning)))]
async fn get_provisioning(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Provisioning>, Problem> {
    Ok(Json(provisioning::get(&app, &actor).await?))
}

/// Makes the token, or another one in place of it. Its text is in this answer and nowhere else.
#[utoipa::path(post, path = "/provisioning/token", tag = "sign-in", responses((status = 201, body = IssuedToken)))]
async fn make_provisioning_token(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<(StatusCode, Json<IssuedToken>), Problem> {
    Ok((StatusCode::CREATED, Json(provisioning::make(&app, &actor).await?)))
}

/// Ends the token, if there is one.
#[utoipa::path(delete, path = "/provisioning/token", tag = "sign-in", responses((status = 204)))]
async fn revoke_provisioning_token(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<StatusCode, Problem> {
    provisioning::revoke(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
