//! What the operator chooses.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use almanac_query::Cluster;
use url::Url;

/// Settings of the application.
#[derive(Clone)]
pub struct Settings {
    /// The folder of everything that is stored.
    pub data_dir: PathBuf,
    /// A `postgres://` or `sqlite:` URL; an SQLite file in `data_dir` if none.
    pub database_url: Option<String>,
    /// The master key, 32 bytes in base64; that of a file in `data_dir` if none.
    pub secret_key: Option<String>,
    /// The address that browsers use, if it was chosen; passkeys belong to it.
    pub public_url: Option<Url>,
    /// The address under which browsers reach the server, with a slash at its end: links in mails begin so.
    pub base_url: String,
    /// Whether mails are sent.
    pub sends_mail: bool,
    /// Memory of all queries together.
    pub query_memory_bytes: usize,
    /// Disk space of the results that are kept for their pages and for their lifetime.
    pub result_bytes: u64,
    /// Time of one query.
    pub query_timeout: Duration,
    /// Who runs queries on uploads; this process itself if none.
    pub cluster: Option<Arc<dyn Cluster>>,
    /// How long a source may take to answer when it is tried; each failure takes as long.
    pub source_patience: Duration,
    /// How long the schema of a source may take to be read.
    pub source_timeout: Duration,
    /// The largest file that can be uploaded.
    pub upload_max_bytes: u64,
    /// An unused session ends after this time.
    pub session_idle: Duration,
    /// A session ends after this time at the latest.
    pub session_absolute: Duration,
}

impl Settings {
    /// The defaults, with everything stored under `data_dir`.
    pub fn new(data_dir: PathBuf) -> Self {
        const DAY: u64 = 24 * 60 * 60;
        Self {
            data_dir,
            database_url: None,
            secret_key: None,
            public_url: None,
            base_url: "http://127.0.0.1:3000/".to_owned(),
            sends_mail: false,
            query_memory_bytes: 512 << 20,
            result_bytes: 2 << 30,
            query_timeout: Duration::from_secs(30),
            cluster: None,
            source_patience: Duration::from_secs(5),
            source_timeout: Duration::from_mins(1),
            upload_max_bytes: 2 << 30,
            session_idle: Duration::from_secs(7 * DAY),
            session_absolute: Duration::from_secs(30 * DAY),
        }
    }
}

impl Settings {
    /// The address of a page whose last part is a secret.
    pub(crate) fn link(&self, page: &str, secret: &str) -> String {
        format!("{}{page}/{secret}", self.base_url)
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.debug_struct("Settings")
            .field("data_dir", &self.data_dir)
            .field("database_url", &self.database_url.as_ref().map(|_| "***"))
            .field("secret_key", &self.secret_key.as_ref().map(|_| "***"))
            .field("public_url", &self.public_url.as_ref().map(Url::as_str))
            .field("base_url", &self.base_url)
            .field("sends_mail", &self.sends_mail)
            .field("query_memory_bytes", &self.query_memory_bytes)
            .field("result_bytes", &self.result_bytes)
            .field("query_timeout", &self.query_timeout)
            .field("cluster", &self.cluster)
            .field("source_patience", &self.source_patience)
            .field("source_timeout", &self.source_timeout)
            .field("upload_max_bytes", &self.upload_max_bytes)
            .field("session_idle", &self.session_idle)
            .field("session_absolute", &self.session_absolute)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_of_the_database_is_never_printed() {
        let mut settings = Settings::new("data".into());
        settings.database_url = Some("postgres://me:geheim@db/almanac".into());
        assert!(!format!("{settings:?}").contains("geheim"));
    }
}
