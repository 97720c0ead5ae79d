//! With what people prove who they are: password, authenticator app, recovery codes, passkeys.

use almanac_app::SessionCookie;
use almanac_domain::PasskeyId;
use almanac_domain::factor::{
    AddPasskey, AskPasskey, ChangePassword, EnableTotp, Factors, Passkey, PasskeyChallenge, RecoveryCodes,
    TotpSetUp,
};
use almanac_service::{App, account};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{Anybody, JsonBody, PathIds, Problem, SignedIn, Waiting, with_cookie};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(get_factors))
        .routes(routes!(change_password))
        .routes(routes!(begin_totp, enable_totp, disable_totp))
        .routes(routes!(renew_recovery_codes))
        .routes(routes!(ask_passkey))
        .routes(routes!(add_passkey))
        .routes(routes!(remove_passkey))
}

/// With what the person can prove who they are.
#[utoipa::path(get, path = "/me/factors", tag = "accounts", responses((status = 200, body = Factors)))]
async fn get_factors(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Json<Factors>, Problem> {
    Ok(Json(account::factors(&app, &actor).await?))
}

/// Sets the password and ends the person's other sessions.
#[utoipa::path(put, path = "/me/password", tag = "accounts", request_body = ChangePassword, responses((status = 204)))]
async fn change_password(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<ChangePassword>,
) -> Result<Response, Problem> {
    let secret = account::change_password(&app, &actor, input).await?;
    with_cookie(cookie, Some(&secret), StatusCode::NO_CONTENT)
}

/// Begins to set up an authenticator app.
#[utoipa::path(post, path = "/me/totp", tag = "accounts", responses((status = 201, body = TotpSetUp)))]
async fn begin_totp(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<(StatusCode, Json<TotpSetUp>), Problem> {
    Ok((StatusCode::CREATED, Json(account::begin_totp(&app, &actor).await?)))
}

/// Ends the set-up with the first code; the recovery codes are shown this once.
#[utoipa::path(put, path = "/me/totp", tag = "accounts", request_body = EnableTotp, responses((status = 200, body = RecoveryCodes)))]
async fn enable_totp(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<EnableTotp>,
) -> Result<Response, Problem> {
    let (codes, secret) = account::enable_totp(&app, &actor, input).await?;
    with_cookie(cookie, Some(&secret), Json(codes))
}

/// Removes the authenticator app.
#[utoipa::path(delete, path = "/me/totp", tag = "accounts", responses((status = 204)))]
async fn disable_totp(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
) -> Result<Response, Problem> {
    let secret = account::disable_totp(&app, &actor).await?;
    with_cookie(cookie, Some(&secret), StatusCode::NO_CONTENT)
}

/// Replaces the recovery codes; the new ones are shown this once.
#[utoipa::path(post, path = "/me/recovery-codes", tag = "accounts", responses((status = 201, body = RecoveryCodes)))]
async fn renew_recovery_codes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    Ok((StatusCode::CREATED, Json(account::renew_recovery_codes(&app, &actor).await?)))
}

/// Begins a ceremony with a passkey.
#[utoipa::path(post, path = "/passkeys/challenges", tag = "accounts", request_body = AskPasskey, responses((status = 201, body = PasskeyChallenge)))]
async fn ask_passkey(
    State(app): State<App>,
    Anybody(actor): Anybody,
    Waiting(waiting): Waiting,
    JsonBody(input): JsonBody<AskPasskey>,
) -> Result<(StatusCode, Json<PasskeyChallenge>), Problem> {
    let input = AskPasskey { pending: input.pending.or(waiting), ..input };
    Ok((StatusCode::CREATED, Json(account::ask_passkey(&app, actor.as_ref(), input).await?)))
}

/// Registers a passkey.
#[utoipa::path(post, path = "/me/passkeys", tag = "accounts", request_body = AddPasskey, responses((status = 201, body = Passkey)))]
async fn add_passkey(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<AddPasskey>,
) -> Result<Response, Problem> {
    let (passkey, secret) = account::add_passkey(&app, &actor, input).await?;
    with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(passkey)))
}

/// Removes a passkey.
#[utoipa::path(delete, path = "/me/passkeys/{passkey}", tag = "accounts", responses((status = 204)))]
async fn remove_passkey(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(passkey): PathIds<PasskeyId>,
) -> Result<StatusCode, Problem> {
    account::remove_passkey(&app, &actor, passkey).await?;
    Ok(StatusCode::NO_CONTENT)
}
