//! Where somebody is sent after a sign-in.

/// A target of a redirect that stays on this site; the start page for any other.
pub fn inside(next: &str) -> &str {
    let path = next.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let inside = next.starts_with('/')
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && !path.contains("//")
        && !path.contains("%2f")
        && !path.contains("%5c")
        && !path.split('/').any(|part| part == "..");
    if inside { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r19_redirects_stay_on_the_site() {
        for own in ["/", "/projects/1?x=2", "/organization/audit?action=a%2Fb#top", "/a..b"] {
            assert_eq!(inside(own), own);
        }
        for foreign in [
            "https://evil.example",
            "https:evil.example",
            "//evil.example",
            "/\\evil.example",
            "/%2F%2Fevil.example",
            "/a//evil.example",
            "/..%2F%5cevil.example%3f/..",
            "/a/../../evil.example",
            "/\tevil.example",
            "/\n/evil.example",
            "evil.example",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(inside(foreign), "/");
        }
    }
}
