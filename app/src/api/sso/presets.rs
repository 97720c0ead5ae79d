//! Server function: the kinds of OIDC providers.

use almanac_domain::sso::Preset;
use leptos::prelude::*;

use crate::api::Answer;

/// The kinds of OIDC providers that are known, and what each asks for.
#[server(endpoint = "sso/presets")]
pub(crate) async fn list_presets() -> Answer<Vec<Preset>> {
    Ok(almanac_service::provider::presets())
}
