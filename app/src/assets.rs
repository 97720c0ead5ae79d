//! Where the browser finds scripts, style and modules.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The files of the site, by logical name (`app.css`), as `cargo xtask web` lists them in `assets.json`.
///
/// The server puts it into the context of each request. Clones are cheap.
#[derive(Clone, Debug, Default)]
pub struct Assets(Arc<BTreeMap<String, String>>);

impl Assets {
    /// The files of a manifest: logical names and the paths under which they are served.
    pub fn new(manifest: BTreeMap<String, String>) -> Self {
        Self(Arc::new(manifest))
    }

    /// The path of a file; `/assets/<name>` for one that the manifest lacks.
    pub fn path(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_file_has_its_plain_path() {
        let assets = Assets::new([("app.css".to_owned(), "/assets/app.1.css".to_owned())].into());
        assert_eq!(assets.path("app.css"), "/assets/app.1.css");
        assert_eq!(assets.path("app.js"), "/assets/app.js");
    }
}
