//! Brotli and gzip copies beside the assets, made once per content.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::assets::{self, short_hash};

/// File types that shrink. Images and fonts are compressed already.
const TEXT_LIKE: [&str; 9] = ["css", "html", "js", "json", "mjs", "svg", "txt", "wasm", "webmanifest"];

/// Writes `<path>.br` and `<path>.gz` where they are smaller, and returns the paths written.
pub fn write(cache: &Path, folder: &Path, path: &str, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    if !extension.is_some_and(|extension| TEXT_LIKE.contains(&extension)) {
        return Ok(Vec::new());
    }
    let mut written = Vec::new();
    for (suffix, encode) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
        let small = cached(cache, suffix, bytes, encode)?;
        if small.len() < bytes.len() {
            written.push(assets::write(folder, &format!("{path}.{suffix}"), &small)?);
        }
    }
    Ok(written)
}

fn cached(cache: &Path, suffix: &str, bytes: &[u8], encode: fn(&[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let name = format!("{}.{suffix}", short_hash(&[bytes]));
    if let Ok(known) = fs::read(cache.join(&name)) {
        return Ok(known);
    }
    let encoded = encode(bytes)?;
    let unfinished = format!("{name}.unfinished");
    assets::write(cache, &unfinished, &encoded)?;
    fs::rename(cache.join(&unfinished), cache.join(&name))?;
    Ok(encoded)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut encoded, &parameters)?;
    Ok(encoded)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_encodings_read_back_as_the_original() {
        let text = b"a line that repeats\n".repeat(100);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&text).unwrap()[..], &mut plain).unwrap();
        assert_eq!(plain, text);
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, text);
    }

    #[test]
    fn only_what_shrinks_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, site) = (folder.path().join("cache"), folder.path().join("site"));
        let text = b"a line that repeats\n".repeat(100);
        assert_eq!(write(&cache, &site, "a.js", &text).unwrap().len(), 2);
        assert!(write(&cache, &site, "a.png", &text).unwrap().is_empty());
        assert!(write(&cache, &site, "b.js", b"x").unwrap().is_empty());
    }

    #[test]
    fn second_build_takes_the_encoded_file_from_the_cache() {
        let folder = tempfile::tempdir().unwrap();
        let fail = |_: &[u8]| -> Result<Vec<u8>> { anyhow::bail!("encoded twice") };
        assert_eq!(cached(folder.path(), "br", b"text", |_| Ok(vec![7])).unwrap(), [7]);
        assert_eq!(cached(folder.path(), "br", b"text", fail).unwrap(), [7]);
        assert!(cached(folder.path(), "br", b"other", fail).is_err());
    }
}
