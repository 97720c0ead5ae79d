//! The first administrator.

use almanac_app::SessionCookie;
use almanac_domain::account::{Me, SetUp};
use almanac_service::{App, account};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::routes;

use super::Routes;
use crate::http::{JsonBody, Knocking, Problem, with_cookie};

pub(super) fn routes() -> Routes {
    Routes::default().routes(routes!(set_up))
}

/// Makes the first administrator and the organization, and signs in.
#[utoipa::path(post, path = "/setup", tag = "accounts", request_body = SetUp, responses((status = 201, body = Me)))]
async fn set_up(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<SetUp>,
) -> Result<Response, Problem> {
    let (me, secret) = account::set_up(&app, input, &client).await?;
    with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(me)))
}
