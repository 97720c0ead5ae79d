//! The organization, its people and its audit log.

mod activity;
mod attributes;
mod audit;
mod change_member;
mod get_sign_in_policy;
mod members;
mod remove_member;
mod set_sign_in_policy;
mod settings;
mod update;

pub(crate) use activity::*;
pub(crate) use attributes::*;
pub(crate) use audit::*;
pub(crate) use change_member::*;
pub(crate) use get_sign_in_policy::*;
pub(crate) use members::*;
pub(crate) use remove_member::*;
pub(crate) use set_sign_in_policy::*;
pub(crate) use settings::*;
pub(crate) use update::*;
