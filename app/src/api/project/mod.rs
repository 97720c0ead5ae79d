//! Projects.

mod accept_transfer;
#[cfg(feature = "ssr")]
mod archive;
#[cfg(feature = "ssr")]
mod bin;
mod create;
#[cfg(feature = "ssr")]
mod delete;
#[cfg(feature = "ssr")]
mod duplicate;
mod end_transfer;
mod get;
#[cfg(feature = "ssr")]
mod leave;
mod list;
#[cfg(feature = "ssr")]
mod offer_transfer;
mod overview;
#[cfg(feature = "ssr")]
mod restore;
mod transfer;
mod unarchive;
#[cfg(feature = "ssr")]
mod update;

pub(crate) use accept_transfer::*;
#[cfg(feature = "ssr")]
pub(crate) use archive::*;
#[cfg(feature = "ssr")]
pub(crate) use bin::*;
pub(crate) use create::*;
#[cfg(feature = "ssr")]
pub(crate) use delete::*;
#[cfg(feature = "ssr")]
pub(crate) use duplicate::*;
pub(crate) use end_transfer::*;
pub(crate) use get::*;
#[cfg(feature = "ssr")]
pub(crate) use leave::*;
pub(crate) use list::*;
#[cfg(feature = "ssr")]
pub(crate) use offer_transfer::*;
pub(crate) use overview::*;
#[cfg(feature = "ssr")]
pub(crate) use restore::*;
pub(crate) use transfer::*;
pub(crate) use unarchive::*;
#[cfg(feature = "ssr")]
pub(crate) use update::*;
