//! The xtask binary in place of a compiler, so that linting for wasm and building the documentation
//! use the dependencies that an ordinary build has already compiled.
//!
//! `cargo clippy` and `cargo doc` want every dependency once more, as metadata: ten minutes for
//! nothing. Instead cargo calls us as `RUSTC_WORKSPACE_WRAPPER` or `RUSTDOC`; we run clippy or rustdoc
//! with the paths that cargo passes, then what cargo asked for.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

const SHIM: &str = "ALMANAC_XTASK_SHIM";
const SCRATCH: &str = "ALMANAC_XTASK_SCRATCH";

/// The arguments for clippy as `cargo clippy -- -D warnings` hands them on.
pub const CLIPPY_ARGUMENTS: (&str, &str) = ("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");

/// What we stand in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shim {
    /// Lint, then compile, each of our crates.
    Clippy,
    /// Write the documentation, then run the examples in it.
    Rustdoc,
}

/// The shim that the environment asks for, if cargo called us.
pub fn requested() -> Option<Shim> {
    match env::var(SHIM).ok()?.as_str() {
        "clippy" => Some(Shim::Clippy),
        "rustdoc" => Some(Shim::Rustdoc),
        _ => None,
    }
}

impl Shim {
    /// Copies us to where cargo can call us: a build of the workspace replaces the running binary.
    pub fn install(self, workspace: &Workspace) -> Result<Installed> {
        let folder = workspace.cache().join("shim");
        fs::create_dir_all(&folder)?;
        let (program, fresh) = (folder.join(self.name()), folder.join(format!("{}.fresh", self.name())));
        fs::copy(own_binary()?, &fresh).context("cannot copy the running xtask")?;
        fs::rename(&fresh, &program)?;
        Ok(Installed {
            shim: self,
            program,
            scratch: workspace.target.join(format!("xtask-{}", self.name())),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Clippy => "clippy",
            Self::Rustdoc => "rustdoc",
        }
    }

    /// Does the work for one call by cargo.
    pub fn run(self) -> Result<ExitCode> {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let scratch = env::var(SCRATCH).context("called by hand")?;
        fs::create_dir_all(&scratch)?;
        let (first, second) = match self {
            Self::Clippy => {
                let (compiler, rest) = arguments.split_first().context("cargo named no compiler")?;
                let lint = lint_arguments(rest, &scratch).map(|lint| {
                    let mut clippy = Command::new("clippy-driver");
                    clippy.arg(compiler).args(lint);
                    clippy
                });
                (lint, command(compiler, rest))
            }
            Self::Rustdoc => {
                let docs = docs_arguments(&arguments, &scratch).map(|docs| command("rustdoc", &docs));
                (docs, command("rustdoc", &arguments))
            }
        };
        for mut step in first.into_iter().chain([second]) {
            let status = step.status().with_context(|| format!("cannot start {}", name_of(&step)))?;
            if !status.success() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A shim that cargo can call.
pub struct Installed {
    shim: Shim,
    program: PathBuf,
    scratch: PathBuf,
}

impl Installed {
    /// Makes a cargo command call it.
    pub fn join(&self, cargo: &mut Command) {
        cargo.env(SHIM, self.shim.name()).env(SCRATCH, &self.scratch);
        match self.shim {
            // A compiler cache around us would take us for a compiler it knows, and fail.
            Shim::Clippy => cargo
                .envs([CLIPPY_ARGUMENTS, ("RUSTC_WRAPPER", "")])
                .env("RUSTC_WORKSPACE_WRAPPER", &self.program),
            Shim::Rustdoc => cargo.env("RUSTDOC", &self.program),
        };
    }
}

/// Where our own bytes can be read, also after the file was replaced.
fn own_binary() -> Result<PathBuf> {
    let linux = Path::new("/proc/self/exe");
    if linux.exists() { Ok(linux.to_owned()) } else { Ok(env::current_exe()?) }
}

fn command(program: &str, arguments: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn name_of(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or(OsStr::new("?")).to_string_lossy().into_owned()
}

/// The arguments of a compilation changed to check only, into a folder that cargo does not know.
/// `None` for a call that only asks the compiler about itself.
fn lint_arguments(arguments: &[String], scratch: &str) -> Option<Vec<String>> {
    let mut lint = Vec::new();
    let mut compiles = false;
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        if argument.starts_with("--emit=") {
            compiles = true;
            lint.push("--emit=metadata".to_owned());
        } else if argument == "--out-dir" {
            rest.next();
            lint.extend([argument.clone(), scratch.to_owned()]);
        } else if let Some(kinds) = argument.strip_prefix("--json=") {
            // Cargo would take the announced artifact for the one it waits for.
            let kinds: Vec<&str> = kinds.split(',').filter(|kind| *kind != "artifacts").collect();
            lint.push(format!("--json={}", kinds.join(",")));
        } else if argument == "-C" && rest.peek().is_some_and(|option| concerns_code(option)) {
            rest.next();
        } else {
            lint.push(argument.clone());
        }
    }
    compiles.then_some(lint)
}

/// Whether a `-C` option concerns code generation that checking does not do.
fn concerns_code(option: &str) -> bool {
    ["lto", "linker-plugin-lto", "incremental"].iter().any(|name| option.split('=').next() == Some(name))
}

/// The arguments of a documentation test changed to write the documentation, warnings denied.
/// `None` for other calls.
fn docs_arguments(arguments: &[String], scratch: &str) -> Option<Vec<String>> {
    if !arguments.iter().any(|argument| argument == "--test") {
        return None;
    }
    let mut docs = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--test" | "--no-run" => {}
            "--test-args" | "--test-run-directory" => {
                rest.next();
            }
            _ if argument.starts_with("--test-args=") || argument.starts_with("--test-run-directory=") => {}
            _ => docs.push(argument.clone()),
        }
    }
    docs.extend(["--out-dir", scratch, "-D", "warnings"].map(str::to_owned));
    Some(docs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn lint_checks_into_its_own_folder_and_announces_nothing() {
        let call = words(
            "--crate-name app --json=diagnostic-rendered-ansi,artifacts,future-incompat --crate-type lib \
             --emit=dep-info,metadata,link -C opt-level=z -C linker-plugin-lto -C lto=fat -C incremental=x \
             --out-dir target/deps --extern leptos=target/deps/libleptos.rmeta",
        );
        let lint = words(
            "--crate-name app --json=diagnostic-rendered-ansi,future-incompat --crate-type lib \
             --emit=metadata -C opt-level=z --out-dir scratch --extern leptos=target/deps/libleptos.rmeta",
        );
        assert_eq!(lint_arguments(&call, "scratch"), Some(lint));
    }

    #[test]
    fn questions_to_the_compiler_are_not_linted() {
        assert_eq!(lint_arguments(&words("- --crate-name ___ --print=file-names"), "scratch"), None);
        assert_eq!(lint_arguments(&words("-vV"), "scratch"), None);
    }

    #[test]
    fn documentation_gets_the_paths_of_its_tests() {
        let call = words(
            "--edition=2024 --crate-name domain --test src/lib.rs --test-run-directory=crates/domain \
             --test-args --quiet --extern serde=target/deps/libserde.rlib",
        );
        let docs = words(
            "--edition=2024 --crate-name domain src/lib.rs --extern serde=target/deps/libserde.rlib \
             --out-dir scratch -D warnings",
        );
        assert_eq!(docs_arguments(&call, "scratch"), Some(docs));
        assert_eq!(docs_arguments(&words("-vV"), "scratch"), None);
    }
}
