//! Forecasts.

mod delete;
mod list;
mod make;
mod view;
mod what_if;

pub(crate) use delete::*;
pub(crate) use list::*;
pub(crate) use make::*;
pub(crate) use view::*;
pub(crate) use what_if::*;
