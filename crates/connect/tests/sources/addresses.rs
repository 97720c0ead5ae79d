//! R32 and R33: where is connected to, and what a test tells.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use almanac_connect::{Addresses, Connector, Error, Refused, open};
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::{ServerSettings, SourceKind, SourceSettings, TlsMode};
use async_trait::async_trait;
use mysql_async::prelude::Queryable as _;
use tokio::net::TcpListener;

use crate::counterpart::{Counterpart, Known, mariadb, postgres, value};

#[derive(Debug)]
struct Never(Refused);

#[async_trait]
impl Addresses for Never {
    async fn find(&self, _: &str, _: u16) -> Result<Vec<SocketAddr>, Refused> {
        Err(self.0)
    }
}

fn servers(host: &str, port: u16, tls: TlsMode) -> [SourceSettings; 2] {
    let server =
        ServerSettings { host: host.into(), port, database: "a".into(), user: "a".into(), tls, ca: None };
    [SourceSettings::Postgres(server.clone()), SourceSettings::Mysql(server)]
}

/// Counts who connects, and answers nothing.
async fn canary() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    (address, count)
}

async fn all_ways(connector: &dyn Connector) -> [Option<Error>; 3] {
    [
        connector.test().await.err(),
        connector.introspect().await.err(),
        value(connector, "select 1", T::Integer).await.err(),
    ]
}

#[tokio::test]
async fn r32_nothing_is_connected_to_that_is_refused() {
    let (address, count) = canary().await;
    for host in ["127.0.0.1", "localhost", "::1", "db.test", "/var/run/postgresql"] {
        for settings in servers(host, address.port(), TlsMode::Off) {
            let connector = open(&settings, None, Arc::new(Never(Refused::NotAllowed)), None).unwrap();
            for error in all_ways(&*connector).await {
                assert!(matches!(error, Some(Error::NotAllowed)), "{settings:?} {error:?}");
            }
            let connector = open(&settings, None, Arc::new(Never(Refused::Unknown)), None).unwrap();
            for error in all_ways(&*connector).await {
                assert!(matches!(error, Some(Error::Unreachable)), "{settings:?} {error:?}");
            }
        }
    }
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn r32_each_connection_asks_once_and_goes_where_it_is_told() {
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        let (elsewhere, count) = canary().await;
        let known = Known::at(chinook.address().unwrap());
        // The settings name the canary; the port to names says where it is.
        let settings = chinook.server_with(|server| {
            server.host = "127.0.0.1".into();
            server.port = elsewhere.port();
        });
        let connector = open(&settings, None, known.clone(), None).unwrap();
        connector.test().await.unwrap();
        assert_eq!(known.asked.load(Ordering::Relaxed), 1);
        for _ in 0..3 {
            value(&*connector, "select 1", T::Integer).await.unwrap();
        }
        assert_eq!(known.asked.load(Ordering::Relaxed), 2, "{kind:?}: one connection is used again");
        assert_eq!(count.load(Ordering::Relaxed), 0, "{kind:?}");
    }
}

#[tokio::test]
async fn r33_a_test_tells_the_class_of_its_error() {
    // The port was ours a moment ago.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
    for settings in servers("db.test", free.port(), TlsMode::Off) {
        let connector = open(&settings, Some("a"), Known::at(free), None).unwrap();
        assert!(matches!(connector.test().await, Err(Error::Unreachable)), "{settings:?}");
    }
    let (silent, _) = canary().await;
    for tls in [TlsMode::Off, TlsMode::Require] {
        for settings in servers("db.test", silent.port(), tls) {
            let connector = open(&settings, None, Known::at(silent), None).unwrap();
            assert!(matches!(connector.test().await, Err(Error::Unreachable)), "{settings:?}");
        }
    }
}

#[tokio::test]
async fn r33_a_wrong_user_password_or_database_is_refused() {
    if let Some(server) = postgres(None).await {
        // The cluster of the tests asks this role for its password.
        let role = "do $$ begin
            if not exists (select from pg_roles where rolname = 't_locked') then
                create role t_locked login password 'right';
            end if;
        end $$";
        server.batch_execute(role).await.unwrap();
    }
    if let Some(mut server) = mariadb().await {
        server.query_drop("create or replace user t_locked identified by 'right'").await.unwrap();
        server.query_drop("grant select on *.* to t_locked").await.unwrap();
    }
    for kind in [SourceKind::Postgres, SourceKind::Mysql] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        chinook.open().test().await.unwrap();
        let no_database = chinook.server_with(|server| server.database = "no_such_database".into());
        let no_user = chinook.server_with(|server| server.user = "no_such_user".into());
        let locked = chinook.server_with(|server| server.user = "t_locked".into());
        chinook.open_at(&locked, Some("right")).unwrap().test().await.unwrap();
        let refused =
            [(no_database, None), (no_user, Some("a")), (locked.clone(), Some("wrong")), (locked, None)];
        for (settings, password) in refused {
            let tested = chinook.open_at(&settings, password).unwrap().test().await;
            assert!(matches!(tested, Err(Error::Refused)), "{settings:?} {tested:?}");
        }
    }
}
