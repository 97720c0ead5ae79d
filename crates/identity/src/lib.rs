//! Passwords and secrets. No database and no HTTP.
//!
//! # How to add a way to sign in
//!
//! One module with the flow as pure functions; whoever calls it stores and looks up.

mod api_key;
mod common_passwords;
mod password;
mod seal;
mod secret;

pub use api_key::{key_prefix, new_key, new_key_prefix};
pub use common_passwords::is_common;
pub use password::{Cost, Error, Passwords};
pub use seal::{MasterKey, SealError};
pub use secret::{generate, hash, same};
