//! Server function: where the person stands on each purpose.

use almanac_domain::consent::Consent;
use leptos::prelude::*;

use crate::api::Answer;

/// Where the person stands on each purpose.
#[server(endpoint = "consent/present")]
pub(crate) async fn present_consents() -> Answer<Vec<Consent>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::consent::present(&app, &actor).await?)
}
