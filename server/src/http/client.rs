//! Who knocks: the network address, through trusted proxies, and the browser.

use std::net::{IpAddr, SocketAddr};

use almanac_domain::Network;
use almanac_service::Client;
use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::Problem;

/// Extractor: who knocks.
#[derive(Debug, Clone)]
pub struct Knocking(pub Client);

impl<S: Send + Sync> FromRequestParts<S> for Knocking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Client>() {
            Some(client) => Ok(Self(client.clone())),
            None => Err(almanac_service::Error::internal("a route without session layer").into()),
        }
    }
}

/// Who sent this request.
pub(super) fn of(request: &Request, trusted: &[Network]) -> Client {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = peer.map(|peer| address(peer, request.headers(), trusted));
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Client {
        address: address.map_or_else(|| "unknown".into(), |address| address.to_string()),
        user_agent: user_agent.unwrap_or_default().chars().take(300).collect(),
    }
}

/// The nearest address that is no trusted proxy. `X-Forwarded-For` is read from its end, because only
/// what trusted proxies added is true.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer.to_canonical();
    if !is_trusted(nearest) {
        return nearest;
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for text in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = text.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn forwarded_address_of_a_stranger_is_not_believed() {
        assert_eq!(seen("203.0.113.5", &["198.51.100.1"], &[]), "203.0.113.5");
        assert_eq!(seen("203.0.113.5", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.5");
    }

    #[test]
    fn trusted_proxy_says_who_came_and_forged_beginnings_are_ignored() {
        let trusted = &["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.2", &["198.51.100.1"], trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.2", &["1.2.3.4, 198.51.100.1, 10.0.0.9"], trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.2", &["1.2.3.4", "198.51.100.1"], trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.2", &["nonsense"], trusted), "10.0.0.2");
    }
}
