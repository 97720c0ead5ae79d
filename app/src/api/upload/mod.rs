//! Uploads.

mod delete;
mod detect;
mod get;

pub(crate) use delete::*;
pub(crate) use detect::*;
pub(crate) use get::*;
