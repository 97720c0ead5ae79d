//! Single sign-on: domains, providers, and who one is there.

mod add_domain;
mod connections;
mod delete_provider;
mod disconnect;
mod domains;
mod make_token;
mod presets;
mod providers;
mod provisioning;
mod remove_domain;
mod revoke_token;
mod save_provider;
mod verify_domain;
mod ways;

pub(crate) use add_domain::*;
pub(crate) use connections::*;
pub(crate) use delete_provider::*;
pub(crate) use disconnect::*;
pub(crate) use domains::*;
pub(crate) use make_token::*;
pub(crate) use presets::*;
pub(crate) use providers::*;
pub(crate) use provisioning::*;
pub(crate) use remove_domain::*;
pub(crate) use revoke_token::*;
pub(crate) use save_provider::*;
pub(crate) use verify_domain::*;
pub(crate) use ways::*;
