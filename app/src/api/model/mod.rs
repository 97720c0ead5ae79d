//! Models.

#[cfg(feature = "ssr")]
mod available;
mod delete;
#[cfg(feature = "ssr")]
mod errors;
mod get;
#[cfg(feature = "ssr")]
mod hierarchy;
mod list;
#[cfg(feature = "ssr")]
mod train;

#[cfg(feature = "ssr")]
pub(crate) use available::*;
pub(crate) use delete::*;
#[cfg(feature = "ssr")]
pub(crate) use errors::*;
pub(crate) use get::*;
#[cfg(feature = "ssr")]
pub(crate) use hierarchy::*;
pub(crate) use list::*;
#[cfg(feature = "ssr")]
pub(crate) use train::*;
