//! Forecasts: list and chart.

mod detail;
mod list;

pub(crate) use detail::{ForecastPage, Periods};
pub(crate) use list::ForecastsPage;
