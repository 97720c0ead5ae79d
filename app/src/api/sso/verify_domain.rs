//! Server function: looks for the record of a domain.

use almanac_domain::DomainId;
use leptos::prelude::*;

use crate::api::Answer;

/// Looks whether the record that proves a domain is in its DNS.
#[server(endpoint = "sso/verify_domain")]
pub(crate) async fn verify_domain(domain: DomainId) -> Answer<()> {
    let ((app, actor), outside) = (crate::api::signed_in()?, crate::api::outside()?);
    almanac_service::domain::verify(&app, &outside, &actor, domain).await?;
    Ok(())
}
