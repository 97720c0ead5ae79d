//! `almanac device-self-test`: the child process in which a broken driver can do no harm.

use std::io::Write as _;

use almanac_forecast::{Error, neural};
use clap::Args;

use super::Failure;
use super::failure::written;
use crate::device::probe::{Extent, Line};

/// Compares the graphics processor with the processor.
#[derive(Debug, Args)]
pub(super) struct DeviceSelfTest {
    /// What is tested.
    #[arg(long, value_enum, default_value = "everything")]
    extent: Extent,
}

impl DeviceSelfTest {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let adapter = match neural::adapter() {
            Ok(adapter) => adapter,
            Err(Error::Device(why)) => return say(&Line::None { why }),
            Err(error) => return Err(error.into()),
        };
        let untested = adapter.software && self.extent == Extent::Hardware;
        say(&Line::Adapter(adapter))?;
        if untested {
            return say(&Line::Untested);
        }
        say(&Line::Verdict(neural::compare()?))
    }
}

/// One line at a time: what follows may end the process.
fn say(line: &Line) -> Result<(), Failure> {
    let text = serde_json::to_string(line).map_err(|error| Failure::other(error.to_string()))?;
    let mut out = std::io::stdout().lock();
    written(writeln!(out, "{text}").and_then(|()| out.flush()), "the outcome")
}
