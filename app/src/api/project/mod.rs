//! Projects.

mod accept_transfer;
mod archive;
mod bin;
mod create;
mod delete;
mod duplicate;
mod end_transfer;
mod get;
mod leave;
mod list;
mod offer_transfer;
mod overview;
mod restore;
mod transfer;
mod unarchive;
mod update;

pub(crate) use accept_transfer::*;
pub(crate) use archive::*;
pub(crate) use bin::*;
pub(crate) use create::*;
pub(crate) use delete::*;
pub(crate) use duplicate::*;
pub(crate) use end_transfer::*;
pub(crate) use get::*;
pub(crate) use leave::*;
pub(crate) use list::*;
pub(crate) use offer_transfer::*;
pub(crate) use overview::*;
pub(crate) use restore::*;
pub(crate) use transfer::*;
pub(crate) use unarchive::*;
pub(crate) use update::*;
