//! Single sign-on: the addresses between browsers, identity providers and us.
//!
//! What goes away from here is a page that refreshes itself to the provider, because a redirect after one of our
//! forms would be stopped by the pages' own `form-action`.

mod leaving;
mod oidc;
mod saml;
mod sign_out;
mod start;

use almanac_app::SessionCookie;
use almanac_service::App;
use almanac_service::sso::{Arrival, Outcome, Why};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};

use super::session::MaybeSignedIn;
use super::{Problem, ServerState, deadline, request_id, session, welcome};

/// The longest answer of a SAML provider with its form, in bytes.
const ANSWER_LIMIT: usize = 512 << 10;
/// How long a browser keeps the cookie that binds sign-ins to it, in seconds.
const KEPT: u32 = 600;

/// What browsers ask for by themselves.
pub(super) fn router() -> Router<ServerState> {
    Router::new()
        .route("/auth/sign-in", post(start::by_address))
        .route("/auth/sign-out", post(sign_out::sign_out))
        .route("/auth/{provider}/start", get(start::with))
        .route("/auth/{provider}/connect", post(start::connect))
        .route("/auth/{provider}/callback", get(oidc::callback))
        .route("/auth/{provider}/finish", get(saml::finish))
        .route("/auth/{provider}/metadata", get(saml::metadata))
        .layer(from_fn(deadline))
}

/// What pages of providers post: it comes from another site, and only leaves something for the browser to fetch.
pub(super) fn posted() -> Router<ServerState> {
    let limit = DefaultBodyLimit::max(ANSWER_LIMIT);
    Router::new().route("/auth/{provider}/acs", post(saml::accept)).layer(limit).layer(from_fn(deadline))
}

/// The name of the cookie that binds sign-ins to a browser.
fn cookie_name(cookie: SessionCookie) -> &'static str {
    if cookie.secure { "__Host-almanac-sso" } else { "almanac-sso" }
}

/// The secret in that cookie.
fn browser(headers: &HeaderMap, cookie: SessionCookie) -> Option<&str> {
    session::secret(headers, cookie_name(cookie))
}

/// Gives a browser that cookie.
fn bind(response: &mut Response, cookie: SessionCookie, secret: &str) {
    let (name, secure) = (cookie_name(cookie), if cookie.secure { "; Secure" } else { "" });
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KEPT}{secure}");
    if let Ok(mut value) = HeaderValue::from_str(&line) {
        value.set_sensitive(true);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Back to where single sign-on began, with what to tell there.
fn back(signed_in: bool, what: &str) -> Response {
    let page = if signed_in { "/account/connections" } else { "/sign-in" };
    let request = request_id::present().unwrap_or_default();
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("sso", what)
        .append_pair("request", &request)
        .finish();
    Redirect::to(&format!("{page}?{query}")).into_response()
}

/// The end of a sign-in: with a session, or back.
async fn ended(
    app: &App,
    outcome: Outcome,
    cookie: SessionCookie,
    person: &MaybeSignedIn,
) -> Result<Response, Problem> {
    match outcome {
        Outcome::Arrived(Arrival { session: Some((user, secret)), target }) => {
            welcome(app, cookie, (user, &secret), Redirect::to(&target)).await
        }
        Outcome::Arrived(Arrival { session: None, target }) => Ok(Redirect::to(&target).into_response()),
        Outcome::Refused(Why::Refused) => Ok(back(person.0.is_some(), "refused")),
        Outcome::Refused(Why::HasAccount) => Ok(back(person.0.is_some(), "has-account")),
    }
}
