//! Server function: adds a domain.

use leptos::prelude::*;

use crate::api::Answer;

/// Adds a domain, which is to be proven then.
#[server(endpoint = "sso/add_domain")]
pub(crate) async fn add_domain(name: String) -> Answer<()> {
    use almanac_domain::sso::DomainInput;
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::domain::add(&app, &actor, &DomainInput { name }).await?;
    Ok(())
}
