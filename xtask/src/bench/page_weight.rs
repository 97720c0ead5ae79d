//! What a browser loads, compressed with brotli.

use anyhow::Result;

use super::{Context, Measurement};
use crate::web::budget;

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let weights = budget::weights(&context.workspace.site(), &context.site)?;
    let row = |weight: budget::Weight| Measurement {
        what: weight.what.to_owned(),
        value: weight.bytes as f64 / 1000.0,
        unit: "kB",
        at_most: Some(weight.limit as f64 / 1000.0),
    };
    Ok(weights.into_iter().map(row).collect())
}
