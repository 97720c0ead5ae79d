//! Configuration of the server: flag, then `ALMANAC_*`, then `almanac.toml`, then default.

mod query_engine;
mod secret;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use almanac_domain::Network;
use almanac_service::Settings;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::device::Setting;
use crate::mail::Smtp;

pub use query_engine::{NoQueryEngine, QueryEngine, SchedulerAddress};
pub use secret::Secret;

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that an operator can choose.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder of everything that is stored.
    pub data_dir: PathBuf,
    /// The database; an SQLite file in `data_dir` if none.
    pub database_url: Option<Secret>,
    /// The key that seals secrets, 32 bytes in base64; that of the file `secret.key` in `data_dir` if none.
    pub secret_key: Option<Secret>,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// How many jobs run at once; 0 for none.
    pub workers: usize,
    /// Where neural models are trained.
    pub device: Setting,
    /// Whether an empty database gets the demonstration.
    pub demo: bool,
    /// The address that browsers use, if it is not `listen` (behind a proxy).
    pub public_url: Option<Url>,
    /// The server that sends mails, `smtps://…` or `smtp://…?tls=required`; no mails are sent if none.
    pub smtp_url: Option<Secret>,
    /// Who sends mails, as `Almanac <almanac@example.org>`.
    pub mail_from: Option<String>,
    /// Where metrics are served; nowhere if none.
    pub metrics_listen: Option<SocketAddr>,
    /// How log lines look.
    pub log_format: LogFormat,
    /// What is logged, as `tracing` filter directives.
    pub log: String,
    /// The web assets; those in the binary if none.
    pub site_dir: Option<PathBuf>,
    /// Whether plain HTTP on an address that others reach is wanted.
    pub insecure_http: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Networks that the server may connect to though they are not public, for identity providers and databases
    /// there.
    pub outbound_allow: Vec<Network>,
    /// The folder whose SQLite files projects may read; none if there is none.
    pub source_folder: Option<PathBuf>,
    /// How many connections are open at most.
    pub max_connections: usize,
    /// Who runs queries on uploads.
    pub query_engine: QueryEngine,
    /// Memory of all queries together, in bytes.
    pub query_memory_bytes: usize,
    /// Disk space of kept results of queries, in bytes.
    pub result_bytes: u64,
    /// Time of one query, in seconds.
    pub query_timeout_seconds: u64,
    /// The largest file that can be uploaded, in bytes.
    pub upload_max_bytes: u64,
    /// An unused session ends after this time, in seconds.
    pub session_idle_seconds: u64,
    /// A session ends after this time at the latest, in seconds.
    pub session_absolute_seconds: u64,
}

/// The names of all settings; other `ALMANAC_*` variables are not ours.
const KEYS: &[&str] = &[
    "data_dir",
    "database_url",
    "secret_key",
    "listen",
    "workers",
    "device",
    "demo",
    "public_url",
    "smtp_url",
    "mail_from",
    "metrics_listen",
    "log_format",
    "log",
    "site_dir",
    "insecure_http",
    "trusted_proxies",
    "outbound_allow",
    "source_folder",
    "max_connections",
    "query_engine",
    "query_memory_bytes",
    "result_bytes",
    "query_timeout_seconds",
    "upload_max_bytes",
    "session_idle_seconds",
    "session_absolute_seconds",
];

impl Default for Config {
    fn default() -> Self {
        let settings = Settings::new("data".into());
        Self {
            data_dir: settings.data_dir,
            database_url: None,
            secret_key: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            workers: 1,
            device: Setting::Auto,
            demo: false,
            public_url: None,
            smtp_url: None,
            mail_from: None,
            metrics_listen: None,
            log_format: LogFormat::Text,
            log: "info".into(),
            site_dir: None,
            insecure_http: false,
            trusted_proxies: Vec::new(),
            outbound_allow: Vec::new(),
            source_folder: None,
            max_connections: 10_000,
            query_engine: QueryEngine::Local,
            query_memory_bytes: settings.query_memory_bytes,
            result_bytes: settings.result_bytes,
            query_timeout_seconds: settings.query_timeout.as_secs(),
            upload_max_bytes: settings.upload_max_bytes,
            session_idle_seconds: settings.session_idle.as_secs(),
            session_absolute_seconds: settings.session_absolute.as_secs(),
        }
    }
}

