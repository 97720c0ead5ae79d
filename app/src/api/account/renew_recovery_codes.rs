//! Server function: replaces the recovery codes and shows the new ones.

use leptos::prelude::*;

use crate::api::Answer;

/// Replaces the recovery codes and shows the new ones.
#[server(endpoint = "account/renew_recovery_codes")]
pub(crate) async fn renew_recovery_codes() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let codes = almanac_service::account::renew_recovery_codes(&app, &actor).await?;
    crate::api::show_once(&app, &actor, "codes", &codes.codes.join(" "))?;
    leptos_axum::redirect("/account/security/codes");
    Ok(())
}
