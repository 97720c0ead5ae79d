//! Forecasts: list and chart.

mod detail;
mod list;
mod total;
#[cfg(feature = "ssr")]
mod why;

pub(crate) use detail::ForecastPage;
#[cfg(feature = "ssr")]
pub(crate) use detail::Periods;
pub(crate) use list::ForecastsPage;
#[cfg(feature = "ssr")]
pub(crate) use why::WhyPage;
