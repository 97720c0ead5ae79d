//! Server function: changes the organization.

use leptos::prelude::*;

use crate::api::Answer;

/// Changes name and limits of sessions; an empty limit is that of the server.
#[server(endpoint = "organization/update")]
pub(crate) async fn update_organization(
    name: String,
    session_idle_minutes: String,
    session_absolute_hours: String,
) -> Answer<()> {
    use almanac_domain::member::OrganizationInput;
    use almanac_service::Error;
    let number = |field: &'static str, text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::field(field, "must be a whole number")),
    };
    let (app, actor) = crate::api::signed_in()?;
    let input = OrganizationInput {
        name,
        session_idle_minutes: number("session_idle_minutes", &session_idle_minutes)?,
        session_absolute_hours: number("session_absolute_hours", &session_absolute_hours)?,
    };
    almanac_service::organization::update(&app, &actor, input).await?;
    Ok(())
}
