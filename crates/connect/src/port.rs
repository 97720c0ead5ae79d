//! The port to names: where a host is, and whether it may be connected to.

use std::net::SocketAddr;

use async_trait::async_trait;

/// The name has no address that may be connected to.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub enum Refused {
    /// All of its addresses are refused.
    #[error("the address is not allowed")]
    NotAllowed,
    /// It has none.
    #[error("the name is not known")]
    Unknown,
}

/// Finds addresses that were checked (R32). A connector asks once for each connection, and connects to one of
/// these and to nothing else.
#[async_trait]
pub trait Addresses: Send + Sync + std::fmt::Debug {
    /// The addresses of `host`, a name or an address, that may be connected to; at least one.
    async fn find(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refused>;
}
