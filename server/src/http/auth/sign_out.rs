//! The way out: the session ends here, and at its provider too where that is wanted.

use std::sync::Arc;

use almanac_app::SessionCookie;
use almanac_service::sso::{self, Outside};
use almanac_service::{App, account};
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::leaving::leaving;
use crate::http::Problem;
use crate::http::session::{MaybeSignedIn, with_cookie};

/// `POST /auth/sign-out`
pub(super) async fn sign_out(
    State(app): State<App>,
    State(outside): State<Arc<Outside>>,
    State(cookie): State<SessionCookie>,
    Extension(person): Extension<MaybeSignedIn>,
) -> Result<Response, Problem> {
    let mut answer = Redirect::to("/sign-in").into_response();
    if let Some(actor) = &person.0 {
        if let Some((name, outgoing)) = sso::way_out(&app, &outside, actor).await? {
            answer = leaving(&name, &outgoing);
        }
        account::sign_out(&app, actor).await?;
    }
    with_cookie(cookie, None, answer)
}
