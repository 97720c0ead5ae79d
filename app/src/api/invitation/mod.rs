//! Invitations.

mod accept;
mod ask_to_join;
mod invite;
mod list;
mod look;
mod resend;
mod revoke;
mod show_link;
mod shown;

pub(crate) use accept::*;
pub(crate) use ask_to_join::*;
pub(crate) use invite::*;
pub(crate) use list::*;
pub(crate) use look::*;
pub(crate) use resend::*;
pub(crate) use revoke::*;
pub(crate) use show_link::*;
pub(crate) use shown::*;
