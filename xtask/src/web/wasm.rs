//! The WebAssembly modules: cargo, then wasm-bindgen (as a library, so its version is the lock
//! file's), then wasm-opt from npm.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::assets::{self, Asset, short_hash};
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
pub static MODULES: [Module; 2] = [
    Module {
        package: "almanac-frontend",
        name: "app",
        profile: "wasm-release",
        rustflags: &[],
        level: "-Oz",
    },
    Module {
        package: "almanac-whatif",
        name: "whatif",
        profile: "whatif-release",
        rustflags: &["-C", "target-feature=+simd128"],
        level: "-O3",
    },
];

/// A package that becomes `<name>.js` and `<name>_bg.wasm`.
pub struct Module {
    package: &'static str,
    name: &'static str,
    profile: &'static str,
    /// Beyond those of `.cargo/config.toml`.
    rustflags: &'static [&'static str],
    /// For wasm-opt.
    level: &'static str,
}

impl Module {
    /// Compiles the module and returns its script, its WebAssembly and the scripts it imports.
    /// `quick` is cargo's `dev` profile without optimization. The linter lints our crates on the way.
    pub fn build(
        &self,
        workspace: &Workspace,
        quick: bool,
        linter: Option<&Installed>,
    ) -> Result<Vec<Asset>> {
        let compiled = self.compile(workspace, quick, linter)?;
        let bytes = fs::read(&compiled).with_context(|| {
            format!("{} gave no {}: is its crate-type cdylib?", self.package, compiled.display())
        })?;
        let level = if quick { "" } else { self.level };
        let optimizer = fs::read(workspace.node_modules().join("binaryen/package.json"))
            .context("binaryen is not installed; run `cargo xtask setup`")?;
        let key = short_hash(&[&bytes, &optimizer, level.as_bytes(), FEATURES.concat().as_bytes()]);
        let folder = workspace.cache().join(format!("{}-{key}", self.name));
        if !folder.exists() {
            let unfinished = folder.with_extension("unfinished");
            if unfinished.exists() {
                fs::remove_dir_all(&unfinished)?;
            }
            self.bind(&compiled, &unfinished, quick)?;
            if !quick {
                self.optimize(workspace, &unfinished)?;
            }
            fs::rename(&unfinished, &folder)?;
        }
        self.collect(&folder)
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

    fn bind(&self, compiled: &Path, out: &Path, quick: bool) -> Result<()> {
        Bindgen::new()
            .input_path(compiled)
            .out_name(self.name)
            .web(true)?
            .typescript(false)
            .omit_default_module_path(true)
            .debug(quick)
            .keep_debug(quick)
            .remove_name_section(!quick)
            .remove_producers_section(true)
            .generate(out)
            .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))
    }

    fn optimize(&self, workspace: &Workspace, folder: &Path) -> Result<()> {
        let wasm = folder.join(format!("{}_bg.wasm", self.name));
        let mut wasm_opt = workspace.node("binaryen/bin/wasm-opt");
        wasm_opt.args(FEATURES).arg(self.level).arg(&wasm).arg("-o").arg(&wasm);
        process::run(&mut wasm_opt)
    }

    /// The files of a finished folder. The scripts that the module imports (wasm-bindgen calls them
    /// snippets) go into one folder named by the hash of them all.
    fn collect(&self, folder: &Path) -> Result<Vec<Asset>> {
        let snippets = assets::folder(&folder.join("snippets"))?;
        let parts: Vec<&[u8]> =
            snippets.iter().flat_map(|file| [file.name.as_bytes(), &file.bytes]).collect();
        let snippets_folder = format!("{}-snippets-{}", self.name, short_hash(&parts));

        let (script, wasm) = (format!("{}.js", self.name), format!("{}_bg.wasm", self.name));
        let text = fs::read_to_string(folder.join(&script))?;
        let text = text.replace("'./snippets/", &format!("'./{snippets_folder}/"));
        let mut found =
            vec![Asset::new(wasm.clone(), fs::read(folder.join(wasm))?), Asset::new(script, text)];
        found.extend(snippets.into_iter().map(|file| {
            let path = format!("{snippets_folder}/{}", file.name);
            Asset::at(format!("{}-snippets/{}", self.name, file.name), path, file.bytes)
        }));
        Ok(found)
    }
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

    #[test]
    fn script_imports_its_snippets_from_where_they_are_served() {
        let found = MODULES[0].collect(finished("export const a = 1;").path()).unwrap();
        let script = found.iter().find(|asset| asset.name == "app.js").unwrap();
        let snippet = found.iter().find(|asset| asset.name == "app-snippets/leptos-1/inline0.js").unwrap();
        let text = String::from_utf8(script.bytes.clone()).unwrap();
        assert_eq!(text, format!("import {{ a }} from './{}';", snippet.hashed_path()));
    }

    #[test]
    fn changed_snippet_changes_the_path_of_the_script() {
        let path = |import| {
            let found = MODULES[0].collect(finished(import).path()).unwrap();
            found.iter().find(|asset| asset.name == "app.js").unwrap().hashed_path()
        };
        assert_ne!(path("export const a = 1;"), path("export const a = 2;"));
    }
}
