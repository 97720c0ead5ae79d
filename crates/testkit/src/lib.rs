//! For tests only: a clock that stands still, databases of both engines, and an application with people in it.
//!
//! # How to test on both engines
//!
//! ```text
//! for_each_backend! {
//!     async fn a_project_is_found_again(test: TestDb) { … }
//! }
//! ```
//!
//! makes one test for SQLite and one for PostgreSQL. The latter needs `ALMANAC_TEST_POSTGRES_URL`, the address
//! of a server on which it may make schemas; without it the test says that it was skipped, or fails if
//! `ALMANAC_TEST_REQUIRE_POSTGRES` is 1.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin must fail")]

mod app;
mod authenticator;
mod clock;
mod database;
pub mod engines;
mod postbox;
mod sources;
mod world;

pub use app::{Person, TestApp, client};
pub use authenticator::{SoftPasskey, totp_code};
pub use clock::FakeClock;
pub use database::{Backend, TestDb, postgres_url};
pub use postbox::{Postbox, secret_in};
pub use sources::{FakeSources, shop};
pub use world::World;

/// Makes a test for each engine from a body that takes a [`Backend`].
#[macro_export]
macro_rules! for_each_backend {
    ($(async fn $name:ident($test:ident: $backend:ty) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn rule($test: $backend) $body

            #[tokio::test]
            async fn sqlite() {
                rule(<$backend as $crate::Backend>::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(url) = $crate::postgres_url() {
                    rule(<$backend as $crate::Backend>::postgres(&url).await).await;
                }
            }
        }
    )*};
}
