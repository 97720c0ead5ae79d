//! The networks beside their references, and what holds for all of them.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;

use super::{Net, QUANTILES};
use crate::neural::config::{Architecture, NetConfig};

/// Made by `testdata/golden/networks.py` with the version of `PyTorch` it names, in double precision.
const REFERENCE: &str = include_str!("../../../testdata/golden/networks.json");
/// Made by `testdata/golden/tft.py` with `NumPy`, in double precision.
const TFT: &str = include_str!("../../../testdata/golden/tft.json");
/// Ours computes in single precision: 2⁻²⁴ for each of some hundred products, on values up to 10.
pub(super) const TOLERANCE: f64 = 2e-5;
/// Windows of the reference.
const WINDOWS: usize = 2;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    config: NetConfig,
    output: Vec<f64>,
}

fn cases() -> Vec<Case> {
    let read = |text| serde_json::from_str::<Reference>(text).unwrap().cases;
    let mut cases = read(REFERENCE);
    cases.extend(read(TFT));
    // Those without drivers are not compiled without training.
    cases.retain(|case| cfg!(feature = "train") || case.config.architecture.browser());
    cases
}

/// Fills parameter number p with 0.4 sin(0.1 i + p).
pub(super) struct Fill(pub(super) u16);

impl ModuleMapper for Fill {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let p = f64::from(self.0);
        self.0 += 1;
        param.map(|tensor| {
            let shape = tensor.dims();
            let values = (0..shape.iter().product::<usize>()).map(|i| 0.4 * (0.1 * i as f64 + p).sin());
            let values: Vec<f32> = values.map(|v| v as f32).collect();
            Tensor::from_data(TensorData::new(values, shape), &tensor.device())
        })
    }
}

pub(super) fn input(shape: [usize; 3], value: impl Fn(f64) -> f64, device: &Device) -> Tensor<3> {
    let values = (0..shape.iter().product::<usize>()).map(|i| value(i as f64) as f32).collect::<Vec<_>>();
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn run(net: &Net, c: &NetConfig, device: &Device) -> Tensor<3> {
    let past = input([WINDOWS, c.context, c.past_features], |i| (0.37 * i).sin(), device);
    let future = input([WINDOWS, c.h, c.future_features], |i| (0.23 * i).cos(), device);
    net.decode(net.encode(past, None), future, None)
}

#[test]
fn every_network_computes_what_its_reference_does() {
    let device = Device::flex();
    for Case { config, output } in cases() {
        let name = config.architecture.name();
        let net = Net::new(&config, 1, &device).unwrap().map(&mut Fill(0));
        let found = run(&net, &config, &device).into_data().try_into_vec_as::<f32>().unwrap();
        assert_eq!(found.len(), output.len(), "{name}");
        for (i, (found, expected)) in found.into_iter().zip(output).enumerate() {
            let off = (f64::from(found) - expected).abs();
            assert!(off <= TOLERANCE * expected.abs().max(1.0), "{name} {i}: {found} for {expected}");
        }
    }
}

#[test]
fn every_architecture_has_a_reference() {
    let found: Vec<Architecture> = cases().iter().map(|case| case.config.architecture).collect();
    let wanted = Architecture::ALL.into_iter().filter(|a| cfg!(feature = "train") || a.browser());
    assert!(wanted.clone().all(|architecture| found.contains(&architecture)), "{found:?}");
    let more =
        found.iter().filter(|architecture| **architecture == Architecture::Tft).count().saturating_sub(1);
    assert_eq!(found.len() - more, wanted.count());
}

#[test]
fn quantiles_ascend_whatever_the_weights() {
    let device = Device::flex();
    for Case { config, .. } in cases() {
        let net = Net::new(&config, 1, &device).unwrap().map(&mut Fill(7));
        let out = run(&net, &config, &device).into_data().try_into_vec_as::<f32>().unwrap();
        assert!(out.chunks_exact(QUANTILES.len()).all(<[f32]>::is_sorted), "{}", config.architecture.name());
    }
}

#[test]
fn networks_without_drivers_ignore_them_and_the_others_do_not() {
    let device = Device::flex();
    for Case { config: c, .. } in cases() {
        let net = Net::new(&c, 1, &device).unwrap();
        let past = || input([1, c.context, c.past_features], |i| (0.37 * i).sin(), &device);
        let out = |value: f64| {
            let future = input([1, c.h, c.future_features], |i| value * i.cos(), &device);
            net.decode(net.encode(past(), None), future, None).into_data().try_into_vec_as::<f32>().unwrap()
        };
        assert_eq!(out(1.0) != out(2.0), c.architecture.drivers(), "{}", c.architecture.name());
    }
}

#[cfg(not(feature = "train"))]
#[test]
fn a_network_of_the_server_is_an_error_in_the_browser() {
    let case = cases().remove(0);
    for architecture in Architecture::ALL.into_iter().filter(|architecture| !architecture.browser()) {
        let config = NetConfig { architecture, ..case.config.clone() };
        let message = Net::new(&config, 1, &Device::flex()).unwrap_err().to_string();
        assert!(message.contains("is computed by the server only"), "{message}");
    }
}

#[cfg(feature = "train")]
mod gradients {
    use burn::module::{Module, ModuleVisitor, Param};
    use burn::tensor::{Device, Gradients, Tensor};

    use super::{Case, cases, input, run};
    use crate::neural::config::Architecture;
    use crate::neural::net::Net;

    struct Unused<'a> {
        gradients: &'a Gradients,
        count: usize,
    }

    impl ModuleVisitor for Unused<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let largest =
                param.val().grad(self.gradients).map(|g| f64::from(g.abs().max().into_scalar::<f32>()));
            self.count += usize::from(largest.is_none_or(|g| g <= 0.0));
        }
    }

    #[test]
    fn every_parameter_has_a_gradient() {
        let device = Device::flex().autodiff();
        for Case { mut config, .. } in cases() {
            // With few units a whole layer may start at zero.
            config.hidden = 16;
            let net = Net::new(&config, 3, &device).unwrap();
            let out = run(&net, &config, &device);
            let shape = out.dims();
            let loss = (out * input(shape, |i| (0.7 * i).sin(), &device)).sum();
            let gradients = loss.backward();
            let mut unused = Unused { gradients: &gradients, count: 0 };
            net.visit(&mut unused);
            // TiDE's block of the future has a second half that its first block computes.
            let expected = if config.architecture == Architecture::Tide { 2 } else { 0 };
            assert_eq!(unused.count, expected, "{}", config.architecture.name());
        }
    }
}
