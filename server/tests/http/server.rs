//! Servers of our own on free ports, with workers.

use std::sync::Arc;

use almanac::clock::SystemClock;
use almanac::config::Config;
use almanac::http::assets::Site;
use almanac::http::{ServerState, listen, router};
use almanac::outbound::{self, Databases};
use almanac_domain::{OrgRole, ProjectRole};
use almanac_identity::Cost;
use almanac_service::App;
use almanac_testkit::{Backend, Person, TestApp};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::browser::Browser;

/// A server in front of an application that has an administrator.
pub struct TestServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The application behind it.
    pub test: TestApp,
    _stop: DropGuard,
}

/// A server in front of an application without anybody.
pub struct BareServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The application behind it.
    pub app: App,
    /// Its data folder.
    pub data: TempDir,
    _stop: DropGuard,
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn serve(app: &App, config: &Config, site: Site, listener: TcpListener) -> (String, DropGuard) {
    let stop = CancellationToken::new();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let state = ServerState::new(config, app.clone(), site, outbound::outside(config).unwrap(), stop.clone());
    tokio::spawn(listen::serve(listener, router(state), config.max_connections, stop.clone()));
    tokio::spawn(almanac_jobs::work(app.clone(), 1, almanac_jobs::processor(), stop.clone()));
    (url, stop.drop_guard())
}

impl Backend for TestServer {
    async fn sqlite() -> Self {
        Self::over(TestApp::sqlite().await).await
    }

    async fn postgres(url: &str) -> Self {
        Self::over(TestApp::postgres(url).await).await
    }
}

impl TestServer {
    async fn over(test: TestApp) -> Self {
        let (url, stop) = serve(&test.app, &Config::default(), Site::default(), listener().await);
        Self { url, test, _stop: stop }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.url, None)
    }

    /// The browser of the administrator.
    pub fn administrator(&self) -> Browser {
        self.browser(&self.test.admin)
    }

    /// The browser of a colleague with a role in the project.
    pub async fn colleague(&self, name: &str, project: &str, role: ProjectRole) -> Browser {
        self.browser(&self.test.colleague(name, project.parse().unwrap(), role).await)
    }

    /// The browser of somebody in the same organization.
    pub async fn member(&self, name: &str, role: OrgRole) -> Browser {
        self.browser(&self.test.person(name, Some(self.test.admin.org_id), role).await)
    }

    /// The browser of another organization's administrator.
    pub async fn outsider(&self) -> Browser {
        self.browser(&self.test.person("Eve", None, OrgRole::Admin).await)
    }

    /// The browser of a person.
    pub fn browser(&self, person: &Person) -> Browser {
        Browser::new(&self.url, Some(&format!("almanac={}", person.secret.0)))
    }
}

impl BareServer {
    /// Starts a server with this configuration, on SQLite.
    pub async fn start(mut config: Config, site: Site) -> Self {
        let data = tempfile::tempdir().unwrap();
        config.data_dir = data.path().to_owned();
        let listener = listener().await;
        config.listen = listener.local_addr().unwrap();
        let databases = Databases::new(&config);
        let app =
            App::open_with(config.settings(), Arc::new(SystemClock), Arc::new(databases), Cost::for_tests())
                .await
                .unwrap();
        let (url, stop) = serve(&app, &config, site, listener);
        Self { url, app, data, _stop: stop }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.url, None)
    }
}
