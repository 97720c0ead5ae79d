//! Server function: the forecasting methods there are.

use almanac_forecast::auto::Family;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A forecasting method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Method {
    pub name: String,
    /// The models it belongs to.
    pub family: Family,
    /// Uses drivers.
    pub drivers: bool,
    /// Runs in the browser, so that what-if can be played with it.
    pub browser: bool,
    /// Has options that can be searched for.
    pub searchable: bool,
}

/// The forecasting methods there are.
#[server(endpoint = "model/available")]
pub(crate) async fn available_models() -> Answer<Vec<Method>> {
    crate::api::signed_in()?;
    Ok(almanac_service::model::available()
        .into_iter()
        .map(|info| Method {
            name: info.name,
            family: info.family,
            drivers: info.capabilities.drivers,
            browser: info.capabilities.browser,
            searchable: info.searchable,
        })
        .collect())
}
