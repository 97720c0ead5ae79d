//! The page between us and a provider.

use almanac_identity::saml::Outgoing;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse as _, Response};

/// Sends the browser on, without script; what cannot be sent by itself has a button.
pub(super) fn leaving(name: &str, outgoing: &Outgoing) -> Response {
    let name = escaped(name);
    let (head, body, form_action) = match outgoing {
        Outgoing::Redirect(url) => {
            let url = escaped(url.as_str());
            let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={url}\">");
            (head, format!("<p><a href=\"{url}\">{name}</a></p>"), "'none'".to_owned())
        }
        Outgoing::Post { action, request, relay_state } => {
            let body = format!(
                "<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"SAMLRequest\" \
                 value=\"{request}\"><input type=\"hidden\" name=\"RelayState\" value=\"{relay_state}\">\
                 <button>{name}</button></form>",
                action = escaped(action.as_str()),
                request = escaped(request),
                relay_state = escaped(relay_state),
            );
            (String::new(), body, action.origin().ascii_serialization())
        }
    };
    let policy =
        format!("default-src 'none'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'");
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\">{head}<title>Almanac</title></head><body><main><h1>Almanac</h1>{body}\
         </main></body></html>"
    );
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Text as it stands in HTML, in attributes too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
