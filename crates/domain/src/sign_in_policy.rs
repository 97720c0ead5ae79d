//! How the members of an organization may sign in.

use serde::{Deserialize, Serialize};

use crate::account::SignInMethod;
use crate::{Checks, FieldError, OrgRole};

/// What administrators ask of those who sign in.
///
/// Administrators themselves may always sign in with what they have, so that a provider that does not answer locks
/// nobody out; a second factor is asked of them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInPolicy {
    /// Whether passwords are accepted.
    pub passwords_allowed: bool,
    /// Whether only the identity providers of the organization let members in.
    pub sso_required: bool,
    /// Whether those who sign in with a password must have a second factor.
    pub second_factor_required: bool,
    /// As what people with an address of a verified domain may join by themselves; not at all if none.
    #[serde(default)]
    pub join_role: Option<OrgRole>,
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self { passwords_allowed: true, sso_required: false, second_factor_required: false, join_role: None }
    }
}

impl SignInPolicy {
    /// Whether a member with this role may sign in this way.
    pub fn allows(&self, method: SignInMethod, role: OrgRole) -> bool {
        let open = match method {
            SignInMethod::Oidc | SignInMethod::Saml => true,
            SignInMethod::Passkey => !self.sso_required,
            SignInMethod::Password => !self.sso_required && self.passwords_allowed,
        };
        open || role == OrgRole::Admin
    }

    /// Whether a sign-in needs a second factor. A passkey is two factors by itself, and for its own sign-ins the
    /// identity provider answers.
    pub fn wants_second_factor(&self, method: SignInMethod) -> bool {
        self.second_factor_required && method == SignInMethod::Password
    }

    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let harmless = self.join_role != Some(OrgRole::Admin);
        Checks::default().check(harmless, "join_role", "nobody joins as an administrator").done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_are_never_locked_out() {
        let strict = SignInPolicy { passwords_allowed: false, sso_required: true, ..SignInPolicy::default() };
        for method in [SignInMethod::Password, SignInMethod::Passkey] {
            assert!(strict.allows(method, OrgRole::Admin) && !strict.allows(method, OrgRole::Manager));
        }
        assert!(strict.allows(SignInMethod::Saml, OrgRole::Viewer));
    }

    #[test]
    fn without_passwords_a_passkey_still_opens() {
        let policy = SignInPolicy { passwords_allowed: false, ..SignInPolicy::default() };
        assert!(policy.allows(SignInMethod::Passkey, OrgRole::Viewer));
        assert!(!policy.allows(SignInMethod::Password, OrgRole::Viewer));
    }

    #[test]
    fn only_passwords_need_a_second_factor() {
        let policy = SignInPolicy { second_factor_required: true, ..SignInPolicy::default() };
        assert!(policy.wants_second_factor(SignInMethod::Password));
        assert!(
            !policy.wants_second_factor(SignInMethod::Passkey)
                && !policy.wants_second_factor(SignInMethod::Oidc)
        );
    }
}
