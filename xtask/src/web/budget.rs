//! How much a browser loads, and how much it may.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Site;
#[cfg(test)]
use super::split::Splits;

/// A part of the product that is loaded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Every page.
    Page,
    /// The pages of an area.
    Area,
    /// Pages with a chart. Dashboards have no module, so they weigh less than others with the same charts.
    Charts,
    /// The what-if page.
    WhatIf,
    /// Charts that continue their lines.
    Ahead,
}

impl Part {
    fn of(name: &str) -> Self {
        if name.starts_with("whatif") {
            Self::WhatIf
        } else if name.starts_with("ahead") {
            Self::Ahead
        } else if ["charts", "dashboard", "echarts"].iter().any(|prefix| name.starts_with(prefix)) {
            Self::Charts
        } else if name.starts_with(AREAS) && Path::new(name).extension().is_some_and(|kind| kind == "wasm") {
            Self::Area
        } else {
            Self::Page
        }
    }
}

/// Where the files of areas are, by logical name.
const AREAS: &str = "app/";

/// The areas whose pages all have charts: what-if, and the query builder with its result.
const ALWAYS_CHARTS: [&str; 2] = ["what_if_area", "query_area"];

/// A weight and its limit, in bytes as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    pub what: &'static str,
    pub bytes: u64,
    /// What the design allows.
    pub limit: u64,
}

/// The weights that are limited: a page, a page with charts, what the what-if page adds, and what a chart adds that
/// continues its lines. What differs between areas counts with the heaviest of them.
pub fn weights(folder: &Path, site: &Site) -> Result<[Weight; 4]> {
    let mut sizes = BTreeMap::new();
    for (name, path) in &site.manifest {
        let file = folder.join(path.trim_start_matches('/'));
        let brotli = file.with_added_extension("br");
        let sent = if brotli.exists() { brotli } else { file };
        let length = fs::metadata(&sent).with_context(|| sent.display().to_string())?.len();
        sizes.insert(name.as_str(), length);
    }
    let mut areas = BTreeMap::new();
    for (area, files) in site.splits.iter().flat_map(|splits| &splits.areas) {
        let names = files.iter().map(|file| format!("{AREAS}{file}.wasm"));
        let size =
            |name: String| sizes.get(name.as_str()).copied().with_context(|| format!("{name} is not there"));
        areas.insert(area.as_str(), names.map(size).sum::<Result<u64>>()?);
    }
    Ok(sum(&sizes, &areas))
}

fn sum(sizes: &BTreeMap<&str, u64>, areas: &BTreeMap<&str, u64>) -> [Weight; 4] {
    let total =
        |part| sizes.iter().filter(|(name, _)| Part::of(name) == part).map(|(_, size)| size).sum::<u64>();
    let heaviest = |fits: fn(&str) -> bool| {
        areas.iter().filter(|(name, _)| fits(name)).map(|(_, size)| *size).max().unwrap_or_default()
    };
    let page = total(Part::Page);
    let plain = page + heaviest(|name| !ALWAYS_CHARTS.iter().any(|area| name.starts_with(area)));
    let charts = page + heaviest(|_| true) + total(Part::Charts);
    [
        Weight { what: "first load without charts", bytes: plain, limit: 500_000 },
        Weight { what: "first load with charts", bytes: charts, limit: 900_000 },
        Weight { what: "what-if module on top", bytes: total(Part::WhatIf), limit: 400_000 },
        Weight { what: "zero-shot module on demand", bytes: total(Part::Ahead), limit: 400_000 },
    ]
}

/// Prints the weights; one over its limit is an error.
pub fn check(weights: &[Weight]) -> Result<()> {
    for weight in weights {
        println!("{:<30} {:>7} of {} bytes", weight.what, weight.bytes, weight.limit);
    }
    match weights.iter().find(|weight| weight.bytes > weight.limit) {
        Some(Weight { what, bytes, limit }) => bail!("{what}: {bytes} bytes, at most {limit}"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asset_counts_where_it_is_loaded() {
        let sizes = BTreeMap::from([
            ("ahead_bg.wasm", 3),
            ("app.js", 1),
            ("app_bg.wasm", 10),
            ("app/app_split.js", 50),
            ("app/chunk_1.wasm", 7),
            ("app.css", 100),
            ("charts.js", 900),
            ("dashboard.js", 100),
            ("echarts.js", 10_000),
            ("whatif-worker.js", 100_000),
            ("whatif_bg.wasm", 1_000_000),
        ]);
        let areas = BTreeMap::from([("data_area_1", 300), ("start_area_1", 200), ("what_if_area_1", 500)]);
        assert_eq!(sum(&sizes, &areas).map(|weight| weight.bytes), [461, 11_661, 1_100_000, 3]);
    }

    #[test]
    fn weight_is_what_is_sent_compressed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/app.1.js"), [0; 50]).unwrap();
        fs::write(folder.path().join("assets/app.1.js.br"), [0; 7]).unwrap();
        let manifest = BTreeMap::from([("app.js".to_owned(), "/assets/app.1.js".to_owned())]);
        assert_eq!(weights(folder.path(), &Site { manifest, splits: None }).unwrap()[0].bytes, 7);
    }

    #[test]
    fn an_area_weighs_what_its_files_weigh() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("chunk_1.wasm"), [0; 30]).unwrap();
        let manifest = BTreeMap::from([("app/chunk_1.wasm".to_owned(), "/chunk_1.wasm".to_owned())]);
        let splits = |file: &str| {
            let areas = [("data_area".to_owned(), vec![file.to_owned()])].into();
            Some(Splits { folder: String::new(), script: String::new(), areas })
        };
        let weigh = |file| weights(folder.path(), &Site { manifest: manifest.clone(), splits: splits(file) });
        assert_eq!(weigh("chunk_1").unwrap()[0].bytes, 30);
        assert!(weigh("chunk_2").is_err());
    }

    #[test]
    fn one_byte_over_the_limit_fails() {
        let weight = |bytes| [Weight { what: "page", bytes, limit: 400_000 }];
        assert!(check(&weight(400_000)).is_ok());
        assert!(check(&weight(400_001)).is_err());
    }
}
