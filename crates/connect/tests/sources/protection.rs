//! TLS.

use std::sync::Arc;

use almanac_connect::{Error, open};
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::{ServerSettings, SourceKind, SourceSettings, TlsMode};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::counterpart::{Counterpart, Known, authority, value};

/// The mode, the authority, the host's name, and whether that works.
const CASES: [(TlsMode, Option<&str>, &str, bool); 12] = [
    (TlsMode::Off, None, "db.test", true),
    (TlsMode::Require, None, "db.test", true),
    (TlsMode::Require, Some("other.pem"), "other.test", true),
    (TlsMode::Require, None, "127.0.0.1", true),
    (TlsMode::VerifyCa, Some("ca.pem"), "db.test", true),
    (TlsMode::VerifyCa, Some("ca.pem"), "other.test", true),
    (TlsMode::VerifyCa, Some("other.pem"), "db.test", false),
    (TlsMode::VerifyFull, Some("ca.pem"), "db.test", true),
    (TlsMode::VerifyFull, Some("ca.pem"), "DB.test", true),
    (TlsMode::VerifyFull, Some("ca.pem"), "other.test", false),
    (TlsMode::VerifyFull, Some("ca.pem"), "127.0.0.1", false),
    (TlsMode::VerifyFull, Some("other.pem"), "db.test", false),
];

#[tokio::test]
async fn each_mode_checks_what_it_says() {
    for (kind, protected) in [
        (SourceKind::Postgres, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"),
        (
            SourceKind::Mysql,
            "select variable_value <> '' from information_schema.session_status where variable_name = 'Ssl_cipher'",
        ),
    ] {
        let Some(chinook) = Counterpart::chinook(kind).await else { continue };
        for (mode, ca, host, works) in CASES {
            let settings = chinook.server_with(|server| {
                server.tls = mode;
                server.ca = ca.map(authority);
                server.host = host.into();
            });
            let connector = chinook.open_at(&settings, None).unwrap();
            let case = format!("{kind:?} {mode:?} {ca:?} {host}");
            if works {
                connector.test().await.unwrap_or_else(|error| panic!("{case}: {error}"));
                let found = value(&*connector, protected, T::Boolean).await.unwrap();
                assert_eq!(found, (mode != TlsMode::Off).to_string(), "{case}");
            } else {
                assert!(matches!(connector.test().await, Err(Error::Tls)), "{case}");
                let found = value(&*connector, protected, T::Boolean).await;
                assert!(matches!(found, Err(Error::Tls)), "{case}");
            }
        }
    }
}

#[tokio::test]
async fn an_authority_that_cannot_be_read_is_told_at_once() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate", broken] {
        let server = ServerSettings {
            host: "db.test".into(),
            port: 1,
            database: "a".into(),
            user: "a".into(),
            tls: TlsMode::VerifyCa,
            ca: Some(pem.into()),
        };
        for settings in [SourceSettings::Postgres(server.clone()), SourceSettings::Mysql(server)] {
            let opened = open(&settings, None, Known::at(([127, 0, 0, 1], 1).into()), None);
            assert!(matches!(opened, Err(Error::Tls)), "{settings:?}");
        }
    }
}

/// The greeting of a MySQL server that has no TLS.
const GREETING: &[u8] = b"\x0a8.0.1\0\x01\0\0\0abcdefgh\0\x05\xa2\x21\x02\0\x08\0\x15\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0mysql_native_password\0";

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_with() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = ServerSettings {
        host: "db.test".into(),
        port: address.port(),
        database: "a".into(),
        user: "a".into(),
        tls: TlsMode::Require,
        ca: None,
    };
    for settings in [SourceSettings::Postgres(server.clone()), SourceSettings::Mysql(server)] {
        let connector = open(&settings, Some("secret"), Known::at(address), None).unwrap();
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            if matches!(settings, SourceSettings::Mysql(_)) {
                let head = [GREETING.len() as u8, 0, 0, 0];
                stream.write_all(&[&head, GREETING].concat()).await.unwrap();
            } else {
                let mut asked = [0; 8];
                stream.read_exact(&mut asked).await.unwrap();
                stream.write_all(b"N").await.unwrap();
            }
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.unwrap();
            rest
        };
        let (tested, rest) = tokio::join!(connector.test(), serve);
        assert!(matches!(tested, Err(Error::Tls)), "{settings:?} {tested:?}");
        assert!(rest.len() <= 5, "{settings:?}: it went on without TLS: {rest:?}");
    }
}

/// A server of PostgreSQL as far as TLS, whose certificate signed itself.
async fn serve_self_signed(listener: &TcpListener) {
    let key = PrivateKeyDer::from_pem_slice(authority("other.key").as_bytes()).unwrap();
    let certificate = CertificateDer::from_pem_slice(authority("other.pem").as_bytes()).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_exact(&mut [0; 8]).await.unwrap();
    stream.write_all(b"S").await.unwrap();
    drop(TlsAcceptor::from(Arc::new(config)).accept(stream).await);
}

#[tokio::test]
async fn a_certificate_may_be_its_own_authority() {
    let Some(chinook) = Counterpart::chinook(SourceKind::Postgres).await else { return };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    for (mode, ca, host, trusted) in [
        (TlsMode::Require, None, "db.test", true),
        (TlsMode::VerifyCa, Some("other.pem"), "db.test", true),
        (TlsMode::VerifyCa, Some("ca.pem"), "other.test", false),
        (TlsMode::VerifyFull, Some("other.pem"), "other.test", true),
        (TlsMode::VerifyFull, Some("other.pem"), "db.test", false),
    ] {
        let settings = chinook.server_with(|server| {
            server.tls = mode;
            server.ca = ca.map(authority);
            server.host = host.into();
        });
        let known = Known::at(listener.local_addr().unwrap());
        let connector = open(&settings, None, known, None).unwrap();
        let (tested, ()) = tokio::join!(connector.test(), serve_self_signed(&listener));
        // The server goes away behind the handshake.
        let went_on = matches!(tested, Err(Error::Unreachable));
        assert!(
            went_on == trusted && (trusted || matches!(tested, Err(Error::Tls))),
            "{mode:?} {host} {tested:?}"
        );
    }
}
