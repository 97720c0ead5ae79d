use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use almanac_forecast::neural::Adapter;

use super::*;

fn adapter(software: bool) -> Adapter {
    Adapter { name: "Graphics 9".into(), api: "vulkan".into(), driver: "v1".into(), software }
}

fn agrees(software: bool) -> Found {
    Found::Tested(adapter(software), Verdict::Agrees { difference: 1e-6 })
}

fn differs() -> Found {
    Found::Tested(adapter(false), Verdict::Differs { operation: "softmax".into(), difference: 0.5 })
}

fn crashed() -> Found {
    Found::Broken { adapter: Some(adapter(false)), how: "it ended with signal: 11 (SIGSEGV)".into() }
}

fn none() -> Found {
    Found::None { why: "no driver".into() }
}

#[test]
fn auto_takes_only_hardware_that_agrees() {
    assert_eq!(choose(Setting::Auto, &agrees(false)).unwrap().device, Device::Wgpu);
    for (found, reason) in [
        (none(), "no driver"),
        (Found::Untested(adapter(true)), "software renderer"),
        (agrees(true), "software renderer"),
        (differs(), "softmax is off by 5e-1"),
        (crashed(), "SIGSEGV"),
    ] {
        let choice = choose(Setting::Auto, &found).unwrap();
        assert_eq!(choice.device, Device::Cpu, "{found:?}");
        assert!(choice.text.contains(reason) && !choice.text.contains('\n'), "{}", choice.text);
    }
}

#[test]
fn wgpu_takes_software_too_and_fails_where_nothing_works() {
    for software in [false, true] {
        let choice = choose(Setting::Wgpu, &agrees(software)).unwrap();
        assert_eq!(choice.device, Device::Wgpu);
        assert!(choice.text.contains("Graphics 9 over vulkan, driver v1"), "{}", choice.text);
    }
    for (found, reason) in [(none(), "no driver"), (differs(), "softmax"), (crashed(), "SIGSEGV")] {
        assert!(choose(Setting::Wgpu, &found).unwrap_err().contains(reason));
    }
}

#[test]
fn cpu_takes_the_processor_whatever_there_is() {
    for found in [agrees(false), none(), crashed()] {
        assert_eq!(choose(Setting::Cpu, &found).unwrap().device, Device::Cpu);
    }
}

/// A chooser whose self-test finds `found`, what it said, and how often it tested.
fn chooser(setting: Setting, found: Option<Found>) -> (Chooser, Arc<Mutex<Vec<Said>>>, Arc<AtomicUsize>) {
    let (said, tests) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
    let (lines, count) = (said.clone(), tests.clone());
    let probe = move |_: Extent, wanted: &dyn Fn() -> bool| {
        count.fetch_add(1, Ordering::Relaxed);
        if wanted() { found.clone() } else { None }
    };
    let made = Chooser::new(setting, move |line| lines.lock().unwrap().push(line));
    (Chooser { probe: Box::new(probe), ..made }, said, tests)
}

#[test]
fn the_self_test_runs_once_and_is_explained_once() {
    for (found, device) in [(agrees(false), Device::Wgpu), (crashed(), Device::Cpu)] {
        let (chooser, said, tests) = chooser(Setting::Auto, Some(found));
        assert_eq!((chooser.choose(&|| true), chooser.choose(&|| true)), (Ok(device), Ok(device)));
        assert_eq!((said.lock().unwrap().len(), tests.load(Ordering::Relaxed)), (1, 1));
    }
    let (chooser, said, tests) = chooser(Setting::Wgpu, Some(none()));
    assert_eq!(chooser.choose(&|| true), chooser.choose(&|| true));
    assert!(chooser.choose(&|| true).is_err());
    assert_eq!((said.lock().unwrap().len(), tests.load(Ordering::Relaxed)), (0, 1));
}

#[test]
fn nothing_is_tested_for_the_processor() {
    let (chooser, said, tests) = chooser(Setting::Cpu, Some(agrees(false)));
    assert_eq!(chooser.choose(&|| true), Ok(Device::Cpu));
    assert_eq!((said.lock().unwrap().len(), tests.load(Ordering::Relaxed)), (0, 0));
}

#[test]
fn a_test_that_was_stopped_is_done_again() {
    let (chooser, _, tests) = chooser(Setting::Auto, Some(agrees(false)));
    assert!(chooser.choose(&|| false).is_err());
    assert_eq!(chooser.choose(&|| true), Ok(Device::Wgpu));
    assert_eq!(tests.load(Ordering::Relaxed), 2);
}
