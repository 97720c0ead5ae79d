//! Who runs queries on uploads.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

/// Who runs queries on uploads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum QueryEngine {
    /// The server itself.
    #[default]
    Local,
    /// A Ballista cluster.
    Ballista(SchedulerAddress),
}

/// Where the scheduler of a cluster listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulerAddress {
    /// A name, or an address of version 4, or one of version 6 in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// Why a text is no [`QueryEngine`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("query_engine must be local or ballista://HOST:PORT")]
pub struct NoQueryEngine;

impl FromStr for QueryEngine {
    type Err = NoQueryEngine;

    fn from_str(text: &str) -> Result<Self, NoQueryEngine> {
        if text == "local" {
            return Ok(Self::Local);
        }
        let url = Url::parse(text).map_err(|_| NoQueryEngine)?;
        let plain = url.scheme() == "ballista"
            && url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none();
        match (url.host_str().filter(|host| !host.is_empty()), url.port()) {
            (Some(host), Some(port)) if plain && port > 0 => {
                Ok(Self::Ballista(SchedulerAddress { host: host.to_owned(), port }))
            }
            _ => Err(NoQueryEngine),
        }
    }
}

impl TryFrom<String> for QueryEngine {
    type Error = NoQueryEngine;

    fn try_from(text: String) -> Result<Self, NoQueryEngine> {
        text.parse()
    }
}

impl From<QueryEngine> for String {
    fn from(engine: QueryEngine) -> Self {
        engine.to_string()
    }
}

impl fmt::Display for QueryEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Ballista(address) => write!(f, "ballista://{address}"),
        }
    }
}

impl fmt::Display for SchedulerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_runs_queries_is_written_as_it_is_read() {
        for text in ["local", "ballista://scheduler.example.org:50050", "ballista://[::1]:50050"] {
            assert_eq!(text.parse::<QueryEngine>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_address_of_a_cluster_is_host_and_port_and_nothing_else() {
        for text in [
            "",
            "cluster",
            "ballista://",
            "ballista://host",
            "ballista://host:0",
            "ballista://host:70000",
            "ballista://me:geheim@host:1",
            "ballista://host:1/path",
            "ballista://host:1?parts=2",
            "http://host:1",
        ] {
            assert_eq!(text.parse::<QueryEngine>(), Err(NoQueryEngine), "{text}");
        }
    }
}
