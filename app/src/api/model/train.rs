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
    /// The code of a country or a part of it; empty for none.
    #[serde(default)]
    pub holidays: String,
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
    /// The model that is trained further; empty for a new one.
    #[serde(default)]
    pub parent: String,
    /// Interval levels, separated by commas or spaces; the usual ones if empty.
    #[serde(default)]
    pub levels: String,
    /// The usual one if empty.
    #[serde(default)]
    pub seed: String,
    /// So many of the last periods are learned from; empty for all.
    #[serde(default)]
    pub window_length: String,
    /// `possible`, `kept` or nothing.
    #[serde(default)]
    pub below_zero: String,
    /// `adaptive`, or nothing.
    #[serde(default)]
    pub intervals: String,
    /// The model whose options are searched; empty for none.
    #[serde(default)]
    pub search_model: String,
    #[serde(default)]
    pub search_seconds: String,
    /// The places of columns in a hierarchy.
    #[serde(default)]
    pub places: Vec<ColumnPlace>,
    /// How forecasts are made to add up; empty if the backtest is to choose.
    #[serde(default)]
    pub reconcile: String,
    /// Given if no forecast may be below zero.
    #[serde(default)]
    pub nonnegative: Option<String>,
}

impl TrainForm {
    fn input(self) -> Result<almanac_domain::model::TrainModel, almanac_service::Error> {
        use almanac_domain::model::{
            DriverInput, DriverTiming, Intervals, Metric, SearchInput, Source, TrainModel,
        };
        use almanac_service::Error;

        let source = match self.source.split_once(':') {
            Some(("dataset", id)) => id.parse().ok().map(Source::Dataset),
            Some(("query", id)) => id.parse().ok().map(Source::Query),
            _ => None,
        };
        let hierarchy = super::hierarchy::hierarchy(self.places, self.reconcile, self.nonnegative.is_some())?;
        let source = source.ok_or_else(|| Error::field("source", "must be a data set or a query"))?;
        let seasons = numbers(&self.seasons, "seasons")?;
        let levels = Some(numbers(&self.levels, "levels")?).filter(|levels| !levels.is_empty());
        let budget = number(&self.budget, "budget", "must be a whole number of seconds")?;
        let window_length =
            number(&self.window_length, "window_length", "must be a whole number of periods")?;
        let parent = match self.parent.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| Error::field("parent", "there is no such model"))?),
        };
        let intervals = match self.intervals.as_str() {
            "" | "split" => Intervals::Split,
            "adaptive" => Intervals::Adaptive,
            _ => return Err(Error::field("intervals", "must be split or adaptive")),
        };
        let below_zero = match self.below_zero.as_str() {
            "" | "kept" => false,
            "possible" => true,
            _ => return Err(Error::field("below_zero", "must be kept or possible")),
        };
        let seconds = number(&self.search_seconds, "search.seconds", "must be a whole number of seconds")?;
        let search = Some(self.search_model).filter(|model| !model.is_empty());
        let search = search.map(|model| SearchInput { model, seconds: seconds.unwrap_or_default() });
        let metric = match self.metric.as_str() {
            "" => Metric::default(),
            name => name.parse().map_err(|why: String| Error::field("metric", why))?,
        };
        let drivers = self.roles.into_iter().filter(|role| !role.timing.is_empty()).enumerate();
        let drivers = drivers.map(|(i, ColumnRole { column, timing })| {
            let timing = match timing.as_str() {
                "futr" => DriverTiming::Futr,
                "hist" => DriverTiming::Hist,
                "static" => DriverTiming::Static,
                _ => {
                    let field = format!("drivers[{i}].timing");
                    return Err(Error::field(&field, "must be futr, hist or static"));
                }
            };
            Ok(DriverInput { column, timing })
        });
        Ok(TrainModel {
            name: self.name,
            source,
            time: self.time,
            target: self.target,
            series_id: Some(self.series_id).filter(|column| !column.is_empty()),
            drivers: drivers.collect::<Result<_, _>>()?,
            holidays: Some(self.holidays).filter(|code| !code.is_empty()),
            horizon: self.horizon,
            seasons,
            levels: levels.unwrap_or_else(|| vec![80, 95]),
            models: self.models,
            windows: self.windows,
            window_length,
            below_zero,
            seed: number(&self.seed, "seed", "must be a whole number")?.unwrap_or(1),
            budget,
            metric,
            parent,
            intervals,
            search,
            hierarchy,
        })
    }
}

/// A number, if one is given.
fn number<T: std::str::FromStr>(
    text: &str,
    field: &str,
    wrong: &str,
) -> Result<Option<T>, almanac_service::Error> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| almanac_service::Error::field(field, wrong)),
    }
}

/// Whole numbers that commas or spaces separate.
fn numbers<T: std::str::FromStr>(text: &str, field: &str) -> Result<Vec<T>, almanac_service::Error> {
    let parts = text.split([',', ' ', ';']).filter(|part| !part.is_empty());
    let parsed = parts
        .map(|part| part.parse().map_err(|_| almanac_service::Error::field(field, "must be whole numbers")));
    parsed.collect()
}

/// Starts a training and goes to the model.
#[server(endpoint = "model/train")]
pub(crate) async fn train_model(project: ProjectId, form: TrainForm) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let model = almanac_service::model::train(&app, &actor, project, form.input()?).await?;
    leptos_axum::redirect(&crate::paths::model(project, model.id));
    Ok(())
}
