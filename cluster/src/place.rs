//! What scheduler and executors have in common.

use std::fmt;
use std::str::FromStr;

use anyhow::Context as _;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::EnvFilter;

use crate::STACK_BYTES;

/// A host and a port, such as `10.0.0.5:50050`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A name or an address; one of version 6 in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not HOST:PORT");
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        let bracketed = host.starts_with('[') && host.ends_with(']');
        if host.is_empty() || (host.contains(':') && !bracketed) {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Place {
    /// The host under which others reach a program that listens here: `said`, or the host itself.
    ///
    /// # Errors
    /// If it listens on all addresses and nobody said which one is meant.
    pub fn reached_as(&self, said: Option<&str>) -> anyhow::Result<String> {
        match said {
            Some(host) => Ok(host.to_owned()),
            None if matches!(self.host.as_str(), "0.0.0.0" | "[::]") => {
                anyhow::bail!("with --listen {self}, --advertise must say how the others reach it")
            }
            None => Ok(self.host.clone()),
        }
    }
}

/// Sends log lines that `filter` lets through to standard error.
///
/// # Errors
/// If it is no filter.
pub fn log(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).context("--log is no filter")?;
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(std::io::stderr).init();
    Ok(())
}

/// The threads of a program.
///
/// # Errors
/// If they cannot be started.
pub fn threads() -> anyhow::Result<Runtime> {
    Builder::new_multi_thread()
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .context("threads cannot be started")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_host_and_a_port() {
        for text in ["127.0.0.1:50050", "scheduler.example.org:1", "[::1]:50050"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        for text in ["", "host", "host:", ":1", "host:70000", "::1"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn all_addresses_are_nowhere_to_be_reached() {
        let all: Place = "0.0.0.0:50050".parse().unwrap();
        assert!(all.reached_as(None).is_err());
        assert_eq!(all.reached_as(Some("10.0.0.5")).unwrap(), "10.0.0.5");
        assert_eq!("127.0.0.1:1".parse::<Place>().unwrap().reached_as(None).unwrap(), "127.0.0.1");
    }
}
