//! `Leptos.toml` (read by the server at run time) says the same as the root `Cargo.toml`.

use std::fs;
use std::path::Path;

fn table(file: &str, path: &[&str]) -> toml::Table {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join(file)).unwrap();
    let mut value: toml::Value = toml::from_str(&text).unwrap();
    for key in path {
        value = value[*key].clone();
    }
    match value {
        toml::Value::Array(mut entries) => entries.remove(0).try_into().unwrap(),
        other => other.try_into().unwrap(),
    }
}

#[test]
fn run_time_options_are_those_of_the_workspace() {
    let workspace = table("Cargo.toml", &["workspace", "metadata", "leptos"]);
    let run_time = table("Leptos.toml", &["package", "metadata", "leptos"]);
    for option in ["output-name", "site-root", "site-pkg-dir", "site-addr"] {
        assert!(workspace.contains_key(option), "{option} is missing in Cargo.toml");
        assert_eq!(workspace.get(option), run_time.get(option), "{option}");
    }
}
