//! A connection to MySQL or MariaDB.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::source::{ServerSettings, TlsMode};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, DriverError, IoError, Opts, OptsBuilder, SslOpts};
use tokio::time::timeout;

use crate::pool::{CONNECT, Ends};
use crate::rows::LARGEST;
use crate::{Addresses, Error, Refused, Result, tls};

/// Quotes and signs as in the other databases; a backslash is one.
const SQL_MODE: &str = "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,STRICT_TRANS_TABLES";

/// The error of a connection that is not there.
const GONE: u16 = 1094;

/// Where a server is and how it is spoken with.
#[derive(Debug)]
pub(super) struct Server {
    host: String,
    port: u16,
    addresses: Arc<dyn Addresses>,
    login: OptsBuilder,
}

/// A connection. While a statement runs, dropping it ends the statement, and the connection with it: a statement
/// that is on its way would begin after it was cancelled.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) conn: Conn,
    pub(super) running: bool,
    is_mariadb: bool,
}

impl Server {
    pub(super) fn new(
        settings: &ServerSettings,
        password: Option<&str>,
        addresses: Arc<dyn Addresses>,
    ) -> Result<Self> {
        let login = OptsBuilder::default()
            .ip_or_hostname(settings.host.as_str())
            .tcp_port(settings.port)
            .user(Some(settings.user.as_str()))
            .pass(password)
            .db_name(Some(settings.database.as_str()))
            // No socket, however near the server is.
            .prefer_socket(false)
            .max_allowed_packet(Some(LARGEST as usize))
            .wait_timeout(Some(28_800))
            .stmt_cache_size(0)
            .ssl_opts(protection(settings)?);
        Ok(Self { host: settings.host.clone(), port: settings.port, addresses, login })
    }

    pub(super) async fn connect(&self) -> Result<Connection> {
        timeout(CONNECT, self.connect_to_any()).await.unwrap_or(Err(Error::Unreachable))
    }

    async fn connect_to_any(&self) -> Result<Connection> {
        let addresses =
            self.addresses.find(&self.host, self.port).await.map_err(|refused| match refused {
                Refused::NotAllowed => Error::NotAllowed,
                Refused::Unknown => Error::Unreachable,
            })?;
        let port = addresses.first().ok_or(Error::Unreachable)?.port();
        let ips: Vec<IpAddr> =
            addresses.iter().filter(|address| address.port() == port).map(SocketAddr::ip).collect();
        let options = self.login.clone().tcp_port(port).resolved_ips(Some(ips));
        let mut conn = Conn::new(Opts::from(options)).await.map_err(|error| login_error(&error))?;
        let version: Option<String> =
            conn.query_first("select version()").await.map_err(|_| Error::Unreachable)?;
        let is_mariadb = version.is_some_and(|version| version.contains("MariaDB"));
        Ok(Connection { conn, running: false, is_mariadb })
    }
}

impl Connection {
    /// Begins a transaction that reads and ends in time.
    pub(super) async fn begin(&mut self, limit: Duration) -> Result<()> {
        let time = if self.is_mariadb {
            format!("max_statement_time = {}", limit.as_secs_f64().clamp(0.001, 31_536_000.0))
        } else {
            format!("max_execution_time = {}", limit.as_millis().clamp(1, u128::from(u32::MAX)))
        };
        let settings = format!("set session sql_mode = '{SQL_MODE}', time_zone = '+00:00', {time}");
        let settled = async {
            self.conn.query_drop(settings).await?;
            self.conn.query_drop("start transaction read only").await
        };
        settled.await.map_err(|error| failed(&error, limit))
    }
}

impl Ends for Connection {
    async fn end(&mut self) -> Result<()> {
        let ended = async {
            self.conn.query_drop("rollback").await?;
            self.conn.reset().await
        };
        match ended.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::Statement("sessions cannot be reset".into())),
            Err(error) => Err(failed(&error, CONNECT)),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.running {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        // The addresses that were checked are part of the options.
        let (options, id) = (self.conn.opts().clone(), self.conn.id());
        runtime.spawn(async move {
            let kill = async {
                let mut conn = Conn::new(options).await?;
                match conn.query_drop(format!("kill connection {id}")).await {
                    Err(mysql_async::Error::Server(error)) if error.code == GONE => {}
                    other => other?,
                }
                conn.disconnect().await
            };
            match timeout(CONNECT, kill).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a statement could not be cancelled"),
                Err(_) => tracing::warn!("a statement could not be cancelled in time"),
            }
        });
    }
}

fn protection(settings: &ServerSettings) -> Result<Option<SslOpts>> {
    // An authority that cannot be read is told now.
    tls::config(settings)?;
    let checked = match &settings.ca {
        None => SslOpts::default(),
        Some(ca) => SslOpts::default()
            .with_disable_built_in_roots(true)
            .with_root_certs(vec![ca.clone().into_bytes().into()]),
    };
    Ok(match settings.tls {
        TlsMode::Off => None,
        TlsMode::Require => Some(SslOpts::default().with_danger_accept_invalid_certs(true)),
        TlsMode::VerifyCa => Some(checked.with_danger_skip_domain_validation(true)),
        TlsMode::VerifyFull => Some(checked),
    })
}

fn login_error(error: &mysql_async::Error) -> Error {
    // A database or user that is not there or not let in, and ways to sign in that we do not have.
    const REFUSED: [u16; 9] = [1044, 1045, 1049, 1130, 1227, 1251, 1698, 1862, 3118];
    match error {
        mysql_async::Error::Server(server) if REFUSED.contains(&server.code) => Error::Refused,
        mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer)
        | mysql_async::Error::Io(IoError::Tls(_)) => Error::Tls,
        mysql_async::Error::Driver(
            DriverError::UnknownAuthPlugin { .. }
            | DriverError::MysqlOldPasswordDisabled
            | DriverError::CleartextPluginDisabled,
        ) => Error::Refused,
        _ => Error::Unreachable,
    }
}

/// What an error in a statement means that may take `limit`.
pub(super) fn failed(error: &mysql_async::Error, limit: Duration) -> Error {
    // Killed, too slow for MySQL, too slow for MariaDB.
    const STOPPED: [u16; 3] = [1317, 3024, 1969];
    match error {
        mysql_async::Error::Server(server) if STOPPED.contains(&server.code) => Error::Timeout(limit),
        mysql_async::Error::Server(server) => {
            Error::Statement(format!("{} ({})", server.message, server.code))
        }
        mysql_async::Error::Io(_) | mysql_async::Error::Driver(DriverError::ConnectionClosed) => {
            Error::Unreachable
        }
        mysql_async::Error::Driver(DriverError::PacketTooLarge) => Error::TooLarge(LARGEST),
        other => Error::Statement(other.to_string()),
    }
}
