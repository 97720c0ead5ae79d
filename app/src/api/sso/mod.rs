//! Single sign-on: domains, providers, and who one is there.

mod add_domain;
mod connections;
mod delete_provider;
mod disconnect;
mod domains;
mod presets;
mod providers;
mod remove_domain;
mod save_provider;
mod verify_domain;
mod ways;

pub(crate) use add_domain::*;
pub(crate) use connections::*;
pub(crate) use delete_provider::*;
pub(crate) use disconnect::*;
pub(crate) use domains::*;
pub(crate) use presets::*;
pub(crate) use providers::*;
pub(crate) use remove_domain::*;
pub(crate) use save_provider::*;
pub(crate) use verify_domain::*;
pub(crate) use ways::*;
