//! Forecasts.

mod delete;
#[cfg(feature = "ssr")]
mod explain;
#[cfg(feature = "ssr")]
mod explanation;
mod list;
mod make;
#[cfg(feature = "ssr")]
mod paths;
mod view;
mod what_if;

pub(crate) use delete::*;
#[cfg(feature = "ssr")]
pub(crate) use explain::*;
#[cfg(feature = "ssr")]
pub(crate) use explanation::*;
pub(crate) use list::*;
pub(crate) use make::*;
#[cfg(feature = "ssr")]
pub(crate) use paths::*;
pub(crate) use view::*;
pub(crate) use what_if::*;
