//! Tests of the running server over HTTP, on SQLite and on PostgreSQL. The modules mirror the addresses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod accounts;
mod assets;
mod browser;
mod demo;
mod door;
mod flow;
mod keys;
mod matrix;
mod openapi;
mod people;
mod second_factor;
mod server;
mod sharing;
mod smtp;
mod story;
mod uploads;
