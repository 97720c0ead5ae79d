//! The JavaScript function.

use wasm_bindgen::prelude::*;

use crate::{Along, Line, forecast};

/// A line, continued by `h` periods, with the interval of `level` percent: a `Float64Array` of `4 h` numbers, see
/// [`forecast`]. `steps` says that places are integers and not milliseconds.
///
/// # Errors
/// Throws an `Error` that names line and row.
#[wasm_bindgen]
pub fn continued(
    name: &str,
    steps: bool,
    places: &[f64],
    values: &[f64],
    h: usize,
    level: u8,
) -> Result<Vec<f64>, JsError> {
    let along = if steps { Along::Steps } else { Along::Milliseconds };
    forecast(Line { name, along, places, values }, h, level).map_err(|error| JsError::new(&error.to_string()))
}
