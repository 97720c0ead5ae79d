//! Signing out at the provider too (OpenID Connect RP-Initiated Logout 1.0).

use url::Url;

use super::provider::Provider;
use super::settings::Settings;
use crate::federation::Secret;

/// The address to send the browser to after our own session has ended, if the provider has one. `back_to` must be
/// registered there.
pub fn logout_url(
    provider: &Provider,
    settings: &Settings,
    id_token: Option<&Secret>,
    back_to: &Url,
) -> Option<Url> {
    let mut url = provider.end_session()?.clone();
    let mut query = url.query_pairs_mut();
    if let Some(Secret(token)) = id_token {
        query.append_pair("id_token_hint", token);
    }
    query.append_pair("client_id", &settings.client_id);
    query.append_pair("post_logout_redirect_uri", back_to.as_str());
    drop(query);
    Some(url)
}
