//! The text of a key that was made just now, on its way from the form to the page that shows it once.

use almanac_domain::Actor;
use almanac_domain::key::{ApiKey, IssuedKey};
use almanac_service::App;
use http::header::HOST;
use http::request::Parts;
use leptos::prelude::use_context;

use crate::api::{Answer, cookies, show_once, shown_once};

/// Hands a new key on to its page.
pub(super) fn hand_on(app: &App, actor: &Actor, made: &IssuedKey) -> Answer<()> {
    show_once(app, actor, "key", &made.text.0)?;
    leptos_axum::redirect(&crate::paths::key(made.key.id));
    Ok(())
}

/// The text of this key, if it was handed on and not taken yet.
pub(super) fn take(app: &App, actor: &Actor, key: &ApiKey) -> Answer<Option<String>> {
    let text = shown_once(app, actor, "key")?;
    Ok(text.filter(|text| text.starts_with(&format!("alm_{}_", key.prefix))))
}

/// Where this server is, as the browser names it.
pub(super) fn origin() -> Answer<String> {
    let parts = use_context::<Parts>();
    let host = parts.as_ref().and_then(|parts| parts.headers.get(HOST)?.to_str().ok());
    let scheme = if cookies()?.secure { "https" } else { "http" };
    Ok(format!("{scheme}://{}", host.unwrap_or("localhost")))
}
