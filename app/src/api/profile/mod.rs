//! The profile of the person.

mod change_email;
mod delete_avatar;
mod get;
mod send_verification;
mod update;

pub(crate) use change_email::*;
pub(crate) use delete_avatar::*;
pub(crate) use get::*;
pub(crate) use send_verification::*;
pub(crate) use update::*;
