//! The JavaScript class.

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

use crate::Session;

/// A saved model in the browser.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WhatIf(Session);

fn thrown(error: &almanac_forecast::Error) -> JsError {
    JsError::new(&error.to_string())
}

#[wasm_bindgen]
impl WhatIf {
    /// Reads an artifact.
    ///
    /// # Errors
    /// Throws an `Error` if the bytes are no artifact this code can read.
    #[wasm_bindgen(constructor)]
    pub fn new(artifact: &[u8]) -> Result<WhatIf, JsError> {
        Session::load(artifact).map(Self).map_err(|e| thrown(&e))
    }

    /// Model, horizon, levels, drivers and series with the last periods, as JSON.
    ///
    /// # Errors
    /// Throws if it cannot be written as JSON.
    pub fn describe(&self) -> Result<String, JsError> {
        self.0.describe().map_err(|e| thrown(&e))
    }

    /// The forecast of one series under the given drivers.
    ///
    /// # Errors
    /// Throws if there is no such series or the drivers have another shape.
    pub fn predict(&self, series: usize, drivers: &Float64Array) -> Result<Float64Array, JsError> {
        let out = self.0.predict(series, &drivers.to_vec()).map_err(|e| thrown(&e))?;
        Ok(Float64Array::from(&out[..]))
    }

    /// The drivers after the edits of a scenario (JSON).
    ///
    /// # Errors
    /// Throws if the scenario cannot be read or does not fit the model's drivers.
    pub fn apply(&self, scenario: &str, baseline: &Float64Array) -> Result<Float64Array, JsError> {
        let out = self.0.apply(scenario, &baseline.to_vec()).map_err(|e| thrown(&e))?;
        Ok(Float64Array::from(&out[..]))
    }

    /// Answers a goal-seek question (JSON) as JSON; see [`Session::goal_seek`].
    ///
    /// # Errors
    /// Throws if the question cannot be read or does not fit the model.
    #[wasm_bindgen(js_name = goalSeek)]
    pub fn goal_seek(
        &self,
        series: usize,
        question: &str,
        drivers: &Float64Array,
    ) -> Result<String, JsError> {
        self.0.goal_seek(series, question, &drivers.to_vec()).map_err(|e| thrown(&e))
    }
}
