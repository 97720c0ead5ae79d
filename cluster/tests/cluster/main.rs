//! Queries on a cluster of one scheduler and two executors on loopback, which each test starts or shares.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod both;
mod documents;
mod ends;
mod limits;
mod lost;
mod programs;
mod server;
mod towns;
