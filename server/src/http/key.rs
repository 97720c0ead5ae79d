//! API keys in requests: in the header, on the REST interface, and nowhere else.

use axum::extract::Request;
use axum::http::{Uri, header};

/// Where keys are accepted.
const REST: &str = "/api/v1/";
/// Where addresses hold tokens of their own: public links.
const SHARED: &str = "/api/v1/shared/";
/// What people call a key in an address.
const NAMES: [&str; 3] = ["api_key", "token", "access_token"];

/// The key in the header of a request to the REST interface. It goes before any cookie. Whatever else calls
/// itself `Bearer` there is a wrong key.
pub(super) fn of(request: &Request) -> Option<&str> {
    if !request.uri().path().starts_with(REST) {
        return None;
    }
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().unwrap_or("Bearer ?");
    let (scheme, key) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Whether the address of a request to the REST interface holds a key: addresses end up in logs and histories.
pub(super) fn is_in_address(uri: &Uri) -> bool {
    let path = uri.path();
    let query = uri.query().unwrap_or_default();
    path.starts_with(REST)
        && !path.starts_with(SHARED)
        && url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| NAMES.contains(&name.as_ref()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn key_of(path: &str, value: &str) -> Option<String> {
        let request = Request::get(path).header("authorization", value).body(Body::empty()).unwrap();
        of(&request).map(str::to_owned)
    }

    #[test]
    fn key_is_read_on_the_rest_interface_only() {
        assert_eq!(key_of("/api/v1/me", "Bearer alm_x").as_deref(), Some("alm_x"));
        assert_eq!(key_of("/api/v1/me", "bearer alm_x").as_deref(), Some("alm_x"));
        assert_eq!(key_of("/api/v1/me", "Bearer").as_deref(), Some(""));
        assert_eq!(key_of("/api/v1/me", "Basic YTpi"), None);
        for path in ["/", "/api/project/create", "/account/keys", "/api/v1"] {
            assert_eq!(key_of(path, "Bearer alm_x"), None, "{path}");
        }
    }

    #[test]
    fn r27_key_in_the_address_is_seen() {
        let seen = |text: &str| is_in_address(&text.parse().unwrap());
        assert!(seen("/api/v1/me?api_key=x"));
        assert!(seen("/api/v1/me?limit=1&access%5Ftoken=x"));
        assert!(seen("/api/v1/me?token"));
        assert!(!seen("/api/v1/me?limit=1"));
        assert!(!seen("/api/v1/shared/abc?token=x"));
        assert!(!seen("/invitation?token=x"));
    }
}
