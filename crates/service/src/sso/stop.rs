//! Why a sign-in ends before its end.

use almanac_domain::ProviderId;
use almanac_store::Tx;
use serde_json::json;

use crate::audit::{Object, record_by};
use crate::{App, Error, Result};

/// What a person is told about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing but that it was refused.
    Refused,
    /// That there is an account with this address, to which the provider is to be connected first.
    HasAccount,
}

/// A sign-in is refused, or something is broken.
#[derive(Debug)]
pub(crate) enum Stop {
    Refused { reason: String, why: Why },
    Failed(Error),
}

/// What comes of a step that may end the sign-in.
pub(crate) type Step<T> = std::result::Result<T, Stop>;

impl Stop {
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), why: Why::Refused }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<almanac_store::Error> for Stop {
    fn from(error: almanac_store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Writes why somebody was refused. The reason is ours, what was claimed is the provider's.
pub(crate) async fn record_refused(
    app: &App,
    mut tx: Tx,
    provider: ProviderId,
    reason: &str,
    claimed: Option<(&str, Option<&str>)>,
) -> Result<()> {
    let detail = json!({
        "reason": reason,
        "subject": claimed.map(|(subject, _)| subject),
        "email": claimed.and_then(|(_, email)| email),
    });
    let object = Object("identity_provider", provider.0);
    record_by(app, &mut tx, None, "account.sign_in_refused", object, detail).await?;
    Ok(tx.save().await?)
}
