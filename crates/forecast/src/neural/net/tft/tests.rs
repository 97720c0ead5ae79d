//! The parts beside their reference, and what must hold whatever the weights.

use std::collections::BTreeMap;

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;

use super::super::Net;
use super::super::tests::{Fill, TOLERANCE, input};
use super::gated::{Gate, Grn, Grns, elu, gated};
use crate::neural::config::NetConfig;
use crate::neural::layers::Init;

/// Made by `testdata/golden/tft.py`.
const REFERENCE: &str = include_str!("../../../../testdata/golden/tft.json");

#[derive(Deserialize)]
struct Reference {
    parts: BTreeMap<String, Vec<f64>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    config: NetConfig,
    past: Vec<f64>,
    future: Vec<f64>,
    statics: Vec<f64>,
    attention: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(REFERENCE).unwrap()
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f32>().map(f64::from).collect()
}

fn close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= TOLERANCE * b.abs().max(1.0), "{what} {i}: {a} for {b}");
    }
}

#[test]
fn parts_compute_what_their_reference_does() {
    let (device, parts) = (Device::flex(), reference().parts);
    let init = &mut Init::new(1, &device);
    let cube = |shape| input(shape, |i| (0.37 * i).sin(), &device);
    let x = || cube([2, 1, 4]).reshape([2, 4]);
    close("elu", &values(elu(x() * 4.0)), &parts["elu"]);
    close("glu", &values(gated(x())), &parts["glu"]);
    let gate = Gate::new(init, 4).map(&mut Fill(0));
    let turned: Vec<f64> =
        values(x()).chunks(4).flat_map(|row| row.iter().rev().copied().collect::<Vec<_>>()).collect();
    let turned = input([2, 1, 4], |i| turned[i as usize], &device);
    close("gate", &values(gate.forward(cube([2, 1, 4]), turned, None)), &parts["gate"]);
    let grn = Grn::new(init, 4, 4, 4).map(&mut Fill(0));
    close("grn", &values(grn.forward(x(), None, None)), &parts["grn"]);
    let grn = Grn::new(init, 4, 3, 2).map(&mut Fill(0));
    close("grn with skip", &values(grn.forward(x(), None, None)), &parts["grn_with_skip"]);
    let grn = Grn::in_context(init, 4, Some(3)).map(&mut Fill(0));
    let context = cube([1, 1, 3]).reshape([1, 3]);
    close("grn in context", &values(grn.forward(x(), Some(&context), None)), &parts["grn_in_context"]);
    let grns = Grns::new(init, 2, 4).map(&mut Fill(0));
    close("grns", &values(grns.forward(cube([2, 1, 4]))), &parts["grns"]);
}

#[test]
fn weights_and_attention_are_those_of_the_reference() {
    let device = Device::flex();
    for Case { config: c, past, future, statics, attention } in reference().cases {
        let net = Net::new(&c, 1, &device).unwrap().map(&mut Fill(0));
        let seen = input([2, c.context, c.past_features], |i| (0.37 * i).sin(), &device);
        let known = input([2, c.h, c.future_features], |i| (0.23 * i).cos(), &device);
        let looks = net.looks(seen, known).unwrap();
        close("past", &values(looks.past), &past);
        close("future", &values(looks.future), &future);
        close("statics", &looks.statics.map(values).unwrap_or_default(), &statics);
        close("attention", &values(looks.attention), &attention);
    }
}

#[test]
fn gate_lets_half_through_at_zero_and_all_where_it_is_open() {
    let x = Tensor::<2>::from_data(TensorData::new(vec![0.0_f32, 40.0, 3.0, -2.0], [1, 4]), &Device::flex());
    assert_eq!(values(gated(x)), [1.5, -2.0]);
}

#[test]
fn exponential_units_have_a_gradient_at_any_size() {
    let device = Device::flex().autodiff();
    let x = Tensor::<1>::from_floats([-1e30_f32, -1.0, 0.0, 1.0, 1e30], &device).require_grad();
    let y = elu(x.clone());
    assert_eq!(values(y.clone())[..1], [-1.0]);
    let gradient = values(x.grad(&y.sum().backward()).unwrap());
    assert!(gradient.iter().all(|g| (0.0..=1.0).contains(g)), "{gradient:?}");
    assert_eq!((gradient[0], gradient[4]), (0.0, 1.0));
}

#[test]
fn a_period_does_not_see_what_comes_after_it() {
    let device = Device::flex();
    let c = reference().cases.remove(0).config;
    let net = Net::new(&c, 3, &device).unwrap();
    let out = |changed: usize| {
        let past = input([1, c.context, c.past_features], |i| (0.37 * i).sin(), &device);
        let from = changed * c.future_features;
        let value = |i: f64| if (i as usize) < from { (0.23 * i).cos() } else { 2.0 + i };
        let future = input([1, c.h, c.future_features], value, &device);
        values(net.decode(net.encode(past, None), future, None))
    };
    let (whole, each) = (out(c.h), out(0).len() / c.h);
    for changed in 1..c.h {
        let found = out(changed);
        assert_eq!(found[..changed * each], whole[..changed * each]);
        assert_ne!(found[changed * each..], whole[changed * each..]);
    }
}
