//! The text of a key that was made just now. From the form to the page that shows it once it travels in a
//! cookie that scripts cannot read, so that it works without JavaScript and the server keeps nothing.

use almanac_domain::key::{ApiKey, IssuedKey};
use http::header::{COOKIE, HOST};
use http::request::Parts;
use leptos::prelude::use_context;

use crate::api::{Answer, append_cookie, cookie};

/// Hands a new key on to its page.
pub(super) fn hand_on(made: &IssuedKey) -> Answer<()> {
    append_cookie(&cookie()?.new_key(&made.text.0))?;
    leptos_axum::redirect(&crate::paths::key(made.key.id));
    Ok(())
}

/// The text of this key, if it was handed on and not taken yet.
pub(super) fn take(key: &ApiKey) -> Answer<Option<String>> {
    let name = cookie()?.new_key_name();
    let parts = use_context::<Parts>();
    let text = parts.as_ref().and_then(|parts| {
        let lines = parts.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, text)| text.to_owned())
    });
    let text = text.filter(|text| text.starts_with(&format!("alm_{}_", key.prefix)));
    if text.is_some() {
        append_cookie(&cookie()?.new_key(""))?;
    }
    Ok(text)
}

/// Where this server is, as the browser names it.
pub(super) fn origin() -> Answer<String> {
    let parts = use_context::<Parts>();
    let host = parts.as_ref().and_then(|parts| parts.headers.get(HOST)?.to_str().ok());
    let scheme = if cookie()?.secure { "https" } else { "http" };
    Ok(format!("{scheme}://{}", host.unwrap_or("localhost")))
}
