//! Server function: gives or withdraws consent.

use almanac_domain::consent::Purpose;
use leptos::prelude::*;

use crate::api::Answer;

/// Gives or withdraws consent to the text that was shown.
#[server(endpoint = "consent/decide")]
pub(crate) async fn decide_consent(purpose: Purpose, version: u32, given: bool) -> Answer<()> {
    use almanac_domain::consent::Decide;
    let ((app, actor), client) = (crate::api::signed_in()?, crate::api::client()?);
    let input = Decide { purpose, version, given };
    almanac_service::consent::decide(&app, &actor, input, &client).await?;
    Ok(())
}
