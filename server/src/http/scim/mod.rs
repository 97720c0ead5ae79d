//! SCIM 2.0 (RFC 7643, RFC 7644): identity providers keep people and teams of an organization. They come with the
//! token of the organization and nothing else; cookies and API keys do not count here.

mod answer;
mod body;
mod discovery;
mod filter;
mod group_input;
mod groups;
mod list;
mod patch;
mod path;
mod user_input;
mod users;

use almanac_service::audit::{self, Origin};
use almanac_service::provisioning::{self, Provisioner};
use almanac_service::{App, Client, Error};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tracing::{Span, field};

use self::answer::Refusal;
use super::{ServerState, client, deadline, request_id};

/// The router below `/scim/v2`.
pub(super) fn router(state: &ServerState) -> Router<ServerState> {
    Router::new()
        .route("/ServiceProviderConfig", get(discovery::configuration))
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{name}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{name}", get(discovery::schema))
        .route("/Users", get(users::list).post(users::create))
        .route("/Users/{id}", get(users::get).put(users::put).patch(users::patch).delete(users::delete))
        .route("/Groups", get(groups::list).post(groups::create))
        .route("/Groups/{id}", get(groups::get).put(groups::put).patch(groups::patch).delete(groups::delete))
        .fallback(async || Refusal::not_found())
        .layer(from_fn(deadline))
        .layer(from_fn_with_state(state.clone(), authenticate))
}

/// Middleware: finds out which organization's token comes; 401 without one that is good.
async fn authenticate(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let client = client::of(&request, &state.door.trusted_proxies);
    let token = token(&request).map(str::to_owned);
    let origin = Origin { address: Some(client.address.clone()), request_id: request_id::present() };
    audit::with_origin(origin, async {
        let provisioner = match provisioner(&state.app, token.as_deref(), &client).await {
            Ok(provisioner) => provisioner,
            Err(error) => return Refusal::from(error).into_response(),
        };
        Span::current().record("org_id", field::display(provisioner.org_id()));
        request.extensions_mut().insert(provisioner);
        next.run(request).await
    })
    .await
}

/// The token in the header.
fn token(request: &Request) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn provisioner(app: &App, token: Option<&str>, client: &Client) -> Result<Provisioner, Error> {
    provisioning::authenticate(app, token.ok_or(Error::Unauthenticated)?, client).await
}
