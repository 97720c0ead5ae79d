//! Sign-in with SAML 2.0: the web browser profile, begun by us.
//!
//! ```text
//! IdentityProvider::from_metadata (once) ─▶ begin ─▶ (Outgoing for the browser, Transaction to keep)
//!                                                    … the person signs in there …
//! take the Transaction ─▶ finish ─▶ SignedIn { identity, assertion_id, … } ─▶ replay table
//! ```
//!
//! samael checks signatures with libxmlsec1 and gives back what was signed; what it leaves to its caller is done
//! here (`docs/adr/0005-single-sign-on.md` has the table). **[`finish`] and [`IdentityProvider::from_metadata`] run C
//! code and block: call them in `tokio::task::spawn_blocking`, a few at a time.**
//!
//! The answer comes as a form that another site posts, without our cookies: the caller finds the transaction by the
//! relay state, and keeps the answer until the browser that the sign-in is bound to comes for it. The address for
//! answers is different for each provider.
//!
//! A sign-in that the provider begins ([`is_unsolicited`]) is at most a reason to begin one of ours.
//!
//! What is not offered: encrypted assertions, single logout, the artifact binding.

mod assertion;
mod attributes;
mod certificate;
mod error;
mod metadata;
mod prefilter;
mod request;
mod response;
mod shape;
mod signature;
mod tree;

pub use attributes::AttributeMapping;
pub use certificate::{Certificate, SigningKey};
pub use error::SamlError;
pub use metadata::{Binding, Endpoint, IdentityProvider, MetadataError, ServiceProvider};
pub use prefilter::{Comments, XmlError, prefilter};
pub use request::{Ask, Outgoing, Transaction, begin};
pub use response::{Answer, SignedIn, finish, is_unsolicited};
