//! What requests share.

use std::sync::Arc;

use almanac_app::SessionCookie;
use almanac_domain::Network;
use almanac_service::App;
use almanac_service::sso::Outside;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use url::Origin;

use super::assets::Site;
use crate::config::Config;

/// What requests share. Cheap to clone.
#[derive(Clone, FromRef)]
pub struct ServerState {
    /// The application.
    pub app: App,
    /// The web assets.
    pub site: Arc<Site>,
    /// How the session cookie is written.
    pub cookie: SessionCookie,
    /// The Leptos options.
    pub leptos: LeptosOptions,
    /// The way to identity providers and name servers.
    pub outside: Arc<Outside>,
    /// What the configuration says about the door.
    pub door: Arc<Door>,
}

/// What the configuration says about the door.
#[derive(Debug)]
pub struct Door {
    /// The origin that browsers see, if it is configured.
    pub origin: Option<Origin>,
    /// Whether browsers come by https.
    pub https: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Is cancelled when the server shuts down: streams that never end by themselves end then.
    pub stop: CancellationToken,
}

impl ServerState {
    /// The state of a server with this configuration.
    pub fn new(config: &Config, app: App, site: Site, outside: Outside, stop: CancellationToken) -> Self {
        let https = config.is_https();
        let door = Door {
            origin: config.public_url.as_ref().map(url::Url::origin),
            https,
            trusted_proxies: config.trusted_proxies.clone(),
            stop,
        };
        let cookie = SessionCookie { secure: https, max_age_seconds: config.session_absolute_seconds };
        let leptos = LeptosOptions::builder()
            .output_name("app")
            .site_pkg_dir("assets")
            .site_addr(config.listen)
            .build();
        let (site, outside, door) = (Arc::new(site), Arc::new(outside), Arc::new(door));
        Self { app, site, cookie, leptos, outside, door }
    }
}
