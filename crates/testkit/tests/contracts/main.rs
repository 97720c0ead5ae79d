//! What repositories and use cases promise, on SQLite and on PostgreSQL.

#[cfg(test)]
mod service;
#[cfg(test)]
mod store;
