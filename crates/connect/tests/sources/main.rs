//! Connectors against real databases: PostgreSQL, MariaDB and files of SQLite.
//!
//! The servers are at `ALMANAC_TEST_POSTGRES_URL` and `ALMANAC_TEST_MARIADB_URL`; both speak TLS with a
//! certificate for `db.test` that `ca.pem` in the folder `ALMANAC_TEST_CA` has signed, and `other.pem` has not. The
//! test command starts them. Without them these tests say so and do nothing, unless
//! `ALMANAC_TEST_REQUIRE_POSTGRES` or `ALMANAC_TEST_REQUIRE_MARIADB` is 1.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod addresses;
mod cancel;
mod catalogue;
mod counterpart;
mod described;
mod engines;
mod limits;
mod natives;
mod pooling;
mod protection;
mod reading_only;
mod values;
