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
    fn signing_out_ends_the_cookie() {
        let cookie = SessionCookie { secure: false, max_age_seconds: 60 };
        assert_eq!(cookie.clear(), "almanac=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
