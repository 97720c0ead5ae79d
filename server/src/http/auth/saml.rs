//! The way back from a SAML provider, in two steps: its page posts the answer without our cookies, then the
//! browser comes for it with them.

use std::sync::Arc;

use almanac_app::SessionCookie;
use almanac_domain::ProviderId;
use almanac_identity::saml::Answer;
use almanac_service::sso::{self, Accepted, Outside, Visit};
use almanac_service::{App, Error, provider};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::{back, browser, ended};
use crate::http::session::MaybeSignedIn;
use crate::http::{Knocking, PathIds, Problem, QueryString};

/// The relay state of a sign-in.
#[derive(Debug, Deserialize)]
pub(super) struct Handle {
    handle: String,
}

/// `POST /auth/{provider}/acs`
pub(super) async fn accept(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    PathIds(provider): PathIds<ProviderId>,
    Form(answer): Form<Answer>,
) -> Result<Response, Problem> {
    match sso::accept_answer(&app, &outside, provider, &answer).await {
        Ok(Accepted::BegunThere) => Ok(Redirect::to(&format!("/auth/{provider}/start")).into_response()),
        Ok(Accepted::Kept) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("handle", &answer.relay_state)
                .finish();
            Ok(Redirect::to(&format!("/auth/{provider}/finish?{query}")).into_response())
        }
        Err(Error::NotFound) => Ok(back(false, "refused")),
        Err(error) => Err(error.into()),
    }
}

/// `GET /auth/{provider}/finish`
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub(super) async fn finish(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    Extension(person): Extension<MaybeSignedIn>,
    Knocking(client): Knocking,
    PathIds(provider): PathIds<ProviderId>,
    QueryString(Handle { handle }): QueryString<Handle>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (browser, actor) = (browser(&headers, cookie), person.0.as_ref());
    let visit = Visit { provider, browser, actor, client: &client };
    ended(&app, sso::finish_saml(&app, &outside, visit, &handle).await?, cookie, &person).await
}

/// `GET /auth/{provider}/metadata`
pub(super) async fn metadata(
    State(app): State<App>,
    PathIds(id): PathIds<ProviderId>,
) -> Result<Response, Problem> {
    let text = provider::metadata(&app, id).await?;
    Ok(([(header::CONTENT_TYPE, "application/samlmetadata+xml")], text).into_response())
}
