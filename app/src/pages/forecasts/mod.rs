//! Forecasts: list and chart.

mod detail;
mod list;

pub(crate) use detail::ForecastPage;
pub(crate) use list::ForecastsPage;
