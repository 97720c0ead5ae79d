//! The two databases. `ALMANAC_TEST_POSTGRES_URL` names a server on which databases may be made.

use sqlx::{Connection as _, Executor as _, PgConnection};

/// A database for one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// The URL of a new, empty database; `Ok(None)` for a file in the data folder. An error if there is
    /// no PostgreSQL and the test may be left out.
    pub async fn database_url(self) -> Result<Option<String>, String> {
        if self == Self::Sqlite {
            return Ok(None);
        }
        let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES_URL") else {
            assert!(
                std::env::var_os("ALMANAC_TEST_REQUIRE_POSTGRES").is_none(),
                "ALMANAC_TEST_POSTGRES_URL must be set"
            );
            return Err("left out: ALMANAC_TEST_POSTGRES_URL is not set".into());
        };
        let name = format!("http_{:032x}", rand::random::<u128>());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let statement = sqlx::AssertSqlSafe(format!("create database {name}"));
        connection.execute(sqlx::raw_sql(statement)).await.unwrap();
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path(&name);
        Ok(Some(url.into()))
    }
}

/// Makes a test for each database from an async function that takes a running server.
macro_rules! on_both {
    ($(#[doc = $doc:literal])* async fn $name:ident($server:ident: &TestServer) $body:block) => {
        mod $name {
            use super::*;

            async fn rule($server: &crate::server::TestServer) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                crate::server::TestServer::run(crate::backend::Backend::Sqlite, rule).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                crate::server::TestServer::run(crate::backend::Backend::Postgres, rule).await;
            }
        }
    };
}

pub(crate) use on_both;
