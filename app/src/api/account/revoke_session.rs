//! Server function: ends one of the person's sessions.

use almanac_domain::SessionId;
use leptos::prelude::*;

use crate::api::Answer;

/// Ends one of the person's sessions.
#[server(endpoint = "account/revoke_session")]
pub(crate) async fn revoke_session(session: SessionId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::account::revoke_session(&app, &actor, session).await?;
    Ok(())
}
