//! Databases of others: servers at checked addresses (R32), and files in the folder that the operator allows.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use almanac_connect::{Addresses, Connector, Files, Refused, Result};
use almanac_domain::source::SourceSettings;
use almanac_service::connected::Sources;
use async_trait::async_trait;

use super::guard::Guard;
use crate::config::Config;

/// The way to databases of others.
#[derive(Debug)]
pub struct Databases {
    addresses: Arc<dyn Addresses>,
    files: Option<Files>,
}

impl Databases {
    /// By the configuration: its networks, and its folder.
    pub fn new(config: &Config) -> Self {
        let own = config.database_url.as_ref().and_then(|url| file_of(url.expose()));
        let never: Vec<PathBuf> = [config.data_dir.clone()].into_iter().chain(own).collect();
        let files = config.source_folder.as_ref().map(|folder| Files::new(folder, never));
        Self { addresses: Arc::new(Guard::new(&config.outbound_allow)), files }
    }
}

/// The file of an `sqlite:` URL: our own, which is nobody's source.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(path.split('?').next().unwrap_or(path).into())
}

impl Sources for Databases {
    fn open(&self, settings: &SourceSettings, password: Option<&str>) -> Result<Arc<dyn Connector>> {
        almanac_connect::open(settings, password, Arc::clone(&self.addresses), self.files.as_ref())
    }
}

#[async_trait]
impl Addresses for Guard {
    async fn find(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refused> {
        let found: Vec<SocketAddr> =
            tokio::net::lookup_host((host, port)).await.map_err(|_| Refused::Unknown)?.collect();
        if found.is_empty() {
            return Err(Refused::Unknown);
        }
        let permitted: Vec<SocketAddr> =
            found.into_iter().filter(|address| self.permits(address.ip())).collect();
        if permitted.is_empty() { Err(Refused::NotAllowed) } else { Ok(permitted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn r32_databases_are_looked_for_at_public_and_allowed_addresses_only() {
        let find = async |guard: &Guard, host| guard.find(host, 5432).await;
        let guard = Guard::new(&[]);
        for host in
            ["127.0.0.1", "::1", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1", "0x7f.1", "2130706433"]
        {
            assert!(find(&guard, host).await.is_err(), "{host}");
        }
        assert_eq!(find(&guard, "8.8.8.8").await.unwrap(), ["8.8.8.8:5432".parse().unwrap()]);
        let guard = Guard::new(&["127.0.0.1/32".parse().unwrap()]);
        assert_eq!(find(&guard, "127.0.0.1").await.unwrap(), ["127.0.0.1:5432".parse().unwrap()]);
        assert!(matches!(find(&guard, "127.0.0.2").await, Err(Refused::NotAllowed)));
    }

    #[tokio::test]
    async fn r30_own_database_and_data_folder_are_never_a_source() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        for own in [data.join("almanac.db"), folder.path().join("own.db"), folder.path().join("shop.db")] {
            let url = format!("sqlite:{}", own.display());
            almanac_store::Db::open(&url).await.unwrap().close().await;
        }
        let config = Config {
            data_dir: data,
            database_url: Some(
                format!("sqlite://{}?mode=rwc", folder.path().join("own.db").display()).into(),
            ),
            source_folder: Some(folder.path().to_owned()),
            ..Config::default()
        };
        let databases = Databases::new(&config);
        let test = async |file: &str| {
            let settings = serde_json::json!({"kind": "sqlite", "file": file});
            let settings = serde_json::from_value(settings).unwrap();
            databases.open(&settings, None)?.test().await
        };
        test("shop.db").await.unwrap();
        for own in ["own.db", "data/almanac.db", "none.db"] {
            assert!(matches!(test(own).await, Err(almanac_connect::Error::NoFile)), "{own}");
        }
        let nowhere = Databases::new(&Config { source_folder: None, ..config });
        let settings =
            serde_json::from_value(serde_json::json!({"kind": "sqlite", "file": "shop.db"})).unwrap();
        assert!(matches!(nowhere.open(&settings, None), Err(almanac_connect::Error::NoFile)));
    }
}
