//! Signing in and out.

use almanac_app::SessionCookie;
use almanac_domain::SessionId;
use almanac_domain::account::{Me, Session, SignIn, SwitchOrganization};
use almanac_service::{App, account};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, Knocking, PathIds, Problem, SignedIn, with_cookie};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(sign_in, list_sessions))
        .routes(routes!(sign_out))
        .routes(routes!(revoke_session))
        .routes(routes!(switch_organization))
        .routes(routes!(get_me))
}

/// Signs in with a password.
#[utoipa::path(post, path = "/sessions", tag = "accounts", request_body = SignIn, responses((status = 201, body = Me)))]
async fn sign_in(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<SignIn>,
) -> Result<Response, Problem> {
    let (me, secret) = account::sign_in(&app, input, &client).await?;
    with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(me)))
}

/// The person's live sessions.
#[utoipa::path(get, path = "/sessions", tag = "accounts", responses((status = 200, body = Vec<Session>)))]
async fn list_sessions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<Vec<Session>>, Problem> {
    Ok(Json(account::sessions(&app, &actor).await?))
}

/// Signs out.
#[utoipa::path(delete, path = "/sessions/current", tag = "accounts", responses((status = 204)))]
async fn sign_out(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
) -> Result<Response, Problem> {
    account::sign_out(&app, &actor).await?;
    with_cookie(cookie, None, StatusCode::NO_CONTENT)
}

/// Ends one of the person's sessions.
#[utoipa::path(delete, path = "/sessions/{session}", tag = "accounts", responses((status = 204)))]
async fn revoke_session(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(session): PathIds<SessionId>,
) -> Result<StatusCode, Problem> {
    account::revoke_session(&app, &actor, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes on in another organization to which the person belongs; the session gets a new secret.
#[utoipa::path(
    post, path = "/sessions/current/organization", tag = "accounts",
    request_body = SwitchOrganization, responses((status = 200, body = Me)),
)]
async fn switch_organization(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<SwitchOrganization>,
) -> Result<Response, Problem> {
    let (me, secret) = account::switch_organization(&app, &actor, input.organization_id).await?;
    with_cookie(cookie, Some(&secret), Json(me))
}

/// Who is signed in.
#[utoipa::path(get, path = "/me", tag = "accounts", responses((status = 200, body = Me)))]
async fn get_me(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Json<Me>, Problem> {
    Ok(Json(account::me(&app, &actor).await?))
}
