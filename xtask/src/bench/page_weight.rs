//! What a browser loads, compressed with brotli.

use anyhow::Result;

use super::{Context, Measurement};
use crate::web::budget;

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let weights = budget::weights(&context.workspace.site(), &context.site)?;
    let row = |weight: budget::Weight| {
        Measurement::at_most(weight.what, weight.bytes as f64 / 1000.0, "kB", weight.limit as f64 / 1000.0)
    };
    Ok(weights.into_iter().map(row).collect())
}
