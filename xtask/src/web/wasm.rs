//! The WebAssembly modules: cargo, then the splitter and wasm-bindgen (as libraries, so their versions are
//! the lock file's), then wasm-opt and esbuild from npm.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::assets::{self, Asset, short_hash};
use super::split::{self, Splits};
use crate::compiler_shim::Installed;
use crate::process;
use crate::workspace::Workspace;

/// The features that rustc 1.95 and our flags let LLVM use. wasm-opt refuses a module that uses one
/// it was not told of.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Every module that browsers load.
pub static MODULES: [Module; 3] = [
    Module {
        package: "almanac-frontend",
        name: "app",
        profile: "wasm-release",
        rustflags: &[],
        split: true,
        level: "-Oz",
    },
    Module {
        package: "almanac-whatif",
        name: "whatif",
        profile: "whatif-release",
        rustflags: &["-C", "target-feature=+simd128"],
        split: false,
        level: "-O3",
    },
    Module {
        package: "almanac-ahead",
        name: "ahead",
        profile: "wasm-release",
        rustflags: &[],
        split: false,
        level: "-Oz",
    },
];

/// A package that becomes `<name>.js`, `<name>_bg.wasm`, and what they load.
pub struct Module {
    package: &'static str,
    name: &'static str,
    profile: &'static str,
    /// Beyond those of `.cargo/config.toml`.
    rustflags: &'static [&'static str],
    /// Whether functions marked `#[lazy]` are split off, into files that are loaded when they are called.
    split: bool,
    /// For wasm-opt.
    level: &'static str,
}

impl Module {
    /// Compiles the module and returns its files, and what was split off. `quick` is cargo's `dev` profile
    /// without optimization. The linter lints our crates on the way.
    pub fn build(&self, workspace: &Workspace, quick: bool, linter: Option<&Installed>) -> Result<Built> {
        let compiled = self.compile(workspace, quick, linter)?;
        let bytes = fs::read(&compiled).with_context(|| {
            format!("{} gave no {}: is its crate-type cdylib?", self.package, compiled.display())
        })?;
        let level = if quick { "" } else { self.level };
        let tools = ["binaryen", "esbuild"].map(|tool| {
            fs::read(workspace.node_modules().join(tool).join("package.json"))
                .with_context(|| format!("{tool} is not installed; run `cargo xtask setup`"))
        });
        let [optimizer, minifier] = tools;
        let key =
            short_hash(&[&bytes, &optimizer?, &minifier?, level.as_bytes(), FEATURES.concat().as_bytes()]);
        let folder = workspace.cache().join(format!("{}-{key}", self.name));
        if !folder.exists() {
            let unfinished = folder.with_extension("unfinished");
            if unfinished.exists() {
                fs::remove_dir_all(&unfinished)?;
            }
            self.make(workspace, &bytes, &unfinished, quick)?;
            fs::rename(&unfinished, &folder)?;
        }
        self.collect(&folder)
    }

    /// Splits, binds and optimizes a compiled module.
    fn make(&self, workspace: &Workspace, compiled: &[u8], out: &Path, quick: bool) -> Result<()> {
        if self.split {
            let main = split::split(compiled, self.name, out)?;
            self.bind(main, out, quick)?;
        } else {
            self.bind(compiled.to_vec(), out, quick)?;
        }
        if quick { Ok(()) } else { self.optimize(workspace, out) }
    }

    /// Runs cargo and returns the path of the raw module.
    fn compile(&self, workspace: &Workspace, quick: bool, linter: Option<&Installed>) -> Result<PathBuf> {
        let profile = if quick { "dev" } else { self.profile };
        let target = "wasm32-unknown-unknown";
        let mut cargo = workspace.cargo(&["build", "--package", self.package, "--lib"]);
        cargo.args(["--target", target, "--profile", profile]);
        if !self.rustflags.is_empty() {
            let flags = serde_json::to_string(self.rustflags)?;
            cargo.args(["--config", &format!("target.{target}.rustflags={flags}")]);
        }
        if let Some(linter) = linter {
            linter.join(&mut cargo);
        }
        process::run(&mut cargo)?;
        let folder = if quick { "debug" } else { self.profile };
        let file = format!("{}.wasm", self.package.replace('-', "_"));
        Ok(workspace.target.join(target).join(folder).join(file))
    }

