//! Server function: starts a training.

use almanac_domain::ProjectId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::ColumnPlace;
use crate::api::Answer;

/// A column and what it does in a training, as the form sends it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ColumnRole {
    pub column: String,
    /// `futr`, `hist`, or nothing.
    #[serde(default)]
    pub timing: String,
}

/// The form that starts a training.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TrainForm {
    pub name: String,
    /// `dataset:<id>` or `query:<id>`.
    pub source: String,
    pub time: String,
    pub target: String,
    /// Empty for a single series.
    #[serde(default)]
    pub series_id: String,
    #[serde(default)]
    pub roles: Vec<ColumnRole>,
    pub horizon: u32,
    pub windows: u32,
    /// Season lengths, separated by commas or spaces.
    #[serde(default)]
    pub seasons: String,
    /// Seconds; empty for as long as it needs.
    #[serde(default)]
    pub budget: String,
    /// What the best model is chosen by; MASE if not given.
    #[serde(default)]
    pub metric: String,
    #[serde(default)]
    pub models: Vec<String>,
    /// The places of columns in a hierarchy.
    #[serde(default)]
    pub levels: Vec<ColumnPlace>,
    /// How forecasts are made to add up; empty if the backtest is to choose.
    #[serde(default)]
    pub reconcile: String,
    /// Given if no forecast may be below zero.
    #[serde(default)]
    pub nonnegative: Option<String>,
}

#[cfg(feature = "ssr")]
impl TrainForm {
    fn input(self) -> Result<almanac_domain::model::TrainModel, almanac_service::Error> {
        use almanac_domain::model::{DriverInput, DriverTiming, Metric, Source, TrainModel};
        use almanac_service::Error;

        let source = match self.source.split_once(':') {
            Some(("dataset", id)) => id.parse().ok().map(Source::Dataset),
            Some(("query", id)) => id.parse().ok().map(Source::Query),
            _ => None,
        };
        let hierarchy = super::hierarchy::hierarchy(self.levels, self.reconcile, self.nonnegative.is_some())?;
        let source = source.ok_or_else(|| Error::field("source", "must be a data set or a query"))?;
        let lengths = self.seasons.split([',', ' ', ';']).filter(|part| !part.is_empty());
        let seasons = lengths
            .map(|part| part.parse().map_err(|_| Error::field("seasons", "must be whole numbers")))
            .collect::<Result<Vec<u32>, _>>()?;
        let budget = match self.budget.trim() {
            "" => None,
            seconds => Some(
                seconds.parse().map_err(|_| Error::field("budget", "must be a whole number of seconds"))?,
            ),
        };
        let metric = match self.metric.as_str() {
            "" => Metric::default(),
            name => name.parse().map_err(|why: String| Error::field("metric", why))?,
        };
        let drivers = self.roles.into_iter().filter_map(|ColumnRole { column, timing }| {
            let timing = match timing.as_str() {
                "futr" => DriverTiming::Futr,
                "hist" => DriverTiming::Hist,
                _ => return None,
            };
            Some(DriverInput { column, timing })
        });
        Ok(TrainModel {
            name: self.name,
            source,
            time: self.time,
            target: self.target,
            series_id: Some(self.series_id).filter(|column| !column.is_empty()),
            drivers: drivers.collect(),
            horizon: self.horizon,
            seasons,
            levels: vec![80, 95],
            models: self.models,
            windows: self.windows,
            seed: 1,
            budget,
            metric,
            hierarchy,
        })
    }
}

/// Starts a training and goes to the model.
#[server(endpoint = "model/train")]
pub(crate) async fn train_model(project: ProjectId, form: TrainForm) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let model = almanac_service::model::train(&app, &actor, project, form.input()?).await?;
    leptos_axum::redirect(&crate::paths::model(project, model.id));
    Ok(())
}
