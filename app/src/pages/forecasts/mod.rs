//! Forecasts: list and chart.

mod detail;
mod list;
mod total;

pub(crate) use detail::ForecastPage;
#[cfg(feature = "ssr")]
pub(crate) use detail::Periods;
pub(crate) use list::ForecastsPage;
