//! The way back from an OIDC provider.

use std::sync::Arc;

use almanac_app::SessionCookie;
use almanac_domain::ProviderId;
use almanac_identity::oidc::Answer;
use almanac_service::App;
use almanac_service::sso::{self, Outside, Visit};
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::{browser, ended};
use crate::http::session::MaybeSignedIn;
use crate::http::{Knocking, PathIds, Problem, QueryString};

/// `GET /auth/{provider}/callback`
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub(super) async fn callback(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    Extension(person): Extension<MaybeSignedIn>,
    Knocking(client): Knocking,
    PathIds(provider): PathIds<ProviderId>,
    QueryString(answer): QueryString<Answer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (browser, actor) = (browser(&headers, cookie), person.0.as_ref());
    let visit = Visit { provider, browser, actor, client: &client };
    ended(&app, sso::finish_oidc(&app, &outside, visit, answer).await?, cookie, &person).await
}
