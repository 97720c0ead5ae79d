//! Sign-in with OpenID Connect: the authorization code flow with PKCE.
//!
//! ```text
//! Providers::get ─▶ begin ─▶ (URL for the browser, Transaction to keep)
//!                                  … the person signs in there …
//! take the Transaction ─▶ finish ─▶ SignedIn { identity, id_token }
//! ```
//!
//! The caller binds the transaction to the browser with a cookie, keeps it on the server, and takes it once. The
//! redirect address is different for each provider, so that an answer cannot be sent to another's (mix-up).
//!
//! # How to add a preset
//!
//! One variant in [`Preset`] with what can be known about that provider beforehand.

mod answer;
mod begin;
mod error;
mod finish;
mod id_token;
mod logout;
mod preset;
mod provider;
mod settings;
mod types;
mod userinfo;

pub use answer::Answer;
pub use begin::{Ask, Transaction, begin};
pub use error::OidcError;
pub use finish::{SignedIn, finish};
pub use logout::logout_url;
pub use preset::{Preset, PresetError};
pub use provider::{Provider, Providers};
pub use settings::Settings;
