//! How a command ends when it fails: one line on standard error, status 2 for bad input, 1 otherwise.

use std::io;
use std::process::ExitCode;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    status: u8,
    message: String,
}

impl Failure {
    /// The input is at fault.
    pub fn input(message: impl Into<String>) -> Self {
        Self { status: 2, message: message.into() }
    }

    /// Something else is.
    pub fn other(message: impl Into<String>) -> Self {
        Self { status: 1, message: message.into() }
    }

    /// A setting is at fault.
    #[expect(clippy::needless_pass_by_value, reason = "an adapter for map_err")]
    pub(super) fn of_config(error: anyhow::Error) -> Self {
        Self::input(format!("{error:#}"))
    }

    /// Prints the line and gives the status.
    pub(super) fn report(&self) -> ExitCode {
        let line = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        eprintln!("almanac: {line}");
        ExitCode::from(self.status)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::other(format!("{error:#}"))
    }
}

impl From<almanac_forecast::Error> for Failure {
    fn from(error: almanac_forecast::Error) -> Self {
        use almanac_forecast::Error;
        match error {
            Error::Invalid(_) | Error::TooShort { .. } => Self::input(error.to_string()),
            Error::Cancelled | Error::Numeric(_) | Error::Artifact(_) | Error::Device(_) => {
                Self::other(error.to_string())
            }
        }
    }
}

/// Writes results; a reader that goes away early (`almanac forecast … | head`) is no failure.
pub(super) fn written(result: io::Result<()>, place: &str) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::other(format!("cannot write {place}: {error}")))
        }
        _ => Ok(()),
    }
}
