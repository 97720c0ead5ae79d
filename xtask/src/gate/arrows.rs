//! The arrows between our crates, and what must stay out of the browser.

use anyhow::{Result, bail};

use super::Gate;
use crate::process;
use crate::workspace::Package;

/// Which of our crates each may depend on (test dependencies are free). A new crate needs a line.
const ALLOWED: [(&str, &[&str]); 17] = [
    (
        "almanac",
        &[
            "almanac-app",
            "almanac-chart",
            "almanac-connect",
            "almanac-domain",
            "almanac-forecast",
            "almanac-identity",
            "almanac-ingest",
            "almanac-jobs",
            "almanac-query",
            "almanac-service",
            "almanac-store",
        ],
    ),
    ("almanac-ahead", &["almanac-forecast"]),
    (
        "almanac-app",
        &["almanac-chart", "almanac-domain", "almanac-forecast", "almanac-query", "almanac-service"],
    ),
    ("almanac-chart", &["almanac-domain", "almanac-forecast", "almanac-query"]),
    ("almanac-connect", &["almanac-domain", "almanac-query"]),
    ("almanac-domain", &[]),
    ("almanac-forecast", &[]),
    ("almanac-frontend", &["almanac-app"]),
    ("almanac-identity", &["almanac-domain"]),
    ("almanac-ingest", &["almanac-domain"]),
    (
        "almanac-jobs",
        &[
            "almanac-domain",
            "almanac-forecast",
            "almanac-ingest",
            "almanac-query",
            "almanac-service",
            "almanac-store",
        ],
    ),
    ("almanac-query", &["almanac-domain"]),
    (
        "almanac-service",
        &[
            "almanac-chart",
            "almanac-connect",
            "almanac-domain",
            "almanac-forecast",
            "almanac-identity",
            "almanac-ingest",
            "almanac-query",
            "almanac-store",
        ],
    ),
    ("almanac-store", &["almanac-domain"]),
    (
        "almanac-testkit",
        &[
            "almanac",
            "almanac-connect",
            "almanac-domain",
            "almanac-forecast",
            "almanac-identity",
            "almanac-ingest",
            "almanac-jobs",
            "almanac-query",
            "almanac-service",
            "almanac-store",
        ],
    ),
    ("almanac-whatif", &["almanac-domain", "almanac-forecast"]),
    ("xtask", &[]),
];

/// Libraries that stay inside the crates named.
const CONFINED: [(&str, &[&str]); 6] = [
    ("axum", &["almanac", "almanac-testkit"]),
    ("burn", &["almanac-forecast"]),
    ("datafusion", &["almanac-query"]),
    ("mysql_async", &["almanac-connect"]),
    ("sqlx", &["almanac-connect", "almanac-store", "almanac-testkit"]),
    ("tokio-postgres", &["almanac-connect"]),
];

/// What the browser's modules must not contain.
const NOT_IN_THE_BROWSER: [&str; 8] =
    ["axum", "burn-wgpu", "datafusion", "mio", "mysql_async", "sqlx", "sqlx-core", "tokio-postgres"];

/// Checks the manifests and the trees of the browser's modules.
pub fn check(gate: &Gate) -> Result<()> {
    let mut wrong = wrong_arrows(&gate.workspace.packages);
    let mut tree = gate.workspace.cargo(&["tree", "--prefix", "none"]);
    tree.args(["--package", "almanac-frontend", "--package", "almanac-whatif", "--package", "almanac-ahead"]);
    tree.args(["--target", "wasm32-unknown-unknown", "--edges", "normal", "--format", "{p} [{f}]"]);
    wrong.extend(not_for_browsers(&process::capture(&mut tree)?));
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(())
}

fn wrong_arrows(packages: &[Package]) -> Vec<String> {
    let is_ours = |name: &str| packages.iter().any(|package| package.name == name);
    let mut wrong = Vec::new();
    for package in packages {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            wrong.push(format!("{} has no line in xtask/src/gate/arrows.rs", package.name));
            continue;
        };
        let needed =
            package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev"));
        for name in needed.map(|dependency| dependency.name.as_str()) {
            let confined = CONFINED.iter().find(|(library, _)| *library == name);
            let permitted = match confined {
                Some((_, homes)) => homes.contains(&package.name.as_str()),
                None => !is_ours(name) || allowed.contains(&name),
            };
            if !permitted {
                wrong.push(format!("{} must not depend on {name}", package.name));
            }
        }
    }
    wrong
}

/// Reads lines of `cargo tree`: `name v1.2.3 (path) [feature,feature]`, repeated ones marked `(*)`.
fn not_for_browsers(tree: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        let features = line.split_once('[').map_or("", |(_, rest)| rest.trim_end_matches(" (*)"));
        let has_runtime = features.trim_end_matches(']').split(',').any(|feature| feature == "rt");
        if NOT_IN_THE_BROWSER.contains(&name) || (name == "tokio" && has_runtime) {
            wrong.push(format!("a module of the browser contains {name} (see `cargo tree --invert {name}`)"));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).into(),
            kind: kind.map(Into::into),
        };
        Package { name: name.into(), dependencies: dependencies.iter().map(dependency).collect() }
    }

    #[test]
    fn inward_arrow_is_allowed_and_outward_is_not() {
        let inward = [package("almanac-domain", &[]), package("almanac-store", &[("almanac-domain", None)])];
        assert!(wrong_arrows(&inward).is_empty());
        let outward = [package("almanac-domain", &[("almanac-store", None)]), package("almanac-store", &[])];
        assert_eq!(wrong_arrows(&outward), ["almanac-domain must not depend on almanac-store"]);
    }

    #[test]
    fn test_dependencies_are_free() {
        let packages =
            [package("almanac-domain", &[("almanac-testkit", Some("dev"))]), package("almanac-testkit", &[])];
        assert!(wrong_arrows(&packages).is_empty());
    }

    #[test]
    fn build_dependencies_are_not_free() {
        let packages =
            [package("almanac-domain", &[("almanac-store", Some("build"))]), package("almanac-store", &[])];
        assert_eq!(wrong_arrows(&packages).len(), 1);
    }

    #[test]
    fn confined_library_stays_at_home() {
        assert!(wrong_arrows(&[package("almanac-store", &[("sqlx", None)])]).is_empty());
        let elsewhere = [package("almanac-service", &[("sqlx", None)])];
        assert_eq!(wrong_arrows(&elsewhere), ["almanac-service must not depend on sqlx"]);
    }

    #[test]
    fn unknown_crate_asks_for_a_line() {
        assert_eq!(wrong_arrows(&[package("almanac-new", &[])]).len(), 1);
    }

    #[test]
    fn allowed_arrows_have_no_cycle() {
        fn reaches(from: &str, to: &str) -> bool {
            let next = ALLOWED.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, next)| next);
            next.iter().any(|name| *name == to || reaches(name, to))
        }
        for (name, _) in ALLOWED {
            assert!(!reaches(name, name), "{name}");
        }
    }

    #[test]
    fn server_libraries_are_found_in_the_front_end() {
        let tree = "almanac-frontend v0.1.0 (here) []\ntokio v1.52.0 [sync,time]\nmio v1.0.0 [] (*)\nmio v1.0.0 []\n";
        let wrong = not_for_browsers(tree);
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].contains("mio"));
        assert_eq!(not_for_browsers("tokio v1.52.0 [rt,sync] (*)\n").len(), 1);
        assert!(not_for_browsers("tokio v1.52.0 [rt-multi,sync]\n").is_empty());
    }
}
