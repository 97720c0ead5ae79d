//! From the name of a device to the device.

use burn::tensor::Device as Burn;

use crate::{Device, Result};

/// The device to train on.
///
/// # Errors
/// [`crate::Error::Device`] if it is not there.
pub(crate) fn open(device: Device) -> Result<Burn> {
    match device {
        Device::Cpu => Ok(Burn::flex()),
        #[cfg(feature = "wgpu")]
        Device::Wgpu => super::gpu::open().map(|(device, _)| device),
        #[cfg(not(feature = "wgpu"))]
        Device::Wgpu => Err(crate::Error::Device("it is not part of this build".to_owned())),
    }
}
