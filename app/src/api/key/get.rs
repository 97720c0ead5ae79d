//! Server function: a key.

use almanac_domain::KeyId;
use almanac_domain::key::ApiKey;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A key as its page shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeyView {
    pub key: ApiKey,
    /// Whether it is the person's own.
    pub own: bool,
    /// The text of the key, if it was made just now and was not shown yet.
    pub text: Option<String>,
    /// Where this server is, as the browser names it.
    pub origin: String,
}

/// A key.
#[server(endpoint = "key/get")]
pub(crate) async fn get_key(key: KeyId) -> Answer<KeyView> {
    let (app, actor) = crate::api::signed_in()?;
    let key = almanac_service::api_key::get(&app, &actor, key).await?;
    let (own, text) = (key.user_id == actor.user_id, super::new_key::take(&app, &actor, &key)?);
    Ok(KeyView { key, own, text, origin: super::new_key::origin()? })
}
