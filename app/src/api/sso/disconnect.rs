//! Server function: ends a connection with a provider.

use almanac_domain::ConnectionId;
use leptos::prelude::*;

use crate::api::Answer;

/// Ends a connection with a provider.
#[server(endpoint = "sso/disconnect")]
pub(crate) async fn disconnect_provider(connection: ConnectionId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::sso::disconnect(&app, &actor, connection).await?)
}
