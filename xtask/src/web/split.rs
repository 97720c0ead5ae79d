//! Splitting a module: functions marked `#[lazy]` and what only they need go into files of their own, which
//! the browser loads when such a function is first called.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use serde::Serialize;
use wasm_split_cli_support::Options;

/// The list of what was split off, between the steps of a build.
pub const MAP: &str = "splits.json";

/// What was split off, for the server: it tells the browser early what a page will load.
#[derive(Debug, Serialize)]
pub struct Splits {
    /// The path under which the files are served.
    pub folder: String,
    /// The script in it that loads the files.
    pub script: String,
    /// For each lazy function, the files (without `.wasm`) that it needs.
    pub areas: BTreeMap<String, Vec<String>>,
}

impl Splits {
    /// From the list that [`split`] left.
    pub fn read(map: &[u8], name: &str, home: &str) -> Result<Self> {
        let areas = serde_json::from_slice(map).context(MAP)?;
        Ok(Self { folder: format!("/assets/{home}"), script: script(name), areas })
    }
}

/// What the script does when a file does not come.
const FAILED: &str = "            console.error(e);\n            success = false;\n";
/// Leaving a page ends its loads. What failed is tried again after a moment, if the page is still there.
const PATIENT: &str = "            await new Promise((resolve) => setTimeout(resolve, 3000));\n            \
    success = await callee().then(() => true, (error) => (console.error(error), false));\n";

/// Splits a module that was linked with its relocations. Leaves the files in `out` and returns the main module,
/// which goes to wasm-bindgen.
pub fn split(module: &[u8], name: &str, out: &Path) -> Result<Vec<u8>> {
    fs::create_dir_all(out)?;
    let main = out.join("main.wasm");
    let (link, script) = (format!("./{}", script(name)), format!("./{name}.js"));
    let mut options = Options::new(module);
    options.output_dir = out;
    options.main_out_path = &main;
    options.link_name = &link;
    options.main_module = &script;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("cannot split the module: {error:#}"))?;
    be_patient(&out.join(self::script(name)))?;
    let areas: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(out.join(MAP), serde_json::to_vec(&areas)?)?;
    let bytes = fs::read(&main)?;
    fs::remove_file(&main)?;
    Ok(bytes)
}

/// Makes the script try again.
fn be_patient(script: &Path) -> Result<()> {
    let text = fs::read_to_string(script)?;
    ensure!(
        text.contains(FAILED),
        "{}: does not say what it does when a file does not come",
        script.display()
    );
    Ok(fs::write(script, text.replace(FAILED, PATIENT))?)
}

/// The script that loads what was split off.
fn script(name: &str) -> String {
    format!("{name}_split.js")
}
