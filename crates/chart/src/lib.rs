//! Charts: what is drawn, and the ECharts options that draw it.
//!
//! A [`ChartSpec`] says which columns of a query's result are drawn how; it is stored with the query. On the
//! server, with the feature `render`, [`options`] and its siblings make the JSON that ECharts takes. The page
//! hands it to the `<almanac-chart>` element of `charts/element.js`, which adds the colours of the theme, so
//! the options have none: a series only names its place in the palette, as `palette`.
//!
//! To add a chart: write a function that returns the options in a module of `render`, begin with `Frame`
//! (title, axes, tooltip, accessibility), and give the series ids, so that a later update changes them in
//! place. Two series must differ in more than colour: in dashes, symbols or patterns.

#[cfg(feature = "render")]
mod render;
mod spec;

#[cfg(feature = "render")]
pub use render::{
    Labels, anomaly_options, driver_options, forecast_options, histogram_options, loss_options, options,
    paths_options, what_if_options,
};
pub use spec::{ChartKind, ChartSpec, MAX_AHEAD, MAX_SERIES, default_spec};
