//! What single sign-on needs of the world outside.

use std::sync::Arc;

use almanac_identity::federation::Transport;
use almanac_identity::fetch::HttpFetch;
use almanac_identity::oidc::Providers;
use async_trait::async_trait;
use tokio::sync::Semaphore;

/// SAML answers that are checked at the same time.
const CHECKS_AT_ONCE: usize = 2;

/// Looks up TXT records.
#[async_trait]
pub trait TxtResolver: Send + Sync {
    /// The texts of all TXT records of a name; none if there is no such record.
    async fn lookup(&self, name: &str) -> Result<Vec<String>, LookupError>;
}

/// The name servers gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name servers gave no answer: please try again in a moment")]
pub struct LookupError;

/// The way to identity providers and name servers. One for the whole process.
pub struct Outside {
    pub(crate) fetch: Arc<dyn HttpFetch>,
    pub(crate) txt: Arc<dyn TxtResolver>,
    pub(crate) transport: Transport,
    pub(crate) providers: Providers,
    pub(crate) checks: Semaphore,
}

impl Outside {
    /// With these ways out.
    pub fn new(fetch: Arc<dyn HttpFetch>, txt: Arc<dyn TxtResolver>, transport: Transport) -> Self {
        let providers = Providers::default();
        Self { fetch, txt, transport, providers, checks: Semaphore::new(CHECKS_AT_ONCE) }
    }
}

impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outside").field("transport", &self.transport).finish_non_exhaustive()
    }
}
