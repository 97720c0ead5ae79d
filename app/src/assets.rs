//! Where the browser finds scripts, style and modules.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use leptos::WasmSplitManifest;
use leptos::prelude::ArcStoredValue;
use serde::Deserialize;

/// The files of the site, by logical name (`app.css`), as `cargo xtask web` lists them in `assets.json` and
/// `splits.json`.
///
/// The server puts it into the context of each request. Clones are cheap.
#[derive(Clone, Debug, Default)]
pub struct Assets(Arc<Listed>);

#[derive(Debug, Default)]
struct Listed {
    manifest: BTreeMap<String, String>,
    splits: Option<WasmSplitManifest>,
}

/// What of the application is loaded with the first page of an area.
#[derive(Clone, Debug, Deserialize)]
pub struct Splits {
    /// The path under which the files are served.
    pub folder: String,
    /// The script in it that loads the files.
    pub script: String,
    /// For each lazy function, the files (without `.wasm`) that it needs.
    pub areas: HashMap<String, Vec<String>>,
}

impl Assets {
    /// The files of a manifest: logical names and the paths under which they are served.
    pub fn new(manifest: BTreeMap<String, String>, splits: Option<Splits>) -> Self {
        let splits = splits.map(|Splits { folder, areas, script }| {
            WasmSplitManifest(ArcStoredValue::new((folder, areas, script)))
        });
        Self(Arc::new(Listed { manifest, splits }))
    }

    /// The path of a file; `/assets/<name>` for one that the manifest lacks.
    pub fn path(&self, name: &str) -> String {
        self.0.manifest.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
    }

    /// What is loaded with the first page of an area, as Leptos reads it.
    pub fn splits(&self) -> Option<WasmSplitManifest> {
        self.0.splits.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_file_has_its_plain_path() {
        let assets = Assets::new([("app.css".to_owned(), "/assets/app.1.css".to_owned())].into(), None);
        assert_eq!(assets.path("app.css"), "/assets/app.1.css");
        assert_eq!(assets.path("app.js"), "/assets/app.js");
    }
}
