//! Long work.

mod cancel;
mod get;

pub(crate) use cancel::*;
pub(crate) use get::*;
