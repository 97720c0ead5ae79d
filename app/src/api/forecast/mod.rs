//! Forecasts.

mod delete;
#[cfg(feature = "ssr")]
mod explain;
#[cfg(feature = "ssr")]
mod explanation;
mod list;
mod make;
mod view;
mod what_if;

pub(crate) use delete::*;
#[cfg(feature = "ssr")]
pub(crate) use explain::*;
#[cfg(feature = "ssr")]
pub(crate) use explanation::*;
pub(crate) use list::*;
pub(crate) use make::*;
pub(crate) use view::*;
pub(crate) use what_if::*;
