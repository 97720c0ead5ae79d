//! Server function: what a public link shows. Nobody needs to be signed in.

use almanac_domain::link::Shared;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// What a public link shows, with its chart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SharedView {
    pub shared: Shared,
    pub chart: Option<Value>,
}

/// What a public link shows; of a forecast the series that is named, or the first one.
#[server(endpoint = "link/open")]
pub(crate) async fn open_link(token: String, series: Option<String>) -> Answer<SharedView> {
    let (app, client) = (crate::api::app()?, crate::api::client()?);
    let shared = almanac_service::link::open(&app, &client, &token, series.as_deref()).await?;
    let chart = crate::charts::shared(&shared);
    Ok(SharedView { shared, chart })
}
