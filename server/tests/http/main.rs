//! Tests of the running server over HTTP, on SQLite and on PostgreSQL. The modules mirror the addresses.

mod accounts;
mod assets;
mod backend;
mod browser;
mod door;
mod flow;
mod matrix;
mod openapi;
mod people;
mod server;
mod story;
mod uploads;