    fn bind(&self, module: Vec<u8>, out: &Path, quick: bool) -> Result<()> {
        Bindgen::new()
            .input_bytes(self.name, module)
            .out_name(self.name)
            .web(true)?
            .typescript(false)
            .omit_default_module_path(true)
            .keep_lld_exports(self.split)
            .debug(quick)
            .keep_debug(quick)
            .remove_name_section(!quick)
            .remove_producers_section(true)
            .generate(out)
            .with_context(|| format!("wasm-bindgen failed on {}", self.package))
    }

    fn optimize(&self, workspace: &Workspace, folder: &Path) -> Result<()> {
        for file in assets::folder(folder)?.iter().filter(|file| file.has_extension("wasm")) {
            let wasm = folder.join(&file.name);
            let mut wasm_opt = workspace.node("binaryen/bin/wasm-opt");
            wasm_opt.args(FEATURES).args([self.level, "--strip-debug", "--strip-producers"]);
            wasm_opt.arg(&wasm).arg("-o").arg(&wasm);
            process::capture(&mut wasm_opt)?;
        }
        super::minify(workspace, folder)
    }

    /// The files of a finished folder. They import each other by relative paths, so they stay together, in one
    /// folder named by the hash of them all.
    fn collect(&self, folder: &Path) -> Result<Built> {
        let files = assets::folder(folder)?;
        let parts: Vec<&[u8]> = files.iter().flat_map(|file| [file.name.as_bytes(), &file.bytes]).collect();
        let home = format!("{}-{}", self.name, short_hash(&parts));
        let entry = [format!("{}.js", self.name), format!("{}_bg.wasm", self.name)];
        let mut built = Built { assets: Vec::new(), splits: None };
        for file in files {
            if file.name == split::MAP {
                built.splits = Some(Splits::read(&file.bytes, self.name, &home)?);
                continue;
            }
            let path = format!("{home}/{}", file.name);
            let name =
                if entry.contains(&file.name) { file.name } else { format!("{}/{}", self.name, file.name) };
            built.assets.push(Asset::at(name, path, file.bytes));
        }
        Ok(built)
    }
}

/// The files of a module.
#[derive(Debug)]
pub struct Built {
    pub assets: Vec<Asset>,
    /// What was split off, if the module is split.
    pub splits: Option<Splits>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(import: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("snippets/leptos-1")).unwrap();
        fs::write(folder.path().join("snippets/leptos-1/inline0.js"), import).unwrap();
        fs::write(folder.path().join("app.js"), "import { a } from './snippets/leptos-1/inline0.js';")
            .unwrap();
        fs::write(folder.path().join("app_bg.wasm"), "wasm").unwrap();
        folder
    }

    fn paths(folder: &Path) -> Vec<(String, String)> {
        let built = MODULES[0].collect(folder).unwrap();
        built.assets.into_iter().map(|asset| (asset.name.clone(), asset.hashed_path())).collect()
    }

    #[test]
    fn files_stay_where_they_import_each_other() {
        let paths = paths(finished("export const a = 1;").path());
        let home = paths[0].1.split_once('/').unwrap().0.to_owned();
        let at = |name: &str, file: &str| (name.to_owned(), format!("{home}/{file}"));
        let snippet = "snippets/leptos-1/inline0.js";
        let wanted = [
            at("app.js", "app.js"),
            at("app_bg.wasm", "app_bg.wasm"),
            at(&format!("app/{snippet}"), snippet),
        ];
        assert_eq!(paths, wanted);
    }

    #[test]
    fn changed_snippet_changes_the_path_of_the_script() {
        let path = |import| paths(finished(import).path()).swap_remove(0);
        assert_ne!(path("export const a = 1;"), path("export const a = 2;"));
    }

    #[test]
    fn what_was_split_off_is_told_and_not_served() {
        let folder = finished("");
        fs::write(folder.path().join(split::MAP), r#"{"data": ["chunk_1", "split_data"]}"#).unwrap();
        let built = MODULES[0].collect(folder.path()).unwrap();
        assert_eq!(built.splits.unwrap().areas["data"], ["chunk_1", "split_data"]);
        assert!(built.assets.iter().all(|asset| !asset.name.contains(split::MAP)));
    }
}
