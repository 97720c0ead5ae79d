//! Consent to the use of personal data.

mod decide;
mod history;
mod pending;
mod present;

pub(crate) use decide::*;
pub(crate) use history::*;
pub(crate) use pending::*;
pub(crate) use present::*;
