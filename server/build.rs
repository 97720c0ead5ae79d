//! Puts the web assets into a release binary, if `ALMANAC_SITE_DIR` says where `cargo xtask web` left
//! them. Other builds have none and read them from `--site-dir`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=ALMANAC_SITE_DIR");
    let mut code = String::from("static EMBEDDED: &[(&str, &[u8])] = &[\n");
    let release = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    if let Some(site) = env::var_os("ALMANAC_SITE_DIR").map(PathBuf::from).filter(|_| release) {
        println!("cargo::rerun-if-changed={}", site.join("assets.json").display());
        for path in files(&site)? {
            let name = path.strip_prefix(&site).map_err(io::Error::other)?.display().to_string();
            writeln!(code, "({name:?}, include_bytes!({:?})),", path.display().to_string())
                .map_err(io::Error::other)?;
        }
    }
    code.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("embedded_site.rs"), code)
}

/// All files below a folder, in order; none if it is not there.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
