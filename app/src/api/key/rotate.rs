//! Server function: gives a key a new secret.

use almanac_domain::KeyId;
use leptos::prelude::*;

use crate::api::Answer;

/// Gives a key a new secret and goes to its page, which shows it once.
#[server(endpoint = "key/rotate")]
pub(crate) async fn rotate_key(key: KeyId, overlap_days: u32) -> Answer<()> {
    use almanac_domain::key::RotateKey;
    let (app, actor) = crate::api::signed_in()?;
    let made = almanac_service::api_key::rotate(&app, &actor, key, RotateKey { overlap_days }).await?;
    super::new_key::hand_on(&app, &actor, &made)
}
