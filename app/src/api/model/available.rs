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

/// What a training can be chosen from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choices {
    /// The forecasting methods there are.
    pub methods: Vec<Method>,
    /// Whose holidays can be drivers: code, and code with the name of the country.
    pub holidays: Vec<(String, String)>,
}

/// What a training can be chosen from.
#[server(endpoint = "model/available")]
pub(crate) async fn available_models() -> Answer<Choices> {
    crate::api::signed_in()?;
    let holidays = almanac_service::model::holiday_codes().into_iter();
    let holidays = holidays.map(|(code, name)| (code.clone(), format!("{code} {name}")));
    let methods = almanac_service::model::available()
        .into_iter()
        .map(|info| Method {
            name: info.name,
            family: info.family,
            drivers: info.capabilities.drivers,
            browser: info.capabilities.browser,
            searchable: info.searchable,
        })
        .collect();
    Ok(Choices { methods, holidays: holidays.collect() })
}
