//! `almanac serve`: runs the server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::Network;
use almanac_identity::Cost;
use almanac_jobs::ChooseDevice;
use almanac_query::Cluster;
use almanac_service::sample::Extent;
use almanac_service::{App, Settings, account, project};
use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Failure, ToCluster};
use crate::clock::SystemClock;
use crate::config::{Config, LogFormat, QueryEngine};
use crate::device::{Chooser, Said, Setting};
use crate::http::assets::Site;
use crate::http::{self, ServerState, listen};
use crate::outbound::Databases;
use crate::{demo, mail, outbound, telemetry};

/// How often housekeeping is done.
const HOUR: Duration = Duration::from_hours(1);
/// How long workers may take to put their jobs back.
const WORKERS_END: Duration = Duration::from_secs(20);

/// Runs the server. Each flag can also be set as `ALMANAC_<NAME>` or in `almanac.toml`.
#[derive(Debug, Args, Serialize)]
pub(super) struct Serve {
    /// The configuration file [default: almanac.toml, if it is there].
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// The folder of everything that is stored [default: data].
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    data_dir: Option<PathBuf>,
    /// The database, `postgres://…` or `sqlite:…` [default: a file in the data folder].
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// Where the server listens [default: 127.0.0.1:3000].
    #[arg(long, value_name = "HOST:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    /// How many jobs run at once [default: 1].
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    workers: Option<usize>,
    /// Where neural models are trained [default: auto].
    #[arg(long, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Setting>,
    /// Fills an empty database with a sample organization.
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    demo: bool,
    /// The address that browsers use, if a proxy stands before the server.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or ranges, separated by commas [default: none].
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trusted_proxies: Vec<Network>,
    /// Networks that the server may connect to though they are not public [default: none].
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outbound_allow: Vec<Network>,
    /// The folder whose SQLite files projects may read, outside of the data folder [default: none].
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    source_folder: Option<PathBuf>,
    /// Who runs queries on uploads: `local`, or a cluster, `ballista://HOST:PORT` [default: local].
    #[arg(long, value_name = "ENGINE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    query_engine: Option<QueryEngine>,
    /// Where Prometheus finds metrics [default: nowhere].
    #[arg(long, value_name = "HOST:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics_listen: Option<SocketAddr>,
    /// How log lines look [default: text].
    #[arg(long, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_format: Option<LogFormat>,
    /// The web assets [default: those in the binary].
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    site_dir: Option<PathBuf>,
    /// Allows plain HTTP on an address that others reach.
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    insecure_http: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The runtime of a command.
pub(super) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("threads cannot be started")
}

impl Serve {
    pub(super) fn run(&self, to_cluster: Option<ToCluster>) -> Result<(), Failure> {
        let config = Config::load(self.config.as_deref(), self).map_err(Failure::of_config)?;
        let cluster = cluster(&config, to_cluster)?;
        telemetry::log(config.log_format, &config.log)?;
        runtime()?.block_on(serve(config, cluster))?;
        Ok(())
    }
}

/// The cluster that is configured. A build that has no way to it must not run the queries itself: the operator wants
/// them elsewhere.
fn cluster(config: &Config, to_cluster: Option<ToCluster>) -> Result<Option<Arc<dyn Cluster>>, Failure> {
    let QueryEngine::Ballista(address) = &config.query_engine else { return Ok(None) };
    match to_cluster {
        Some(connect) => Ok(Some(connect(address).map_err(Failure::of_config)?)),
        None => Err(Failure::input(format!(
            "query_engine is {}, but this program runs queries itself: start almanac-cluster instead, or set \
             query_engine to local",
            config.query_engine
        ))),
    }
}

async fn serve(config: Config, cluster: Option<Arc<dyn Cluster>>) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    stop_at_signal(stop.clone())?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr().context("the address is not known")?;
    let site = Site::load(config.site_dir.as_deref()).context("the web assets cannot be read")?;
    if !site.is_complete() {
        tracing::warn!("web assets are missing: pages will not work, REST does");
    }
    let settings = Settings { base_url: config.base_url(address), cluster, ..config.settings() };
    let databases = Arc::new(Databases::new(&config));
    let app = App::open_with(settings, Arc::new(SystemClock), databases, Cost::STANDARD);
    let app = app.await.context("cannot start")?;
    metrics(&config, &app, &stop).await?;
    let workers =
        tokio::spawn(almanac_jobs::work(app.clone(), config.workers, choice(&config), stop.clone()));
    let outbox = config.mailer()?.map(|smtp| tokio::spawn(mail::deliver(app.clone(), smtp, stop.clone())));
    first_steps(&config, &app).await?;
    let housekeeping = tokio::spawn(housekeeping(app.clone(), stop.clone()));
    let state = ServerState::new(&config, app, site, outbound::outside(&config)?, stop.clone());
    tracing::info!(%address, data_dir = %config.data_dir.display(), "serving");
    listen::serve(listener, http::router(state), config.max_connections, stop.clone()).await;
    if let Some(outbox) = outbox {
        // What was not sent yet stays in the outbox.
        outbox.abort();
    }
    if let Ok(ended) = tokio::time::timeout(WORKERS_END, workers).await {
        ended.context("a worker panicked")?;
    } else {
        tracing::warn!("workers did not end in time; their jobs are taken up after the next start");
    }
    housekeeping.await.context("housekeeping panicked")?;
    tracing::info!("stopped");
    Ok(())
}

/// What is done every hour, and once more at the end.
async fn housekeeping(app: App, stop: CancellationToken) {
    let mut hour = tokio::time::interval(HOUR);
    loop {
        let stopped = stop.run_until_cancelled(hour.tick()).await.is_none();
        if let Err(error) = almanac_service::audit::checkpoint(&app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "where the audit log ends was not written down"
            );
        }
        if let Err(error) = project::empty_bin(&app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "deleted projects could not be removed for good"
            );
        }
        if stopped {
            return;
        }
    }
}

/// The device for training, found when the first training asks for it.
fn choice(config: &Config) -> ChooseDevice {
    let chooser = Chooser::new(config.device, |said| match said {
        Said::Chosen(text) => tracing::info!("{text}"),
        Said::Refused(text) => tracing::warn!("{text}"),
    });
    Arc::new(move |wanted| chooser.choose(wanted))
}

/// Begins the stop at SIGTERM or SIGINT.
fn stop_at_signal(stop: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be received")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be received")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}

/// Serves metrics on their own address, if one is configured.
async fn metrics(config: &Config, app: &App, stop: &CancellationToken) -> anyhow::Result<()> {
    const MOST_CONNECTIONS: usize = 16;
    let Some(address) = config.metrics_listen else { return Ok(()) };
    let router = http::metrics::router(telemetry::collect()?, app.clone());
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for metrics"))?;
    tracing::info!(address = %listener.local_addr()?, "serving metrics");
    tokio::spawn(listen::serve(listener, router, MOST_CONNECTIONS, stop.clone()));
    Ok(())
}

/// On an empty database: the setup link, or the demonstration.
async fn first_steps(config: &Config, app: &App) -> anyhow::Result<()> {
    let token = account::setup_token(app).await.context("the setup link cannot be made")?;
    let Some(token) = token else { return Ok(()) };
    if config.demo {
        let made = Box::pin(demo::begin(app, token, Extent::default())).await;
        println!("demo: {} / {}", demo::EMAIL, made.context("the demonstration cannot be made")?);
    } else {
        println!("setup: {}setup/{token}", app.settings().base_url);
    }
    Ok(())
}
