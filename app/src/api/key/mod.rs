//! API keys.

mod activity;
mod create;
mod get;
mod list;
mod list_all;
#[cfg(feature = "ssr")]
mod new_key;
mod revoke;
mod rotate;

pub(crate) use activity::*;
pub(crate) use create::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use list_all::*;
pub(crate) use revoke::*;
pub(crate) use rotate::*;
