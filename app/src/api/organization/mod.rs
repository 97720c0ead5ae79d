//! The organization, its people and its audit log.

mod activity;
mod audit;
mod change_member;
mod members;
mod remove_member;
mod settings;
mod update;

pub(crate) use activity::*;
pub(crate) use audit::*;
pub(crate) use change_member::*;
pub(crate) use members::*;
pub(crate) use remove_member::*;
pub(crate) use settings::*;
pub(crate) use update::*;
