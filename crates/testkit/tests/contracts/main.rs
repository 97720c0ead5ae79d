//! What repositories and use cases promise, on SQLite and on PostgreSQL.

mod service;
mod store;
