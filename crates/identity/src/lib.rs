//! Passwords, second factors, passkeys and secrets. No database and no HTTP.
//!
//! # How to add a way to sign in
//!
//! One module with the flow as pure functions; whoever calls it stores and looks up.

mod api_key;
mod base32;
mod common_passwords;
mod passkey;
mod password;
mod recovery;
mod seal;
mod secret;
mod totp;

pub use api_key::{key_prefix, new_key, new_key_prefix};
pub use common_passwords::is_common;
pub use passkey::{Asked, Credential, PasskeyError, Passkeys};
pub use password::{Cost, Error, Passwords};
pub use recovery::{recovery_codes, recovery_hash};
pub use seal::{MasterKey, SealError};
pub use secret::{generate, hash, same};
pub use totp::{TotpSecret, qr_svg};
