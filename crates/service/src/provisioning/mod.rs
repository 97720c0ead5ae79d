//! Provisioning (SCIM 2.0): the identity provider of an organization keeps its people and teams. It comes with a
//! token of the organization and acts for it; in the audit log such acts have no person and `"by": "scim"`.

pub mod groups;
mod token;
pub mod users;

pub use token::{Provisioner, authenticate, base_url, get, make, revoke};
