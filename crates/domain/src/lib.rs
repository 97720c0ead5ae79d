//! Entities, identifiers, permissions, validated inputs and the error of the border.
//! No I/O, no clock of its own; compiles natively and to WebAssembly.
//!
//! # How to add an entity
//!
//! 1. An id in [`ids`].
//! 2. A module with the entity (what is stored and shown), and the inputs that create or change it;
//!    an input has a `validate` that returns every [`FieldError`] at once.
//! 3. What may be done with it as a [`Capability`], granted to roles in [`access`].

pub mod access;
pub mod account;
pub mod audit;
pub mod clock;
pub mod consent;
pub mod dashboard;
pub mod data;
pub mod error;
pub mod factor;
pub mod ids;
pub mod invitation;
pub mod job;
pub mod key;
pub mod link;
pub mod member;
pub mod model;
mod network;
pub mod page;
pub mod profile;
pub mod project;
pub mod provisioning;
pub mod quality;
pub mod row_rule;
pub mod saved;
pub mod sharing;
pub mod sign_in_policy;
pub mod source;
pub mod sso;
mod target;
mod validate;

pub use access::{Actor, Capability, KeyScope, OrgCapability, OrgRole, ProjectRole, Via};
pub use clock::Clock;
pub use error::{ApiError, ErrorCode, FieldError};
pub use ids::*;
pub use network::Network;
pub use page::{Page, PageRequest};
pub use target::inside;
pub use validate::Checks;
