//! ECharts options.

mod anomaly;
mod bands;
mod forecast;
mod frame;
mod lying;
mod paths;
mod query;
#[cfg(test)]
mod tests;
mod training;

pub use anomaly::anomaly_options;
pub use forecast::{driver_options, forecast_options, what_if_options};
pub use paths::paths_options;
pub use query::options;
pub use training::{histogram_options, loss_options};

/// The words in a chart, in the user's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The past.
    pub history: String,
    /// The point forecast.
    pub forecast: String,
    /// The forecast with nothing changed.
    pub baseline: String,
    /// The forecast with changed drivers.
    pub scenario: String,
    /// A future that could happen.
    pub path: String,
    /// What was to be expected.
    pub expected: String,
    /// Between which bounds a value was to be expected.
    pub range: String,
    /// What was not to be expected.
    pub anomaly: String,
    /// Loss on the rows that are learned from.
    pub training_loss: String,
    /// Loss on the rows that are held back.
    pub validation_loss: String,
    /// The name of an axis of training steps.
    pub epoch: String,
    /// The name of an axis that counts rows.
    pub rows: String,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            history: "History".to_owned(),
            forecast: "Forecast".to_owned(),
            baseline: "Baseline".to_owned(),
            scenario: "Scenario".to_owned(),
            path: "Possible future".to_owned(),
            expected: "Expected".to_owned(),
            range: "Expected range".to_owned(),
            anomaly: "Anomaly".to_owned(),
            training_loss: "Training loss".to_owned(),
            validation_loss: "Validation loss".to_owned(),
            epoch: "Epoch".to_owned(),
            rows: "Rows".to_owned(),
        }
    }
}
