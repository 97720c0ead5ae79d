//! The web assets: two WebAssembly modules, style, scripts, public files, hashed and compressed.
//!
//! `<target>/site/assets.json` maps each logical name to the path the server answers, for example
//! `app.css` to `/assets/app.0123456789abcdef.css`; `splits.json` beside it says what of the application is
//! loaded later. See `docs/adr/0001-xtask-builds-the-web-assets.md`.
//!
//! To add a file: put it under `public/` (any name, sub-folders allowed) or, for style, under
//! `style/`. A script of several modules is named in [`BUNDLES`]. To add a WebAssembly module: add it to [`wasm::MODULES`].

mod assets;
pub mod budget;
mod compress;
mod split;
mod wasm;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, bail};

use crate::compiler_shim::Shim;
use crate::process;
use crate::workspace::Workspace;
use assets::Asset;
use split::Splits;
use wasm::Built;

/// How to build.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For development: cargo's `dev` profile, neither optimized nor compressed.
    pub quick: bool,
    /// Lint our crates for wasm on the way, every warning an error.
    pub lint: bool,
}

/// The finished assets.
#[derive(Debug)]
pub struct Site {
    /// From logical names to paths under `/assets/`.
    pub manifest: BTreeMap<String, String>,
    /// What of the application is loaded later.
    pub splits: Option<Splits>,
}

/// Builds the assets into `<target>/site`. What did not change is not built again.
pub fn build(workspace: &Workspace, options: Options) -> Result<Site> {
    let (mut found, splits) = modules(workspace, options)?;
    for (name, entry) in BUNDLES {
        found.push(bundle(workspace, name, entry)?);
    }
    let mut plain = assets::folder(&workspace.root.join("public"))?;
    plain.push(stylesheet(&workspace.root.join("style"))?);
    found.extend(if options.quick { plain } else { minified(workspace, &plain)? });

    let site = workspace.site();
    let mut keep = Vec::new();
    let mut manifest = BTreeMap::new();
    for asset in found {
        let path = asset.hashed_path();
        keep.push(assets::write(&site.join("assets"), &path, &asset.bytes)?);
        if !options.quick {
            keep.extend(compress::write(&workspace.cache(), &site.join("assets"), &path, &asset.bytes)?);
        }
        manifest.insert(asset.name, format!("/assets/{path}"));
    }
    assets::remove_others(&site.join("assets"), &keep)?;
    for (name, json) in [
        ("splits.json", serde_json::to_string_pretty(&splits)?),
        ("assets.json", serde_json::to_string_pretty(&manifest)?),
    ] {
        assets::write(&site, name, format!("{json}\n").as_bytes())?;
    }
    Ok(Site { manifest, splits })
}

/// Builds the modules side by side: each ends in minutes of optimization on one core.
fn modules(workspace: &Workspace, options: Options) -> Result<(Vec<Asset>, Option<Splits>)> {
    let linter = if options.lint { Some(Shim::Clippy.install(workspace)?) } else { None };
    let linter = linter.as_ref();
    let built: Vec<Result<Built>> = thread::scope(|scope| {
        let build = |module: &'static wasm::Module| {
            scope.spawn(move || module.build(workspace, options.quick, linter))
        };
        let running: Vec<_> = wasm::MODULES.iter().map(build).collect();
        let joined = running.into_iter().map(ScopedJoinHandle::join);
        joined.map(|outcome| outcome.unwrap_or_else(|_| bail!("a build thread panicked"))).collect()
    });
    let (mut found, mut splits) = (Vec::new(), None);
    for module in built {
        let module = module?;
        found.extend(module.assets);
        splits = splits.or(module.splits);
    }
    Ok((found, splits))
}

/// All of `style/`, in the order of the file names. The order of the rules is set by cascade layers,
/// which the first file (`00-…`) declares.
fn stylesheet(folder: &Path) -> Result<Asset> {
    let mut text = String::new();
    for part in assets::folder(folder)?.iter().filter(|part| part.has_extension("css")) {
        text.push_str(std::str::from_utf8(&part.bytes).with_context(|| part.name.clone())?);
        text.push('\n');
    }
    Ok(Asset::new("app.css", text))
}

/// Scripts of several modules, with the module that imports the others: one file is asked for at once, and none names
/// another by a path that has its hash.
const BUNDLES: [(&str, &str); 2] =
    [("charts.js", "charts/element.js"), ("echarts.js", "xtask/src/web/echarts.js")];

/// One module of what `entry` imports.
fn bundle(workspace: &Workspace, name: &str, entry: &str) -> Result<Asset> {
    let folder = tempfile::tempdir()?;
    let bundle = folder.path().join(name);
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).args(["xtask/src/web/bundle.js", entry]).arg(&bundle);
    process::capture(&mut node).context("if a package is missing, run `cargo xtask setup`")?;
    Ok(Asset::new(name, fs::read(&bundle)?))
}

/// Scripts and style without comments and long names.
fn minified(workspace: &Workspace, files: &[Asset]) -> Result<Vec<Asset>> {
    let folder = tempfile::tempdir()?;
    for file in files {
        assets::write(folder.path(), &file.name, &file.bytes)?;
    }
    minify(workspace, folder.path())?;
    assets::folder(folder.path())
}

/// Makes the scripts and style sheets of a folder smaller, in place.
fn minify(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).arg("xtask/src/web/minify.js").arg(folder);
    process::capture(&mut node).context("if a package is missing, run `cargo xtask setup`")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_is_joined_in_the_order_of_file_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("20-page.css"), "b{}").unwrap();
        fs::write(folder.path().join("00-layers.css"), "@layer base;").unwrap();
        fs::write(folder.path().join("notes.txt"), "not style").unwrap();
        let asset = stylesheet(folder.path()).unwrap();
        assert_eq!(asset.name, "app.css");
        assert_eq!(asset.bytes, b"@layer base;\nb{}\n");
    }
}
