//! Public links.

mod list;
mod make;
#[cfg(feature = "ssr")]
mod once;
mod open;
mod revoke;

pub(crate) use list::*;
pub(crate) use make::*;
pub(crate) use open::*;
pub(crate) use revoke::*;
