//! Requests that change something must come from our own pages, or from no browser at all.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::state::Door;
use super::{Problem, ServerState, key};

/// How the page that caused the request relates to us, as the browser says.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Middleware: 403 for a state-changing request that another site caused, server functions included. A request
/// with an API key is no such: browsers add cookies by themselves, but not keys.
pub(super) async fn refuse_foreign(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && key::of(&request).is_none() && is_foreign(request.headers(), &state.door) {
        return Problem::foreign().into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap, door: &Door) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    // Browsers send these without asking first; our pages and clients never do.
    if text(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("text/plain"))
    {
        return true;
    }
    if text(SEC_FETCH_SITE).is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    text(header::ORIGIN).is_some_and(|origin| !is_ours(origin, text(header::HOST), door))
}

/// Whether the `Origin` is the configured one, or, if none is configured, the host that was asked.
fn is_ours(origin: &str, host: Option<&str>, door: &Door) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    if let Some(public) = &door.origin {
        return url.origin() == *public;
    }
    let asked = host.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    asked.is_some_and(|asked| asked.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    fn foreign(public: Option<&str>, headers: &[(&'static str, &str)]) -> bool {
        let door = Door {
            origin: public.map(|url| Url::parse(url).unwrap().origin()),
            https: false,
            trusted_proxies: Vec::new(),
            stop: CancellationToken::new(),
        };
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        is_foreign(&headers.collect(), &door)
    }

    #[test]
    fn own_pages_and_programs_pass() {
        assert!(!foreign(None, &[("host", "localhost:3000")]));
        assert!(!foreign(None, &[("host", "localhost:3000"), ("origin", "http://localhost:3000")]));
        assert!(!foreign(None, &[("sec-fetch-site", "same-origin")]));
        let public = Some("https://a.example");
        assert!(!foreign(public, &[("host", "10.0.0.1:3000"), ("origin", "https://a.example")]));
    }

    #[test]
    fn other_sites_are_refused() {
        let host = ("host", "localhost:3000");
        for origin in ["https://evil.example", "null", "http://localhost:4000", "https://localhost:3000", ""]
        {
            assert!(foreign(None, &[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "anything"] {
            assert!(foreign(None, &[host, ("sec-fetch-site", site)]), "{site}");
        }
        assert!(foreign(Some("https://a.example"), &[host, ("origin", "http://localhost:3000")]));
    }

    #[test]
    fn plain_text_is_refused_because_forms_can_send_it() {
        assert!(foreign(None, &[("content-type", "text/plain;charset=UTF-8")]));
        assert!(!foreign(None, &[("content-type", "text/csv")]));
    }
}
