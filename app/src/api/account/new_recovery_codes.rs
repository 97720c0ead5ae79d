//! Server function: the recovery codes that were just made, this once; nothing later.

use leptos::prelude::*;

use crate::api::Answer;

/// The recovery codes that were just made, this once; nothing later.
#[server(endpoint = "account/new_recovery_codes")]
pub(crate) async fn new_recovery_codes() -> Answer<Vec<String>> {
    let (app, actor) = crate::api::signed_in()?;
    let shown = crate::api::shown_once(&app, &actor, "codes")?.unwrap_or_default();
    Ok(shown.split_whitespace().map(str::to_owned).collect())
}
