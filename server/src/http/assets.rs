//! The web assets: from a folder, or from the binary. Their names hold the hash of their content, so
//! browsers keep them for ever; `.br` and `.gz` files beside them are sent to browsers that take them.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::Arc;

use almanac_app::Assets;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{Problem, security_headers};

include!(concat!(env!("OUT_DIR"), "/embedded_site.rs"));

/// The assets in memory.
#[derive(Debug, Default)]
pub struct Site {
    /// Where the pages find them.
    pub manifest: Assets,
    files: HashMap<String, File>,
}

#[derive(Debug)]
struct File {
    kind: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Site {
    /// The assets in the folder, or those in the binary if no folder is named. There may be none.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn load(folder: Option<&Path>) -> io::Result<Self> {
        let mut found = BTreeMap::new();
        match folder {
            None => found
                .extend(EMBEDDED.iter().map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes)))),
            Some(folder) => read(folder, "", &mut found)?,
        }
        let manifest: Option<_> = listed(&found, "assets.json")?;
        let manifest = Assets::new(manifest.unwrap_or_default(), listed(&found, "splits.json")?.flatten());
        let mut files = HashMap::new();
        for (name, plain) in &found {
            if !name.starts_with("assets/") || is_compressed(name, &found) {
                continue;
            }
            let mime = mime_guess::from_path(name).first_or_octet_stream();
            let text = mime.type_() == "text" || mime.subtype() == "javascript";
            let kind = if text { format!("{mime}; charset=utf-8") } else { mime.to_string() };
            let file = File {
                kind: HeaderValue::try_from(kind).map_err(io::Error::other)?,
                plain: plain.clone(),
                brotli: found.get(&format!("{name}.br")).cloned(),
                gzip: found.get(&format!("{name}.gz")).cloned(),
            };
            files.insert(format!("/{name}"), file);
        }
        Ok(Self { manifest, files })
    }

    /// Whether the pages can work: script, module and style are there.
    pub fn is_complete(&self) -> bool {
        ["app.js", "app_bg.wasm", "app.css"]
            .iter()
            .all(|name| self.files.contains_key(&self.manifest.path(name)))
    }
}

/// The content of a list that `cargo xtask web` wrote, if it is there.
fn listed<T: DeserializeOwned>(found: &BTreeMap<String, Bytes>, name: &str) -> io::Result<Option<T>> {
    found.get(name).map(|json| serde_json::from_slice(json).map_err(io::Error::other)).transpose()
}

/// Whether a file is the compressed form of another.
fn is_compressed(name: &str, found: &BTreeMap<String, Bytes>) -> bool {
    let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    plain.is_some_and(|plain| found.contains_key(plain))
}

fn read(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Bytes>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, std::fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

/// `GET /assets/…`
pub(super) async fn file(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(file) = site.files.get(uri.path()) else { return Problem::not_found().into_response() };
    let takes = |coding| accepts(&headers, coding);
    let (bytes, coding) = match (&file.brotli, &file.gzip) {
        (Some(bytes), _) if takes("br") => (bytes, Some("br")),
        (_, Some(bytes)) if takes("gzip") => (bytes, Some("gzip")),
        _ => (&file.plain, None),
    };
    let mut response = bytes.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, file.kind.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CONTENT_SECURITY_POLICY, security_headers::OF_ASSET);
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// `GET /favicon.ico`, which browsers ask for without being told.
pub(super) async fn icon(State(site): State<Arc<Site>>) -> Response {
    let path = site.manifest.path("favicon.svg");
    if site.files.contains_key(&path) {
        Redirect::temporary(&path).into_response()
    } else {
        Problem::not_found().into_response()
    }
}

/// `GET /robots.txt`: nothing here is for search engines.
pub(super) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

/// Whether `Accept-Encoding` names the coding with a weight above 0.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = pieces.any(|weight| {
            weight.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0)
        });
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_of_zero_refuses_a_coding() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5, br;q=0, deflate"));
        assert!(accepts(&headers, "gzip"));
        assert!(!accepts(&headers, "br"));
        assert!(!accepts(&headers, "zstd"));
    }

    #[test]
    fn files_of_a_folder_have_their_mime_types_and_compressed_forms() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        for name in ["assets/app.1.wasm", "assets/app.1.wasm.br", "assets/app.1.js", "secret.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::write(folder.path().join("assets.json"), r#"{"app.js": "/assets/app.1.js"}"#).unwrap();
        let site = Site::load(Some(folder.path())).unwrap();
        let mut paths: Vec<&str> = site.files.keys().map(String::as_str).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["/assets/app.1.js", "/assets/app.1.wasm"]);
        assert_eq!(site.files["/assets/app.1.wasm"].kind, "application/wasm");
        assert!(site.files["/assets/app.1.wasm"].brotli.is_some());
        assert_eq!(site.files["/assets/app.1.js"].kind, "text/javascript; charset=utf-8");
        assert!(!site.is_complete());
    }
}
