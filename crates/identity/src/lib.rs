//! Passwords, secrets, and single sign-on. No database and no HTTP server.
//!
//! # How to add a way to sign in
//!
//! One module with the flow as pure functions; whoever calls it stores and looks up. Times and random numbers
//! are arguments. What must be remembered between two requests is a struct that serde can write, which the
//! caller keeps on the server and takes once. Requests to others go through [`fetch::HttpFetch`].

mod common_passwords;
pub mod federation;
pub mod fetch;
pub mod oidc;
mod password;
#[cfg(feature = "saml")]
pub mod saml;
mod seal;
mod secret;

pub use common_passwords::is_common;
pub use password::{Cost, Error, Passwords};
pub use seal::{MasterKey, SealError};
pub use secret::{generate, hash, same};
