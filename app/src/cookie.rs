//! The session cookie, and those that last for a few minutes.

/// How the session cookie is written. The server puts it into the context of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    /// Whether browsers come by https: the cookie is `__Host-almanac` and `Secure` then.
    pub secure: bool,
    /// How long browsers keep it, in seconds: the absolute limit of a session.
    pub max_age_seconds: u64,
}

impl SessionCookie {
    /// Its name.
    pub fn name(self) -> &'static str {
        if self.secure { "__Host-almanac" } else { "almanac" }
    }

    /// The `Set-Cookie` header that signs in.
    pub fn set(self, secret: &str) -> String {
        self.header(secret, self.max_age_seconds)
    }

    /// The `Set-Cookie` header that signs out.
    pub fn clear(self) -> String {
        self.header("", 0)
    }

    /// The cookie of a sign-in that waits for its second factor.
    pub fn pending(self) -> ShortCookie {
        let name = if self.secure { "__Host-almanac-pending" } else { "almanac-pending" };
        ShortCookie { name, secure: self.secure }
    }

    /// The cookie of what is shown once.
    pub fn once(self) -> ShortCookie {
        let name = if self.secure { "__Host-almanac-once" } else { "almanac-once" };
        ShortCookie { name, secure: self.secure }
    }

    fn header(self, value: &str, max_age: u64) -> String {
        line(self.name(), value, max_age, self.secure)
    }
}

/// A cookie that browsers keep for five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortCookie {
    name: &'static str,
    secure: bool,
}

impl ShortCookie {
    const SECONDS: u64 = 5 * 60;

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The `Set-Cookie` header with this value.
    pub fn set(self, value: &str) -> String {
        line(self.name, value, Self::SECONDS, self.secure)
    }

    /// The `Set-Cookie` header that ends it.
    pub fn clear(self) -> String {
        line(self.name, "", 0, self.secure)
    }
}

fn line(name: &str, value: &str, max_age: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}")
}

/// The value of a cookie that came with the request.
#[cfg(feature = "ssr")]
pub(crate) fn received(name: &str) -> Option<String> {
    let parts = leptos::prelude::use_context::<http::request::Parts>()?;
    let lines = parts.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookie_over_https_is_bound_to_the_host() {
        let cookie = SessionCookie { secure: true, max_age_seconds: 60 };
        let set = cookie.set("x");
        assert!(set.starts_with("__Host-almanac=x; Path=/; HttpOnly") && set.ends_with("; Secure"), "{set}");
        assert!(!set.contains("Domain"));
    }

    #[test]
    fn short_cookies_have_names_of_their_own() {
        let cookie = SessionCookie { secure: true, max_age_seconds: 60 };
        let set = cookie.pending().set("x");
        assert!(set.starts_with("__Host-almanac-pending=x; Path=/; HttpOnly") && set.contains("Max-Age=300"));
        assert_ne!(cookie.once().name(), cookie.pending().name());
    }

    #[test]
    fn signing_out_ends_the_cookie() {
        let cookie = SessionCookie { secure: false, max_age_seconds: 60 };
        assert_eq!(cookie.clear(), "almanac=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
