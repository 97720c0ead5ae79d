//! Server function: what an invitation offers.

use almanac_domain::invitation::Offer;
use leptos::prelude::*;

use crate::api::Answer;

/// What an invitation offers; nothing if its link works no more.
#[server(endpoint = "invitation/look")]
pub(crate) async fn look_at_invitation(token: String) -> Answer<Option<Offer>> {
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let actor = crate::api::signed_in().ok().map(|(_, actor)| actor);
    match almanac_service::invitation::look(&app, actor.as_ref(), &token, &client).await {
        Ok(offer) => Ok(Some(offer)),
        Err(almanac_service::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
