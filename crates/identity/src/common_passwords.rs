//! The passwords that everybody tries first.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether the password, in any case, is one of the about 2,000 most common ones.
pub fn is_common(password: &str) -> bool {
    COMMON.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_known_in_any_case() {
        assert!(is_common("password123"));
        assert!(is_common("PassWord123"));
        assert!(!is_common("correct horse battery staple"));
    }
}
