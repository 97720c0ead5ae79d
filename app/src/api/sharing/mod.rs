//! Sharing projects.

mod access;
mod get;
mod put_member;
mod put_team;
mod remove_member;
mod remove_team;

pub(crate) use access::*;
pub(crate) use get::*;
pub(crate) use put_member::*;
pub(crate) use put_team::*;
pub(crate) use remove_member::*;
pub(crate) use remove_team::*;
