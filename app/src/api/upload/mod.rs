//! Uploads.

mod delete;
mod detect;
mod get;
#[cfg(feature = "ssr")]
mod noted;

pub(crate) use delete::*;
pub(crate) use detect::*;
pub(crate) use get::*;
