//! The graphics processor.

use std::fmt;
use std::sync::OnceLock;

use burn::tensor::Device;
use burn::tensor::wgpu::wgpu::DeviceType;
use burn::tensor::wgpu::{WgpuBackend, WgpuInitError};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A graphics processor, as its driver describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    /// Its name.
    pub name: String,
    /// The interface through which it is reached, such as `vulkan`.
    pub api: String,
    /// Its driver, with the version.
    pub driver: String,
    /// It is a program that runs on the processor.
    pub software: bool,
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} over {}", self.name, self.api)?;
        if self.driver.is_empty() { Ok(()) } else { write!(f, ", driver {}", self.driver) }
    }
}

/// Finds the graphics processor that [`crate::Device::Wgpu`] means and starts it. A broken driver can end
/// the process here.
///
/// # Errors
/// [`Error::Device`] if there is none or it cannot be started.
pub fn adapter() -> Result<Adapter> {
    open().map(|(_, adapter)| adapter)
}

/// The device and its description. Burn keeps a device for the life of the process and refuses to start it
/// twice, so it is kept here, too.
pub(crate) fn open() -> Result<(Device, Adapter)> {
    static OPENED: OnceLock<std::result::Result<(Device, Adapter), String>> = OnceLock::new();
    OPENED.get_or_init(start).clone().map_err(Error::Device)
}

fn start() -> std::result::Result<(Device, Adapter), String> {
    // Left to itself, wgpu would also take OpenGL, whose drivers are older and slower.
    let api = if cfg!(target_os = "linux") { WgpuBackend::Vulkan } else { WgpuBackend::Auto };
    let opened = Device::wgpu_options().graphics_api(api).init_with_setup();
    let (device, setup) = opened.map_err(|error| match error {
        WgpuInitError::AdapterUnavailable { message, .. } => message,
        other => other.to_string(),
    })?;
    let info = setup.adapter.get_info();
    let driver = format!("{} {}", info.driver, info.driver_info);
    let adapter = Adapter {
        name: info.name,
        api: info.backend.to_string(),
        driver: driver.trim().to_owned(),
        software: info.device_type == DeviceType::Cpu,
    };
    Ok((device, adapter))
}
