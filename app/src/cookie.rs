//! The session cookie.

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

    /// The name of the cookie that carries a new API key from the form to the page that shows it once.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn new_key_name(self) -> &'static str {
        if self.secure { "__Host-almanac-new-key" } else { "almanac-new-key" }
    }

    /// The `Set-Cookie` header that hands on a new API key for two minutes, or ends that if it is empty.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn new_key(self, key: &str) -> String {
        let (name, secure) = (self.new_key_name(), if self.secure { "; Secure" } else { "" });
        let max_age = if key.is_empty() { 0 } else { 120 };
        format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age}{secure}")
    }

    fn header(self, value: &str, max_age: u64) -> String {
        let (name, secure) = (self.name(), if self.secure { "; Secure" } else { "" });
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}")
    }
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
    fn new_key_is_kept_from_scripts_and_other_sites() {
        let cookie = SessionCookie { secure: true, max_age_seconds: 60 };
        let set = cookie.new_key("alm_x_y");
        assert!(
            set.starts_with("__Host-almanac-new-key=alm_x_y; Path=/; HttpOnly; SameSite=Strict; Max-Age=120")
        );
        assert!(cookie.new_key("").contains("Max-Age=0"));
    }

    #[test]
    fn signing_out_ends_the_cookie() {
        let cookie = SessionCookie { secure: false, max_age_seconds: 60 };
        assert_eq!(cookie.clear(), "almanac=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
