//! Consent to the use of personal data.

#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod history;
mod pending;
#[cfg(feature = "ssr")]
mod present;

#[cfg(feature = "ssr")]
pub(crate) use decide::*;
#[cfg(feature = "ssr")]
pub(crate) use history::*;
pub(crate) use pending::*;
#[cfg(feature = "ssr")]
pub(crate) use present::*;
