//! The one way out: requests to others, guarded (R32), databases, and TXT records.

mod databases;
mod guard;
mod names;

use almanac_domain::Network;
use std::sync::Arc;
use std::time::Duration;

use almanac_identity::federation::Transport;
use almanac_identity::fetch::{FetchError, HttpFetch};
use almanac_service::sso::Outside;
use anyhow::Context as _;
use async_trait::async_trait;
use http::{Request, Response};
use reqwest::redirect::Policy;

pub use self::databases::Databases;
use self::guard::{Guard, Refused};
use self::names::Names;
use crate::config::Config;

/// The longest time of one request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const LONGEST: usize = 1 << 20;

/// A client that connects to addresses that were checked only, follows no redirect and uses no proxy, takes five
/// seconds at most and reads 1 MiB at most.
#[derive(Debug)]
pub struct Outbound {
    client: reqwest::Client,
    guard: Guard,
}

impl Outbound {
    /// With networks that are allowed though they are not public.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(allowed: &[Network]) -> anyhow::Result<Self> {
        let guard = Guard::new(allowed);
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .dns_resolver(Arc::new(guard.clone()))
            .build()
            .context("the client for requests to others cannot be made")?;
        Ok(Self { client, guard })
    }
}

/// What single sign-on needs, by the configuration. Plain HTTP is for providers on this machine, if the operator
/// allows these.
///
/// # Errors
/// As [`Outbound::new`].
pub fn outside(config: &Config) -> anyhow::Result<Outside> {
    let loopback = [[127, 0, 0, 1].into(), std::net::Ipv6Addr::LOCALHOST.into()];
    let here = config.outbound_allow.iter().any(|network| loopback.iter().any(|ip| network.contains(*ip)));
    let transport = if here { Transport::HttpOnLoopback } else { Transport::Https };
    let outbound = Outbound::new(&config.outbound_allow)?;
    Ok(Outside::new(Arc::new(outbound), Arc::new(Names), transport))
}

#[async_trait]
impl HttpFetch for Outbound {
    async fn fetch(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, FetchError> {
        let request: reqwest::Request = request.try_into().map_err(|_| FetchError::NotAllowed)?;
        // A name is checked when it is resolved; an address is not resolved.
        let literal = match request.url().host() {
            Some(url::Host::Ipv4(address)) => Some(address.into()),
            Some(url::Host::Ipv6(address)) => Some(address.into()),
            Some(url::Host::Domain(_)) => None,
            None => return Err(FetchError::NotAllowed),
        };
        if literal.is_some_and(|address| !self.guard.permits(address)) {
            return Err(FetchError::NotAllowed);
        }
        let mut answer = self.client.execute(request).await.map_err(|error| reason(&error))?;
        let mut response = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| reason(&error))? {
            if body.len() + chunk.len() > LONGEST {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        response.body(body).map_err(|_| FetchError::Unreachable)
    }
}

fn reason(error: &reqwest::Error) -> FetchError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if cause.is::<Refused>() {
            return FetchError::NotAllowed;
        }
        source = cause.source();
    }
    if error.is_timeout() { FetchError::TimedOut } else { FetchError::Unreachable }
}

#[cfg(test)]
mod tests;
