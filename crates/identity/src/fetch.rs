//! The port through which a flow talks to an identity provider.

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use http::{Request, Response};
use openidconnect::AsyncHttpClient;

use crate::federation::Transport;

/// A client for HTTP that follows no redirect, gives up after five seconds, reads at most 1 MiB, and does not
/// connect to addresses that the operator has not allowed (R32).
#[async_trait]
pub trait HttpFetch: Send + Sync {
    /// Sends one request. An answer with any status is a success here.
    async fn fetch(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, FetchError>;
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is not one that we may connect to.
    #[error("its address is not allowed")]
    NotAllowed,
    /// There was no connection, or it broke.
    #[error("it cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("it did not answer in time")]
    TimedOut,
    /// The answer is longer than we read.
    #[error("its answer is too long")]
    TooLong,
}

/// The port as the OIDC library wants it, with the transport enforced for every request.
pub(crate) struct Outbound {
    fetch: Arc<dyn HttpFetch>,
    transport: Transport,
}

impl Outbound {
    pub fn new(fetch: &Arc<dyn HttpFetch>, transport: Transport) -> Self {
        Self { fetch: fetch.clone(), transport }
    }
}

impl<'c> AsyncHttpClient<'c> for Outbound {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        let allowed = request.uri().to_string().parse().is_ok_and(|url| self.transport.permits(&url));
        if allowed { self.fetch.fetch(request) } else { Box::pin(async { Err(FetchError::NotAllowed) }) }
    }
}
