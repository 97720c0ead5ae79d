//! Forecasts: list and chart.

mod detail;
#[cfg(feature = "ssr")]
mod futures;
mod list;
mod total;
#[cfg(feature = "ssr")]
mod why;

pub(crate) use detail::ForecastPage;
#[cfg(feature = "ssr")]
pub(crate) use detail::Periods;
#[cfg(feature = "ssr")]
pub(crate) use futures::FuturesPage;
pub(crate) use list::ForecastsPage;
#[cfg(feature = "ssr")]
pub(crate) use why::WhyPage;
