//! Signing in and out.

use almanac_app::SessionCookie;
use almanac_domain::SessionId;
use almanac_domain::account::{Me, Session, SignIn, SwitchOrganization};
use almanac_domain::factor::{PasskeySignIn, Proof, SecondFactorNeeded, SecondStep};
use almanac_service::account::SignedIn as Outcome;
use almanac_service::{App, Error, account};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, Knocking, PathIds, Problem, SignedIn, Waiting, welcome, with_cookie};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(sign_in, list_sessions))
        .routes(routes!(sign_out))
        .routes(routes!(revoke_session))
        .routes(routes!(switch_organization))
        .routes(routes!(get_me))
        .routes(routes!(sign_in_second))
        .routes(routes!(sign_in_with_passkey))
        .routes(routes!(confirm))
}

/// Signs in with a password. 202 if a second factor must follow: there is no session yet.
#[utoipa::path(post, path = "/sessions", tag = "accounts", request_body = SignIn,
    responses((status = 201, body = Me), (status = 202, body = SecondFactorNeeded)))]
async fn sign_in(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<SignIn>,
) -> Result<Response, Problem> {
    match account::sign_in(&app, input, &client).await? {
        Outcome::Done(me, secret) => with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(me))),
        Outcome::Pending(needed) => Ok((StatusCode::ACCEPTED, Json(needed)).into_response()),
    }
}

/// Ends a sign-in with a code of the authenticator app, or a recovery code.
#[utoipa::path(post, path = "/sessions/second", tag = "accounts", request_body = SecondStep, responses((status = 201, body = Me)))]
async fn sign_in_second(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<SecondStep>,
) -> Result<Response, Problem> {
    let (me, secret) = account::sign_in_second(&app, input, &client).await?;
    with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(me)))
}

/// Signs in with a passkey: alone, or as second factor.
#[utoipa::path(post, path = "/sessions/passkey", tag = "accounts", request_body = PasskeySignIn, responses((status = 201, body = Me)))]
async fn sign_in_with_passkey(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    Waiting(waiting): Waiting,
    JsonBody(input): JsonBody<PasskeySignIn>,
) -> Result<Response, Problem> {
    let pending = if input.second_factor {
        Some(input.pending.or(waiting).ok_or(Error::Unauthenticated)?)
    } else {
        None
    };
    let (me, secret) = account::sign_in_with_passkey(&app, input.answer, pending, &client).await?;
    welcome(&app, cookie, (me.user.id, &secret), (StatusCode::CREATED, Json(me))).await
}

/// Proves again who the person is; the session gets another secret.
#[utoipa::path(post, path = "/sessions/current/confirm", tag = "accounts", request_body = Proof, responses((status = 204)))]
async fn confirm(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    SignedIn(actor): SignedIn,
    JsonBody(proof): JsonBody<Proof>,
) -> Result<Response, Problem> {
    let secret = account::confirm(&app, &actor, proof, &client).await?;
    with_cookie(cookie, Some(&secret), StatusCode::NO_CONTENT)
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
