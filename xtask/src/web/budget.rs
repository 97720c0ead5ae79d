//! How much a browser loads, and how much it may.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Site;

/// A part of the product that is loaded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Every page.
    Page,
    /// Pages with a chart.
    Charts,
    /// The what-if page.
    WhatIf,
}

impl Part {
    fn of(name: &str) -> Self {
        if name.starts_with("whatif") {
            Self::WhatIf
        } else if ["charts", "echarts"].iter().any(|prefix| name.starts_with(prefix)) {
            Self::Charts
        } else {
            Self::Page
        }
    }
}

/// A weight and its limit, in bytes as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    pub what: &'static str,
    pub bytes: u64,
    /// What the design allows.
    pub limit: u64,
    /// What the build is held to: the limit, or more where the limit is missed for now (ADR 0004).
    /// It may only go down.
    pub held: u64,
}

/// The weights that the design limits: a page, a page with charts, and what the what-if page adds.
pub fn weights(folder: &Path, site: &Site) -> Result<[Weight; 3]> {
    let mut sizes = BTreeMap::new();
    for (name, path) in &site.manifest {
        let file = folder.join(path.trim_start_matches('/'));
        let brotli = file.with_added_extension("br");
        let sent = if brotli.exists() { brotli } else { file };
        let length = fs::metadata(&sent).with_context(|| sent.display().to_string())?.len();
        sizes.insert(name.as_str(), length);
    }
    Ok(sum(&sizes))
}

fn sum(sizes: &BTreeMap<&str, u64>) -> [Weight; 3] {
    let total = |part| sizes.iter().filter(|(name, _)| Part::of(name) == part).map(|(_, size)| size).sum();
    let page: u64 = total(Part::Page);
    [
        Weight { what: "first load without charts", bytes: page, limit: 500_000, held: 940_000 },
        Weight {
            what: "first load with charts",
            bytes: page + total(Part::Charts),
            limit: 900_000,
            held: 1_250_000,
        },
        Weight { what: "what-if module on top", bytes: total(Part::WhatIf), limit: 400_000, held: 400_000 },
    ]
}

/// Prints the weights; one over what it is held to is an error, one over the design's limit is named.
pub fn check(weights: &[Weight]) -> Result<()> {
    for weight in weights {
        println!("{:<26} {:>7} of {} bytes", weight.what, weight.bytes, weight.limit);
        if weight.bytes > weight.limit {
            let over = weight.bytes - weight.limit;
            println!("  MISSED by {over} bytes; held to {} until it is mended (ADR 0004)", weight.held);
        }
    }
    match weights.iter().find(|weight| weight.bytes > weight.held) {
        Some(Weight { what, bytes, held, .. }) => bail!("{what}: {bytes} bytes, held to {held}"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asset_counts_where_it_is_loaded() {
        let sizes = BTreeMap::from([
            ("app.js", 1),
            ("app_bg.wasm", 10),
            ("app.css", 100),
            ("charts.js", 1_000),
            ("echarts.js", 10_000),
            ("whatif-worker.js", 100_000),
            ("whatif_bg.wasm", 1_000_000),
        ]);
        assert_eq!(sum(&sizes).map(|weight| weight.bytes), [111, 11_111, 1_100_000]);
    }

    #[test]
    fn weight_is_what_is_sent_compressed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/app.1.js"), [0; 50]).unwrap();
        fs::write(folder.path().join("assets/app.1.js.br"), [0; 7]).unwrap();
        let manifest = BTreeMap::from([("app.js".to_owned(), "/assets/app.1.js".to_owned())]);
        assert_eq!(weights(folder.path(), &Site { manifest }).unwrap()[0].bytes, 7);
    }

    #[test]
    fn one_byte_over_what_it_is_held_to_fails() {
        let weight = |bytes| [Weight { what: "page", bytes, limit: 400_000, held: 500_000 }];
        assert!(check(&weight(500_000)).is_ok());
        assert!(check(&weight(500_001)).is_err());
    }
}
