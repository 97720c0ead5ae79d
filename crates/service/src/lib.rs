//! Use cases: who may do what, in which order, with which trace in the audit log. No HTTP, no Leptos.
//!
//! # How to add a use case
//!
//! 1. A free async function in the module of its noun, with [`App`] and the actor first.
//! 2. Its first line asks for the capability it needs.
//! 3. What it changes is written in one unit of work of the store, together with its audit entry.
//! 4. A test for the denied actor and one for the other tenant.

mod access;
pub mod account;
pub mod anomaly;
pub mod api_key;
mod app;
pub mod audit;
pub mod connected;
pub mod consent;
pub mod dashboard;
pub mod dataset;
pub mod domain;
mod error;
pub mod files;
pub mod forecast;
pub mod hierarchy;
pub mod invitation;
pub mod job;
mod keys;
pub mod link;
pub mod mail;
mod measure;
pub mod member;
pub mod model;
mod numbers;
pub mod once;
pub mod organization;
mod plan;
pub mod profile;
pub mod project;
pub mod provider;
pub mod provisioning;
pub mod quality;
pub mod query;
mod rate;
mod recovery;
pub mod rotation;
pub mod row_rule;
pub mod sample;
pub mod scenario;
mod settings;
pub mod sharing;
pub mod sign_in_policy;
pub mod snapshot;
pub mod source;
pub mod sso;
pub mod team;
pub mod upload;
mod versioned;
mod wanted;
pub mod zero_shot;

pub use app::App;
pub use error::{Error, Result};
pub use keys::KEY_FILE;
pub use settings::Settings;

/// Who knocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The network address.
    pub address: String,
    /// The `User-Agent`.
    pub user_agent: String,
}

/// The secret in the session cookie: 256 random bits in base64url. Only its SHA-256 is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSecret(pub String);

impl std::fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionSecret(***)")
    }
}
