//! Trains the zero-shot model and writes its weights with their manifest: the recipe of what is shipped.
//!
//! `cargo xtask pretrain [--data DIR] [--steps N] [--seed S] [--only NAME] [--recipe FILE] [--from FILE] [--out DIR]`
//!
//! DIR holds `m1_data.json` and `tcomp_data.json`, of which only the train parts are read; without it, the network learns from
//! synthetic series alone. `--only M1` learns from the groups whose names begin so, and validates on all.
//! FILE is a [`Recipe`] as JSON; what it leaves out is as in the default. Options after it change it.
//! `--from weights.bin` goes on from these weights.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use almanac_forecast::zero_shot::pretrain::{Group, Pretraining, Recipe};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The competitions, with the names of their files.
const FILES: [(&str, &str); 2] = [("M1", "m1_data.json"), ("Tourism", "tcomp_data.json")];
const FREQUENCIES: [(&str, usize); 3] = [("YEARLY", 1), ("QUARTERLY", 4), ("MONTHLY", 12)];
/// Rounds between two checkpoints.
const CHECKPOINT: usize = 20;

struct Options {
    data: Option<PathBuf>,
    only: Option<String>,
    from: Option<PathBuf>,
    out: PathBuf,
    recipe: Recipe,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let (mut groups, mut sources) = (Vec::new(), Vec::new());
    for (set, file) in FILES {
        let Some(folder) = &options.data else { break };
        let bytes = std::fs::read(folder.join(file))?;
        sources.push(json!({ "file": file, "sha256": hash(&bytes), "part": "train" }));
        groups.extend(self::groups(set, &bytes)?);
    }
    if let Some(only) = &options.only {
        for group in &mut groups {
            group.learned = group.name.starts_with(only);
        }
    }
    let parent = options.from.as_ref().map(std::fs::read).transpose()?;
    let recipe = options.recipe.clone();
    let mut training = match &parent {
        Some(weights) => Pretraining::from_weights(recipe, groups, weights)?,
        None => Pretraining::new(recipe, groups)?,
    };
    let sources = json!({ "data": sources, "parent_sha256": parent.map(|weights| hash(&weights)) });
    println!("{} learned numbers", training.parameters());
    let start = Instant::now();
    let mut rounds = 0;
    while let Some(round) = training.round()? {
        rounds += 1;
        println!("step {:>6}  loss {:.5}  {:.0?}", round.steps, round.loss, start.elapsed());
        if rounds % CHECKPOINT == 0 {
            write(&options, &training, &sources, round.steps)?;
        }
    }
    write(&options, &training, &sources, options.recipe.steps)
}

fn options() -> Result<Options, Box<dyn Error>> {
    let out = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/zero_shot"));
    let mut options = Options { data: None, only: None, from: None, out, recipe: Recipe::default() };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--data" => options.data = Some(value.into()),
            "--only" => options.only = Some(value),
            "--from" => options.from = Some(value.into()),
            "--out" => options.out = value.into(),
            "--recipe" => options.recipe = serde_json::from_slice(&std::fs::read(value)?)?,
            "--steps" => options.recipe.steps = value.parse()?,
            "--seed" => options.recipe.seed = value.parse()?,
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(options)
}

/// The train parts of a competition, by frequency.
fn groups(set: &str, bytes: &[u8]) -> Result<Vec<Group>, Box<dyn Error>> {
    let rows: BTreeMap<String, Value> = serde_json::from_slice(bytes)?;
    let numbers = |v: &Value| v.as_array().map(|v| v.iter().filter_map(Value::as_f64).collect::<Vec<_>>());
    let group = |(frequency, season): (&str, usize)| {
        let mut members = rows.values().filter(|row| row["period"][0] == frequency).peekable();
        let horizon = members.peek().and_then(|row| numbers(&row["xx"])).map_or(0, |test| test.len());
        let series = members.filter_map(|row| numbers(&row["x"])).collect();
        Group {
            name: format!("{set} {}", frequency.to_lowercase()),
            seasons: vec![season],
            h: horizon,
            series,
            learned: true,
        }
    };
    Ok(FREQUENCIES.map(group).into())
}

/// Writes the weights and what is to be known about them.
fn write(
    options: &Options,
    training: &Pretraining,
    sources: &Value,
    steps: usize,
) -> Result<(), Box<dyn Error>> {
    let weights = training.weights();
    let validation = training.validate()?;
    for v in &validation {
        println!(
            "{:<18} {:>3} series  MASE {:.4}  {:.4} of naive  80 %: {:.3}  95 %: {:.3}",
            v.group,
            v.series,
            v.mase,
            v.mase / v.naive,
            v.coverage_80,
            v.coverage_95
        );
    }
    let manifest = json!({
        "model": "ZeroShot",
        "code_version": env!("CARGO_PKG_VERSION"),
        "recipe": options.recipe,
        "only": options.only,
        "steps": steps,
        "parameters": training.parameters(),
        "weights_sha256": hash(&weights),
        "data": sources["data"],
        "parent_sha256": sources["parent_sha256"],
        "validation": validation,
    });
    std::fs::create_dir_all(&options.out)?;
    save(&options.out.join("weights.bin"), &weights)?;
    save(&options.out.join("manifest.json"), format!("{manifest:#}\n").as_bytes())
}

/// Under another name first, so that a file is never half written.
fn save(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, bytes)?;
    Ok(std::fs::rename(unfinished, path)?)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hash, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}
