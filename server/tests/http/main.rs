//! Tests of the running server over HTTP, on SQLite and on PostgreSQL. The modules mirror the addresses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod accounts;
mod anomalies;
mod assets;
mod browser;
mod dashboards;
mod dataset_versions;
mod demo;
mod door;
mod explanations;
mod flow;
mod hierarchies;
mod holidays;
mod keys;
mod many_series;
mod matrix;
mod naughty;
mod openapi;
#[path = "../../../crates/identity/tests/federation/peer.rs"]
#[expect(dead_code, reason = "the flows have tests with more peers")]
mod peer;
mod people;
mod quality;
mod queries;
mod row_rules;
mod scim;
mod second_factor;
mod server;
mod sharing;
mod single_sign_on;
mod smtp;
mod sources;
mod story;
mod trainings;
mod uploads;
