//! What the browser brings back from the provider.

use serde::Deserialize;

use super::begin::Transaction;
use super::error::OidcError;
use super::provider::Provider;
use crate::federation::quoted;
use crate::secret::{hash, same};

/// The query of the redirect address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Answer {
    /// What we sent along.
    pub state: Option<String>,
    /// What we exchange for tokens.
    pub code: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

impl Answer {
    /// The code, if this is the provider's answer to our question.
    pub(super) fn code(self, transaction: &Transaction, provider: &Provider) -> Result<String, OidcError> {
        let state = self.state.unwrap_or_default();
        if !same(&hash(&state), &hash(&transaction.state.0)) {
            return Err(OidcError::State);
        }
        match self.iss {
            Some(issuer) if issuer != transaction.issuer => return Err(OidcError::foreign(&issuer)),
            None if provider.names_itself() => return Err(OidcError::AnonymousAnswer),
            _ => {}
        }
        if let Some(error) = self.error {
            return Err(OidcError::RefusedThere(quoted(&error)));
        }
        self.code.filter(|code| !code.is_empty()).ok_or(OidcError::NoCode)
    }
}
