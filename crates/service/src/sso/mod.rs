//! Single sign-on: from the way to a provider to a session here.
//!
//! The key of a person is `(provider, issuer, subject)`. An address that a provider claims never finds an account
//! (R16); it only lets somebody become a member, if it lies in a verified domain of the provider's own organization
//! (R17).

mod admit;
mod begin;
mod connection;
mod finish;
mod leave;
mod outside;
mod stop;

pub use admit::{Arrival, Vouched};
pub use begin::{Begun, Wish, begin, begin_connection, ways};
pub use connection::{connections, disconnect};
pub use finish::{Accepted, Outcome, Visit, accept_answer, admit, finish_oidc, finish_saml};
pub(crate) use leave::place as token_place;
pub use leave::way_out;
pub use outside::{LookupError, Outside, TxtResolver};
pub use stop::Why;
