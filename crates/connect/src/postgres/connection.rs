//! A connection to PostgreSQL.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use almanac_domain::source::ServerSettings;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{CancelToken, Client, Config, NoTls};
use tokio_rustls::TlsConnector;

use super::wire::Wire;
use crate::pool::{CONNECT, Ends};
use crate::rows::LARGEST;
use crate::{Addresses, Error, Refused, Result};

/// What a server is asked with before TLS begins: the length, and a number that no version has.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// How long a cancelled statement may take to end before it is cancelled again.
const CANCEL_AGAIN: Duration = Duration::from_millis(300);

/// Where a server is and how it is spoken with.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Option<Arc<ClientConfig>>,
    pub(super) addresses: Arc<dyn Addresses>,
    pub(super) login: Config,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection. While a statement runs, dropping it cancels the statement.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) client: Client,
    pub(super) running: bool,
    server: Arc<Server>,
    address: SocketAddr,
    too_large: Arc<AtomicBool>,
    /// Reads and writes; it ends when the client is dropped and the server has answered.
    traffic: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn new(
        settings: &ServerSettings,
        password: Option<&str>,
        addresses: Arc<dyn Addresses>,
    ) -> Result<Self> {
        let mut login = Config::new();
        login.user(&settings.user).dbname(&settings.database).application_name("almanac");
        // We speak TLS ourselves, so that it is spoken with the address that was checked.
        login.ssl_mode(SslMode::Disable);
        if let Some(password) = password {
            login.password(password);
        }
        let tls = crate::tls::config(settings)?;
        Ok(Self { host: settings.host.clone(), port: settings.port, tls, addresses, login })
    }

    pub(super) async fn connect(self: &Arc<Self>) -> Result<Connection> {
        timeout(CONNECT, self.connect_to_any()).await.unwrap_or(Err(Error::Unreachable))
    }

    async fn connect_to_any(self: &Arc<Self>) -> Result<Connection> {
        let addresses =
            self.addresses.find(&self.host, self.port).await.map_err(|refused| match refused {
                Refused::NotAllowed => Error::NotAllowed,
                Refused::Unknown => Error::Unreachable,
            })?;
        let mut failed = Error::Unreachable;
        for address in addresses {
            match self.connect_to(address).await {
                Err(Error::Unreachable) => failed = Error::Unreachable,
                other => return other,
            }
        }
        Err(failed)
    }

    async fn connect_to(self: &Arc<Self>, address: SocketAddr) -> Result<Connection> {
        let too_large = Arc::new(AtomicBool::new(false));
        let stream = Wire::new(self.stream(address).await?, Arc::clone(&too_large));
        let (client, connection) =
            self.login.connect_raw(stream, NoTls).await.map_err(|error| login_error(&error))?;
        let traffic = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to a source ended");
            }
        });
        let server = Arc::clone(self);
        Ok(Connection { client, running: false, server, address, too_large, traffic: Some(traffic) })
    }

    async fn stream(&self, address: SocketAddr) -> Result<Box<dyn Stream>> {
        let unreachable = |_| Error::Unreachable;
        let mut stream = TcpStream::connect(address).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        let Some(tls) = &self.tls else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(self.host.clone()).map_err(|_| Error::Tls)?;
        stream.write_all(&SSL_REQUEST).await.map_err(unreachable)?;
        match stream.read_u8().await.map_err(unreachable)? {
            b'S' => {}
            b'N' => return Err(Error::Tls),
            _ => return Err(Error::Unreachable),
        }
        let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
        Ok(Box::new(stream.map_err(|_| Error::Tls)?))
    }
}

impl Connection {
    /// Begins a transaction that reads and ends in time.
    pub(super) async fn begin(&self, limit: Duration) -> Result<()> {
        let millis = limit.as_millis().clamp(1, i32::MAX as u128);
        let begin = format!(
            "begin transaction read only; \
             set local statement_timeout = {millis}; \
             set local idle_in_transaction_session_timeout = {millis}; \
             set local timezone = 'UTC'; \
             set local datestyle = 'ISO, YMD'; \
             set local intervalstyle = 'iso_8601'; \
             set local standard_conforming_strings = on"
        );
        self.client.batch_execute(&begin).await.map_err(|error| self.failed(&error, limit))
    }

    /// What an error in a statement means that may take `limit`.
    pub(super) fn failed(&self, error: &tokio_postgres::Error, limit: Duration) -> Error {
        let too_large = self.too_large.load(Ordering::Relaxed);
        if too_large { Error::TooLarge(LARGEST) } else { failed(error, limit) }
    }
}

impl Ends for Connection {
    async fn end(&mut self) -> Result<()> {
        const END: &str = "rollback; select pg_catalog.pg_advisory_unlock_all()";
        self.client.batch_execute(END).await.map_err(|error| self.failed(&error, CONNECT))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(traffic) = self.traffic.take() else { return };
        let abort = traffic.abort_handle();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return abort.abort() };
        let token = self.running.then(|| self.client.cancel_token());
        let (server, address) = (Arc::clone(&self.server), self.address);
        runtime.spawn(async move {
            let stopped = async {
                match token {
                    None => traffic.await.map_err(|_| Error::Unreachable),
                    Some(token) => stop(&server, address, token, traffic).await,
                }
            };
            match timeout(CONNECT, stopped).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a statement could not be cancelled"),
                Err(_) => tracing::warn!("a connection to a source did not end in time"),
            }
            abort.abort();
        });
    }
}

/// Cancels the statement until the connection ends. Once is not enough: a statement that is on its way begins
/// after it was cancelled.
async fn stop(
    server: &Server,
    address: SocketAddr,
    token: CancelToken,
    mut traffic: JoinHandle<()>,
) -> Result<()> {
    loop {
        let stream = server.stream(address).await?;
        token.cancel_query_raw(stream, NoTls).await.map_err(|_| Error::Unreachable)?;
        if timeout(CANCEL_AGAIN, &mut traffic).await.is_ok() {
            return Ok(());
        }
    }
}

fn login_error(error: &tokio_postgres::Error) -> Error {
    let Some(state) = error.code() else {
        let source = std::error::Error::source(error);
        let broken = source.is_some_and(<dyn std::error::Error>::is::<std::io::Error>) || error.is_closed();
        return if broken { Error::Unreachable } else { Error::Refused };
    };
    // 28: not let in; 3D: no such database; 42: no right to connect.
    if ["28", "3D", "42"].iter().any(|class| state.code().starts_with(class)) {
        Error::Refused
    } else {
        Error::Unreachable
    }
}

fn failed(error: &tokio_postgres::Error, limit: Duration) -> Error {
    match error.as_db_error() {
        Some(known) if *known.code() == SqlState::QUERY_CANCELED => Error::Timeout(limit),
        Some(known) if *known.code() == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => {
            Error::Timeout(limit)
        }
        Some(known) => Error::Statement(format!("{} ({})", known.message(), known.code().code())),
        None if error.is_closed() => Error::Unreachable,
        None => match std::error::Error::source(error) {
            Some(source) if source.is::<std::io::Error>() => Error::Unreachable,
            Some(source) => Error::Statement(format!("{error}: {source}")),
            None => Error::Statement(error.to_string()),
        },
    }
}
