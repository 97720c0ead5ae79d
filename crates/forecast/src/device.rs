//! Where a model is fitted.

use serde::{Deserialize, Serialize};

use crate::Model;

/// Where a model is fitted. The artifact is the same: every model forecasts on the processor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
    /// The graphics processor, by wgpu; needs feature `wgpu`.
    Wgpu,
}

/// Sets the device of the models that can choose one. `choose` is asked only if there are any, because
/// to find out whether a graphics processor works takes seconds.
///
/// # Errors
/// Those of `choose`.
pub fn set_device<E>(
    models: &mut [Box<dyn Model>],
    choose: impl FnOnce() -> Result<Device, E>,
) -> Result<(), E> {
    let mut slots = models.iter_mut().filter_map(|model| model.device()).peekable();
    if slots.peek().is_some() {
        let device = choose()?;
        slots.for_each(|slot| *slot = device);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AutoETS, Naive};

    #[test]
    fn nobody_asks_for_a_device_that_no_model_uses() {
        let mut models: Vec<Box<dyn Model>> = vec![Box::new(Naive), Box::new(AutoETS)];
        assert_eq!(set_device(&mut models, || Err("asked")), Ok(()));
    }

    #[cfg(feature = "train")]
    #[test]
    fn every_neural_model_gets_the_device() {
        let mut models = crate::auto::registry();
        assert_eq!(set_device(&mut models, || Ok::<_, ()>(Device::Wgpu)), Ok(()));
        let devices: Vec<Device> = models.iter_mut().filter_map(|model| model.device().copied()).collect();
        assert_eq!(devices, [Device::Wgpu; crate::neural::Architecture::ALL.len()]);
        assert_eq!(set_device(&mut models, || Err("no")), Err("no"));
    }
}
