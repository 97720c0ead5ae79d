//! From the API key or the session cookie to the actor.

use std::convert::Infallible;

use almanac_app::SessionCookie;
use almanac_domain::factor::Code;
use almanac_domain::{Actor, UserId};
use almanac_service::audit::{self, Origin};
use almanac_service::{App, Client, Error, SessionSecret, account, api_key};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::{Span, field};

use super::{Problem, ServerState, client, key, request_id};

/// Who is signed in, if anybody is; in the extensions of every request to API and pages.
#[derive(Debug, Clone)]
pub(super) struct MaybeSignedIn(pub Option<Actor>);

/// Extractor: who is signed in; 401 if nobody is.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Anybody(actor)) = Anybody::from_request_parts(parts, state).await;
        actor.map(Self).ok_or_else(|| Error::Unauthenticated.into())
    }
}

/// Extractor: who is signed in, if anybody is.
#[derive(Debug, Clone)]
pub struct Anybody(pub Option<Actor>);

impl<S: Send + Sync> FromRequestParts<S> for Anybody {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let signed_in = parts.extensions.get::<MaybeSignedIn>();
        Ok(Self(signed_in.and_then(|signed_in| signed_in.0.clone())))
    }
}

/// Middleware: finds out who knocks and who is signed in.
pub(super) async fn resolve(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let client = client::of(&request, &state.door.trusted_proxies);
    if key::is_in_address(request.uri()) {
        return Problem::key_in_address().into_response();
    }
    let shown = Shown::of(&request, state.cookie);
    let origin = Origin { address: Some(client.address.clone()), request_id: request_id::present() };
    audit::with_origin(origin, async {
        let actor = match shown.actor(&state.app, &client).await {
            Ok(actor) => actor,
            Err(error) => return Problem::from(error).into_response(),
        };
        if let Some(actor) = &actor {
            let span = Span::current();
            span.record("org_id", field::display(actor.org_id));
            span.record("user_id", field::display(actor.user_id));
        }
        let place = (request.method().clone(), request.uri().path().to_owned());
        request.extensions_mut().insert(client);
        request.extensions_mut().insert(MaybeSignedIn(actor.clone()));
        let response = next.run(request).await;
        if let (StatusCode::FORBIDDEN, Some(actor), (method, path)) = (response.status(), actor, place)
            && let Err(error) = audit::record_denied(&state.app, &actor, method.as_str(), &path).await
        {
            return Problem::from(error).into_response();
        }
        response
    })
    .await
}

/// What somebody shows to come in.
enum Shown {
    Nothing,
    Key(String),
    Session(String),
}

impl Shown {
    /// A key goes before a session.
    fn of(request: &Request, cookie: SessionCookie) -> Self {
        match (key::of(request), secret(request.headers(), cookie.name())) {
            (Some(key), _) => Self::Key(key.to_owned()),
            (None, Some(secret)) => Self::Session(secret.to_owned()),
            (None, None) => Self::Nothing,
        }
    }

    async fn actor(&self, app: &App, client: &Client) -> Result<Option<Actor>, Error> {
        match self {
            Self::Nothing => Ok(None),
            Self::Key(key) => api_key::authenticate(app, key, client).await.map(Some),
            Self::Session(secret) => account::authenticate(app, secret, client).await,
        }
    }
}

/// Extractor: the secret of the sign-in that waits for its second factor, if the browser has one.
#[derive(Debug, Clone)]
pub struct Waiting(pub Option<Code>);

impl FromRequestParts<ServerState> for Waiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Infallible> {
        let found = secret(&parts.headers, state.cookie.pending().name());
        Ok(Self(found.map(|token| Code(token.to_owned()))))
    }
}

/// The value of a cookie.
pub(super) fn secret<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// The answer to a sign-in: with the session cookie, and with what the person chose for every device.
pub(crate) async fn welcome(
    app: &App,
    cookie: SessionCookie,
    (person, secret): (UserId, &SessionSecret),
    answer: impl IntoResponse,
) -> Result<Response, Problem> {
    let choices = almanac_service::profile::choices(app, person).await?;
    let mut response = with_cookie(cookie, Some(secret), answer)?;
    for line in almanac_app::preference_cookies(&choices) {
        let value = HeaderValue::from_str(&line).map_err(|error| Problem::from(Error::internal(error)))?;
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// The answer with the session cookie of a new session, or without it after its end.
pub(crate) fn with_cookie(
    cookie: SessionCookie,
    secret: Option<&SessionSecret>,
    answer: impl IntoResponse,
) -> Result<Response, Problem> {
    let line = secret.map_or_else(|| cookie.clear(), |secret| cookie.set(&secret.0));
    let mut value = HeaderValue::from_str(&line).map_err(|error| Problem::from(Error::internal(error)))?;
    value.set_sensitive(true);
    let mut response = answer.into_response();
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "xalmanac=1; almanac-theme=dark; almanac=s3cret".parse().unwrap());
        assert_eq!(secret(&headers, "almanac"), Some("s3cret"));
        assert_eq!(secret(&headers, "__Host-almanac"), None);
    }
}
