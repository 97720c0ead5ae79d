//! A server of our own on a free port, with workers, in a temporary folder.

use std::sync::Arc;

use almanac::clock::SystemClock;
use almanac::config::Config;
use almanac::http::assets::Site;
use almanac::http::{ServerState, listen, router};
use almanac_identity::Cost;
use almanac_service::App;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::backend::Backend;
use crate::browser::Browser;

/// A running server.
pub struct TestServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// Its application.
    pub app: App,
    /// Its data folder.
    pub data: TempDir,
    stop: CancellationToken,
}

impl TestServer {
    /// Starts a server on the backend and runs a test against it.
    pub async fn run<T: AsyncFn(&Self)>(backend: Backend, test: T) {
        let database_url = match backend.database_url().await {
            Ok(url) => url,
            Err(left_out) => return eprintln!("{left_out}"),
        };
        let config = Config { database_url: database_url.map(Into::into), ..Config::default() };
        let server = Self::start(config, Site::default()).await;
        test(&server).await;
    }

    /// Starts a server with this configuration, in a folder of its own.
    pub async fn start(mut config: Config, site: Site) -> Self {
        let data = tempfile::tempdir().unwrap();
        config.data_dir = data.path().join("data");
        let app =
            App::open_at_cost(config.settings(), Arc::new(SystemClock), Cost::for_tests()).await.unwrap();
        let stop = CancellationToken::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = ServerState::new(&config, app.clone(), site, stop.clone());
        tokio::spawn(listen::serve(listener, router(state), config.max_connections, stop.clone()));
        tokio::spawn(almanac_jobs::work(app.clone(), 1, stop.clone()));
        Self { url, app, data, stop }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.url, None)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
