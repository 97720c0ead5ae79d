//! The database: SQLite or PostgreSQL behind one set of repositories.
//!
//! A [`Tx`] is a unit of work: it sees one organization ([`Scope::Org`]) or, for sign-in and the job queue,
//! all of them ([`Scope::System`]), and nothing is kept until [`Tx::save`]. Repositories are modules of free
//! functions over it. SQL is written once, in the subset that both engines share.
//!
//! # How to add a repository
//!
//! 1. A table in a new pair of migrations, with `org_id`, and a policy for PostgreSQL's row level security.
//! 2. A module with a private row, `From` or `TryFrom` to the entity, and the SQL as constants; what lives in
//!    a project takes its tenant's predicate from `tenant.rs`.
//! 3. A contract test of each function in `crates/testkit/tests/contracts/store`, which runs on both engines.

#[macro_use]
mod tx;
#[macro_use]
mod tenant;
#[macro_use]
mod granted;

pub mod account_link;
pub mod api_key;
pub mod attempt;
pub mod audit;
pub mod bin;
mod code;
pub mod consent;
pub mod dashboard;
pub mod dashboard_schedule;
pub mod dataset;
pub mod dataset_version;
mod db;
pub mod dependent;
pub mod domain;
mod error;
pub mod external_identity;
pub mod factor;
pub mod file;
pub mod forecast;
pub mod identity_provider;
mod ids;
pub mod invitation;
pub mod job;
pub mod link;
pub mod mail;
pub mod member;
pub mod member_attribute;
pub mod membership;
pub mod model;
pub mod organization;
pub mod passkey;
pub mod pending;
pub mod person;
pub mod plan;
pub mod profile;
pub mod project;
pub mod provisioning;
pub mod quality_check;
pub mod quality_rule;
pub mod quality_schedule;
pub mod query;
pub mod query_history;
pub mod query_place;
pub mod queue;
mod role;
pub mod row_rule;
pub mod scenario;
pub mod scim_group;
pub mod scim_user;
pub mod sealed;
pub mod secret_key;
pub mod session;
pub mod setup;
pub mod sharing;
pub mod sign_in_transaction;
pub mod source;
pub mod source_version;
pub mod team;
pub mod transfer;
pub mod upload;
pub mod user;

pub use db::Db;
pub use error::{Error, Result};
pub use ids::Ids;
pub use tx::{Scope, Tx};
