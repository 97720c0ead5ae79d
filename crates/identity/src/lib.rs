//! Passwords and secrets. No database and no HTTP.
//!
//! # How to add a way to sign in
//!
//! One module with the flow as pure functions; whoever calls it stores and looks up.

mod common_passwords;
mod password;
mod seal;
mod secret;

pub use common_passwords::is_common;
pub use password::{Cost, Error, Passwords};
pub use seal::{MasterKey, SealError};
pub use secret::{generate, hash, same};
