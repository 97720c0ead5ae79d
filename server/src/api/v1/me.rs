//! The person themselves: profile, address, forgotten password.

use almanac_domain::UserId;
use almanac_domain::account::{ChangeEmail, RequestReset, ResetPassword};
use almanac_domain::invitation::LinkSecret;
use almanac_domain::profile::{Profile, ProfileInput};
use almanac_service::{App, account, profile};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, Knocking, PathIds, Problem, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(get_my_profile, update_my_profile))
        .routes(routes!(put_avatar, delete_avatar))
        .routes(routes!(get_avatar))
        .routes(routes!(change_email))
        .routes(routes!(send_verification))
        .routes(routes!(confirm_email))
        .routes(routes!(request_reset))
        .routes(routes!(reset_password))
}

/// One's own profile.
#[utoipa::path(get, path = "/me/profile", tag = "accounts", responses((status = 200, body = Profile)))]
async fn get_my_profile(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Json<Profile>, Problem> {
    Ok(Json(profile::get(&app, &actor).await?))
}

/// Changes one's own profile.
#[utoipa::path(put, path = "/me/profile", tag = "accounts", request_body = ProfileInput, responses((status = 200, body = Profile)))]
async fn update_my_profile(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<ProfileInput>,
) -> Result<Json<Profile>, Problem> {
    Ok(Json(profile::update(&app, &actor, input).await?))
}

/// Sets one's own picture: a PNG, JPEG or WebP file as it is, up to 1 MB.
#[utoipa::path(
    put, path = "/me/avatar", tag = "accounts",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204)),
)]
async fn put_avatar(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    profile::put_avatar(&app, &actor, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one's own picture away.
#[utoipa::path(delete, path = "/me/avatar", tag = "accounts", responses((status = 204)))]
async fn delete_avatar(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<StatusCode, Problem> {
    profile::delete_avatar(&app, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The picture of somebody in the organization.
#[utoipa::path(get, path = "/users/{user}/avatar", tag = "people", responses((status = 200, content_type = "image/*")))]
async fn get_avatar(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(user): PathIds<UserId>,
) -> Result<Response, Problem> {
    let avatar = profile::avatar(&app, &actor, user).await?;
    let kind = HeaderValue::try_from(avatar.kind).unwrap_or(HeaderValue::from_static("image/png"));
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"avatar\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    Ok((headers, avatar.bytes).into_response())
}

/// Asks for another address, which must be confirmed by the link sent there.
#[utoipa::path(post, path = "/me/email", tag = "accounts", request_body = ChangeEmail, responses((status = 202)))]
async fn change_email(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<ChangeEmail>,
) -> Result<StatusCode, Problem> {
    account::change_email(&app, &actor, input).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sends another link to confirm one's address.
#[utoipa::path(post, path = "/me/email/verification", tag = "accounts", responses((status = 202)))]
async fn send_verification(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<StatusCode, Problem> {
    account::send_verification(&app, &actor).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirms an address by the secret of a link.
#[utoipa::path(post, path = "/email-confirmation", tag = "accounts", request_body = LinkSecret, responses((status = 204)))]
async fn confirm_email(
    State(app): State<App>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<LinkSecret>,
) -> Result<StatusCode, Problem> {
    account::confirm_email(&app, &input.token, &client).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for a link to set a new password; the answer is the same for unknown addresses.
#[utoipa::path(post, path = "/password-reset", tag = "accounts", request_body = RequestReset, responses((status = 202)))]
async fn request_reset(
    State(app): State<App>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<RequestReset>,
) -> Result<StatusCode, Problem> {
    account::request_reset(&app, input, &client).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the secret of a link, and ends all sessions of the person.
#[utoipa::path(post, path = "/password-reset/confirmation", tag = "accounts", request_body = ResetPassword, responses((status = 204)))]
async fn reset_password(
    State(app): State<App>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<ResetPassword>,
) -> Result<StatusCode, Problem> {
    account::reset_password(&app, input, &client).await?;
    Ok(StatusCode::NO_CONTENT)
}
