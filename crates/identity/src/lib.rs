//! Passwords, second factors, passkeys, secrets, and single sign-on. No database and no HTTP server.
//!
//! # How to add a way to sign in
//!
//! One module with the flow as pure functions; whoever calls it stores and looks up. Times and random numbers
//! are arguments. What must be remembered between two requests is a struct that serde can write, which the
//! caller keeps on the server and takes once. Requests to others go through [`fetch::HttpFetch`].

mod api_key;
mod base32;
mod common_passwords;
pub mod federation;
pub mod fetch;
pub mod oidc;
mod passkey;
mod password;
mod recovery;
#[cfg(feature = "saml")]
pub mod saml;
mod seal;
mod secret;
mod totp;

pub use api_key::{key_prefix, new_key, new_key_prefix};
pub use common_passwords::is_common;
pub use passkey::{Asked, Credential, PasskeyError, Passkeys};
pub use password::{Cost, Error, Passwords};
pub use recovery::{recovery_codes, recovery_hash};
pub use seal::{MasterKey, SealError, SigningKey};
pub use secret::{generate, hash, same};
pub use totp::{TotpSecret, qr_svg};
