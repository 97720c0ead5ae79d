//! Sources: connected databases.

mod compare;
mod delete;
mod describe;
mod draft;
mod form;
mod get;
mod list;
mod pin;
mod read;
mod sample;
mod save;
mod save_ddl;
mod test;
mod test_stored;
mod unpin;
mod versions;

pub(crate) use compare::*;
pub(crate) use delete::*;
pub(crate) use describe::*;
pub(crate) use draft::*;
pub(crate) use form::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use pin::*;
pub(crate) use read::*;
pub(crate) use sample::*;
pub(crate) use save::*;
pub(crate) use save_ddl::*;
pub(crate) use test::*;
pub(crate) use test_stored::*;
pub(crate) use unpin::*;
pub(crate) use versions::*;
