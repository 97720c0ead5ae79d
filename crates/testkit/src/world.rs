//! The world outside: name servers and identity providers that answer from memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use almanac_identity::federation::Transport;
use almanac_identity::fetch::{FetchError, HttpFetch};
use almanac_service::sso::{LookupError, Outside, TxtResolver};
use async_trait::async_trait;
use http::{Request, Response};
use serde_json::json;

/// Name servers with the records that were set, and an identity provider at each address but `silent.test`, which
/// describes itself and no more.
#[derive(Debug, Default)]
pub struct World {
    records: Mutex<HashMap<String, Vec<String>>>,
}

impl World {
    /// The world, and the way to it.
    pub fn new() -> (Arc<Self>, Outside) {
        let world = Arc::new(Self::default());
        let outside = Outside::new(Arc::<Self>::clone(&world), Arc::<Self>::clone(&world), Transport::Https);
        (world, outside)
    }

    /// Sets the only TXT record of a name.
    pub fn set_record(&self, name: &str, text: &str) {
        self.records.lock().unwrap().insert(name.to_owned(), vec![text.to_owned()]);
    }
}

#[async_trait]
impl TxtResolver for World {
    async fn lookup(&self, name: &str) -> Result<Vec<String>, LookupError> {
        Ok(self.records.lock().unwrap().get(name).cloned().unwrap_or_default())
    }
}

#[async_trait]
impl HttpFetch for World {
    async fn fetch(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, FetchError> {
        let url = request.uri().to_string();
        if url.starts_with("https://silent.test") {
            return Err(FetchError::Unreachable);
        }
        let body = match url.strip_suffix("/.well-known/openid-configuration") {
            Some(issuer) => json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }),
            None => json!({ "keys": [] }),
        };
        let response = Response::builder().header("content-type", "application/json");
        response.body(body.to_string().into_bytes()).map_err(|_| FetchError::Unreachable)
    }
}
