//! Public links.

mod list;
mod make;
mod open;
mod revoke;

pub(crate) use list::*;
pub(crate) use make::*;
pub(crate) use open::*;
pub(crate) use revoke::*;