impl Config {
    /// Reads all sources; `flags` is what the command line says (absent flags left out).
    ///
    /// # Errors
    /// A value of the wrong type, an unknown name in the file, or an address that is not safe.
    pub fn load(file: Option<&Path>, flags: &impl Serialize) -> anyhow::Result<Self> {
        let toml = match file {
            Some(path) => {
                anyhow::ensure!(path.is_file(), "there is no configuration file {}", path.display());
                Toml::file_exact(path)
            }
            None => Toml::file("almanac.toml"),
        };
        let config: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(toml)
            .merge(Env::prefixed("ALMANAC_").only(KEYS))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(one_line)?;
        config.check()?;
        Ok(config)
    }

    /// Refuses addresses over which passwords would travel in the clear.
    fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.public_url {
            anyhow::ensure!(
                matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/",
                "public_url must be like https://almanac.example.org"
            );
        }
        anyhow::ensure!(
            self.listen.ip().is_loopback() || self.is_https() || self.insecure_http,
            "{} can be reached by others over plain http: put a proxy with TLS before it and pass \
             --public-url https://…, or pass --insecure-http",
            self.listen
        );
        anyhow::ensure!(
            self.metrics_listen.is_none_or(|address| address != self.listen || address.port() == 0),
            "metrics_listen must not be listen"
        );
        self.mailer()?;
        anyhow::ensure!(self.max_connections > 0, "max_connections must be at least 1");
        Ok(())
    }

    /// The sender of mails, if one is configured.
    ///
    /// # Errors
    /// What is wrong with `smtp_url` or `mail_from`.
    pub fn mailer(&self) -> anyhow::Result<Option<Smtp>> {
        match (&self.smtp_url, &self.mail_from) {
            (None, None) => Ok(None),
            (Some(url), Some(from)) => Ok(Some(Smtp::new(url, from)?)),
            _ => anyhow::bail!("smtp_url and mail_from belong together: set both or none"),
        }
    }

    /// The address under which browsers reach the server that listens there, with a slash at its end.
    pub fn base_url(&self, listen: SocketAddr) -> String {
        self.public_url.as_ref().map_or_else(|| format!("http://{listen}/"), ToString::to_string)
    }

    /// Whether browsers come by https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// The settings of the application.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.data_dir.clone());
        settings.database_url = self.database_url.as_ref().map(|url| url.expose().to_owned());
        settings.secret_key = self.secret_key.as_ref().map(|key| key.expose().to_owned());
        settings.public_url.clone_from(&self.public_url);
        settings.base_url = self.base_url(self.listen);
        settings.sends_mail = self.smtp_url.is_some();
        settings.query_memory_bytes = self.query_memory_bytes;
        settings.result_bytes = self.result_bytes;
        settings.query_timeout = Duration::from_secs(self.query_timeout_seconds);
        settings.upload_max_bytes = self.upload_max_bytes;
        settings.session_idle = Duration::from_secs(self.session_idle_seconds);
        settings.session_absolute = Duration::from_secs(self.session_absolute_seconds);
        settings
    }
}

/// Figment's error without line breaks and without the value, which may be a secret.
#[expect(clippy::needless_pass_by_value, reason = "an adapter for map_err")]
fn one_line(error: figment::Error) -> anyhow::Error {
    let place = error.metadata.as_ref().map_or_else(String::new, |m| format!(" in {}", m.name));
    let text = match &error.kind {
        figment::error::Kind::InvalidType(_, expected) | figment::error::Kind::InvalidValue(_, expected) => {
            format!("expected {expected}")
        }
        kind => kind.to_string(),
    };
    anyhow::anyhow!("configuration: {}: {text}{place}", error.path.join("."))
}

#[cfg(test)]
mod tests;
