//! A secret that the next page shows, once: on its way in a cookie that ends when it is read.

use leptos::prelude::use_context;

use crate::api::{Answer, append_cookie};

/// The cookie. No path of a page leads to it but through the browser's next request.
const COOKIE: &str = "almanac-made-link";

fn header(value: &str, seconds: u32) -> String {
    let secure = use_context::<crate::SessionCookie>().is_some_and(|cookie| cookie.secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// Keeps a secret for a minute.
pub(super) fn keep(secret: &str) -> Answer<()> {
    append_cookie(&header(secret, 60))
}

/// The secret that was kept, which is forgotten now.
pub(super) fn take() -> Answer<Option<String>> {
    let Some(parts) = use_context::<http::request::Parts>() else { return Ok(None) };
    let lines = parts.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let is_secret = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let found = pairs.find(|(name, value)| *name == COOKIE && !value.is_empty() && is_secret(value));
    let found = found.map(|(_, value)| value.to_owned());
    if found.is_some() {
        append_cookie(&header("", 0))?;
    }
    Ok(found)
}
