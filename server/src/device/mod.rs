//! Where neural models are trained: what was asked for, and what becomes of it on this machine.
//!
//! A graphics processor is taken only after a self-test against the processor. The test runs in a child
//! process, because a broken driver can end the process that uses it, and only when a neural model is about
//! to be trained, because it takes seconds.

pub mod probe;

use std::sync::{Mutex, PoisonError};

use almanac_forecast::Device;
use almanac_forecast::neural::Verdict;
use serde::{Deserialize, Serialize};

use probe::{Extent, Found};

/// Where neural models are to be trained.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// On a graphics processor that computes right, else on the processor.
    #[default]
    Auto,
    /// On the processor.
    Cpu,
    /// On the graphics processor; without one that works, training fails.
    Wgpu,
}

/// What was chosen, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The device.
    pub device: Device,
    /// A line for people.
    pub text: String,
}

/// Chooses by what the self-test found.
///
/// # Errors
/// Why the graphics processor cannot be used, if nothing else was asked for.
pub fn choose(setting: Setting, found: &Found) -> Result<Choice, String> {
    let software = "is a software renderer, slower than the processor by itself";
    let problem = match found {
        _ if setting == Setting::Cpu => "the device is set to cpu".to_owned(),
        Found::None { why } => format!("no graphics processor can be used ({why})"),
        Found::Untested(adapter) => format!("{adapter} {software}"),
        Found::Tested(adapter, Verdict::Agrees { .. }) if adapter.software && setting == Setting::Auto => {
            format!("{adapter} {software}")
        }
        Found::Tested(adapter, Verdict::Agrees { difference }) => {
            let text = format!(
                "neural models are trained on {adapter}; its self-test differs from the processor by at \
                 most {difference:.0e} of the largest value"
            );
            return Ok(Choice { device: Device::Wgpu, text });
        }
        Found::Tested(adapter, Verdict::Differs { operation, difference }) => {
            format!("{adapter} computes wrong numbers: {operation} is off by {difference:.0e}")
        }
        Found::Broken { adapter: Some(adapter), how } => format!("the self-test of {adapter} failed: {how}"),
        Found::Broken { adapter: None, how } => {
            format!("the self-test of the graphics processor failed: {how}")
        }
    };
    match setting {
        Setting::Wgpu => Err(format!("the device wgpu cannot be used: {problem}")),
        Setting::Auto | Setting::Cpu => {
            let text = format!("{problem}; neural models are trained on the processor");
            Ok(Choice { device: Device::Cpu, text })
        }
    }
}

/// What a [`Chooser`] has to say, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The graphics processor is used.
    Chosen(String),
    /// It is not, for this reason.
    Refused(String),
}

type Probe = dyn Fn(Extent, &dyn Fn() -> bool) -> Option<Found> + Send + Sync;

/// Makes the choice when it is first asked for, and keeps it.
pub struct Chooser {
    setting: Setting,
    probe: Box<Probe>,
    say: Box<dyn Fn(Said) + Send + Sync>,
    made: Mutex<Option<Result<Device, String>>>,
}

impl Chooser {
    /// A chooser that has not looked yet. `say` is told once why a device was chosen; not for the setting `cpu`,
    /// and not where choosing fails.
    pub fn new(setting: Setting, say: impl Fn(Said) + Send + Sync + 'static) -> Self {
        Self { setting, probe: Box::new(probe::this_binary), say: Box::new(say), made: Mutex::new(None) }
    }

    /// The device. The first call may take two minutes; it ends early when `wanted` says no.
    ///
    /// # Errors
    /// Why there is no device.
    pub fn choose(&self, wanted: &dyn Fn() -> bool) -> Result<Device, String> {
        let extent = match self.setting {
            Setting::Cpu => return Ok(Device::Cpu),
            Setting::Auto => Extent::Hardware,
            Setting::Wgpu => Extent::Everything,
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*made {
            return made.clone();
        }
        let stopped = || "the self-test of the graphics processor was stopped".to_owned();
        let found = (self.probe)(extent, wanted).ok_or_else(stopped)?;
        let choice = choose(self.setting, &found).map(|choice| {
            (self.say)(match choice.device {
                Device::Wgpu => Said::Chosen(choice.text),
                Device::Cpu => Said::Refused(choice.text),
            });
            choice.device
        });
        made.insert(choice).clone()
    }
}

#[cfg(test)]
mod tests;
