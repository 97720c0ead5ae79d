//! What can go wrong while fitting or predicting.

/// An error of a forecasting function.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The input breaks a rule; the message names series, period or driver.
    #[error("{0}")]
    Invalid(String),
    /// A series is shorter than the model needs.
    #[error("series {unique_id:?} has {length} periods, {model} needs at least {needed}")]
    TooShort {
        /// The series.
        unique_id: String,
        /// The model's name.
        model: &'static str,
        /// Periods there are.
        length: usize,
        /// Periods needed.
        needed: usize,
    },
    /// The observer asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A numerical failure (no finite likelihood, diverging training).
    #[error("{0}")]
    Numeric(String),
    /// A saved model cannot be read.
    #[error("model artifact cannot be read: {0}")]
    Artifact(String),
    /// The device to compute on is missing or does not work.
    #[error("the graphics processor cannot be used: {0}")]
    Device(String),
}
