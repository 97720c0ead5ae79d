//! `cargo xtask setup`: installs what a fresh Debian or Ubuntu lacks, or says in one line what to
//! install.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::workspace::Workspace;
use crate::{mariadb, postgres, process};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 18;
/// The identity providers of the tests want a newer one.
const OLDEST_NODE_FOR_TESTS: u32 = 20;
/// What the SAML library links, as `pkg-config` names it, and the Debian package of each.
const LINKED: [(&str, &str); 4] = [
    ("xmlsec1", "libxmlsec1-dev"),
    ("libxml-2.0", "libxml2-dev"),
    ("libxslt", "libxslt1-dev"),
    ("openssl", "libssl-dev"),
];

/// What the machine is made ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The native checks: formatter, linter, PostgreSQL, MariaDB.
    NativeTest,
    /// Building the web assets.
    Web,
    /// Everything: the web build, the native checks, and the browser tests.
    Test,
}

impl Purpose {
    fn web(self) -> bool {
        self != Self::NativeTest
    }

    fn native_tests(self) -> bool {
        self != Self::Web
    }
}

/// Makes the machine ready. Does nothing, in under a second, where nothing is missing.
pub fn ensure(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    ensure_toolchain(purpose)?;
    ensure_system_packages(purpose)?;
    if purpose.web() {
        ensure_npm_packages(workspace, purpose)?;
    }
    Ok(())
}

fn ensure_toolchain(purpose: Purpose) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let wasm_libraries = process::capture(&mut rustc).unwrap_or_default();
    if purpose.web() && !Path::new(wasm_libraries.trim()).is_dir() {
        rustup(&["target", "add", WASM_TARGET])?;
    }
    if purpose.native_tests() {
        for (component, program) in [("clippy", "clippy-driver"), ("rustfmt", "rustfmt")] {
            if !process::succeeds(Command::new(program).arg("--version")) {
                rustup(&["component", "add", component])?;
            }
        }
    }
    Ok(())
}

fn rustup(arguments: &[&str]) -> Result<()> {
    process::run(Command::new("rustup").args(arguments))
        .with_context(|| format!("install it with: rustup {}", arguments.join(" ")))
}

fn ensure_system_packages(purpose: Purpose) -> Result<()> {
    let needed = missing_packages(purpose);
    let missing = [&needed[..], &wished_packages(purpose)].concat();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !process::is_root() || process::find_program("apt-get").is_none() {
        if needed.is_empty() {
            println!(
                "some tests are skipped without {names} (Debian and Ubuntu: sudo apt-get install {names})"
            );
            return Ok(());
        }
        bail!("please install: {names} (Debian and Ubuntu: sudo apt-get install {names})");
    }
    let apt = |arguments: &[&str]| {
        process::run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "--quiet"])?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt(&[&install[..], &missing[..]].concat())?;
    match missing_packages(purpose)[..] {
        [] => Ok(()),
        ref still => bail!("installed {names}, but these are still missing or too old: {}", still.join(" ")),
    }
}

/// The Debian packages whose programs are not there.
fn missing_packages(purpose: Purpose) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if process::find_program("pkg-config").is_none() {
        missing.push("pkg-config");
    }
    let linkable = |name: &str| process::succeeds(Command::new("pkg-config").args(["--exists", name]));
    missing.extend(LINKED.iter().filter(|(name, _)| !linkable(name)).map(|(_, package)| *package));
    if !has_libclang() {
        missing.push("libclang-dev");
    }
    let version = process::capture(Command::new("node").arg("--version")).unwrap_or_default();
    let oldest = if purpose.native_tests() { OLDEST_NODE_FOR_TESTS } else { OLDEST_NODE };
    if node_major(&version).is_none_or(|major| major < oldest) {
        missing.push("nodejs");
    }
    if process::find_program("npm").is_none() {
        missing.push("npm");
    }
    if purpose.native_tests() {
        missing.extend(missing_for_tests());
    }
    if purpose == Purpose::Test && chromium().is_none() {
        missing.push("chromium");
    }
    missing
}

/// PostgreSQL, MariaDB, the program that makes their certificates, and what the identity providers of the tests run on.
fn missing_for_tests() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if postgres::binaries().is_none() {
        missing.push("postgresql");
    }
    if !mariadb::is_installed() {
        // Without the package that would also start a server of the machine.
        missing.extend(["mariadb-server-core", "mariadb-client-core"]);
    }
    if process::find_program("openssl").is_none() {
        missing.push("openssl");
    }
    if process::find_program("xmlsec1").is_none() {
        missing.push("xmlsec1");
    }
    if !process::succeeds(Command::new("python3").args(["-c", "import ensurepip"])) {
        missing.push("python3-venv");
    }
    missing
}

/// Whether bindgen, which the SAML library is built with, finds libclang.
fn has_libclang() -> bool {
    let in_folder = |folder: PathBuf| {
        let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names
            .into_iter()
            .any(|name| name.to_string_lossy().starts_with("libclang") && is_shared_library(&name))
    };
    let versions = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let versions =
        versions.filter(|path| path.to_string_lossy().contains("/llvm-")).map(|path| path.join("lib"));
    let usual = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let told = std::env::var_os("LIBCLANG_PATH").map(PathBuf::from);
    versions.chain(usual).chain(told).any(in_folder)
}

fn is_shared_library(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().contains(".so")
}

/// The Debian packages without which tests are skipped: a graphics processor in software, where there is no
/// driver of another.
fn wished_packages(purpose: Purpose) -> Vec<&'static str> {
    let drivers = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
    let any = |folder: &&str| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    let wished = purpose.native_tests() && cfg!(target_os = "linux") && !drivers.iter().any(any);
    if wished { vec!["mesa-vulkan-drivers"] } else { Vec::new() }
}

/// The browser that the tests drive.
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| process::find_program(name))
}

/// The major version in the answer of `node --version`, such as `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Runs `npm ci` when the lock file is not the one that was installed last. A web build leaves out
/// the browser tests' packages.
fn ensure_npm_packages(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let lock = fs::read(workspace.root.join("package-lock.json")).context("package-lock.json")?;
    let lock = hex::encode(Sha256::digest(&lock));
    let everything = format!("{lock} everything");
    let stamp = workspace.node_modules().join(".almanac-installed");
    let installed = fs::read_to_string(&stamp).unwrap_or_default();
    let enough = installed == everything || (purpose == Purpose::Web && installed == lock);
    if enough {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&workspace.root).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    if purpose == Purpose::Web {
        npm.arg("--omit=dev");
    }
    process::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(stamp, if purpose == Purpose::Web { lock } else { everything })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_version_is_read_from_its_own_answer() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("v8.0.0"), Some(8));
        assert_eq!(node_major(""), None);
        assert_eq!(node_major("not a version"), None);
    }

    #[test]
    fn each_purpose_asks_for_what_it_needs() {
        assert!(!Purpose::NativeTest.web() && Purpose::NativeTest.native_tests());
        assert!(Purpose::Web.web() && !Purpose::Web.native_tests());
        assert!(Purpose::Test.web() && Purpose::Test.native_tests());
    }
}
