//! The way to a provider: by address, by name, or to connect it with one's account.

use std::sync::Arc;

use almanac_app::SessionCookie;
use almanac_domain::ProviderId;
use almanac_service::sso::{self, Begun, Outside, Wish};
use almanac_service::{App, Error};
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::leaving::leaving;
use super::{back, bind, browser};
use crate::http::{PathIds, Problem, QueryString, SignedIn};

/// What somebody types who wants to sign in.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    email: String,
    #[serde(default)]
    next: String,
}

/// Where somebody wants to go afterwards.
#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// `POST /auth/sign-in`: finds the provider by the domain of an address.
pub(super) async fn by_address(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let ways = sso::ways(&app, &typed.email).await?;
    let [way] = ways.as_slice() else {
        let domain = typed.email.rsplit('@').next().filter(|_| !ways.is_empty());
        let Some(domain) = domain else { return Ok(back(false, "none")) };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("domain", domain)
            .append_pair("next", &typed.next)
            .finish();
        return Ok(Redirect::to(&format!("/sign-in?{query}")).into_response());
    };
    let wish = Wish { next: typed.next, email: Some(typed.email) };
    go(cookie, sso::begin(&app, &outside, way.id, &wish, browser(&headers, cookie)).await)
}

/// `GET /auth/{provider}/start`
pub(super) async fn with(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    PathIds(provider): PathIds<ProviderId>,
    QueryString(Next { next }): QueryString<Next>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wish = Wish { next, email: None };
    go(cookie, sso::begin(&app, &outside, provider, &wish, browser(&headers, cookie)).await)
}

/// `POST /auth/{provider}/connect`
pub(super) async fn connect(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    SignedIn(actor): SignedIn,
    PathIds(provider): PathIds<ProviderId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = browser(&headers, cookie);
    match sso::begin_connection(&app, &outside, &actor, provider, known).await {
        Err(Error::Unconfirmed) => Ok(back(true, "unconfirmed")),
        Err(Error::Conflict(_)) => Ok(back(true, "silent")),
        begun => go(cookie, begun),
    }
}

fn go(cookie: SessionCookie, begun: almanac_service::Result<Begun>) -> Result<Response, Problem> {
    let begun = match begun {
        Ok(begun) => begun,
        Err(Error::NotFound) => return Ok(back(false, "none")),
        Err(Error::Conflict(_)) => return Ok(back(false, "silent")),
        Err(error) => return Err(error.into()),
    };
    let mut response = leaving(&begun.name, &begun.outgoing);
    bind(&mut response, cookie, &begun.browser);
    Ok(response)
}
