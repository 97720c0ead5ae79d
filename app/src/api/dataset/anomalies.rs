//! Server function: what is unusual in a data set.

use almanac_domain::data::{Anomalies, Dataset};
use almanac_domain::model::SeriesChoice;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{Answer, Failure};

/// Anomalous periods on a page.
pub(crate) const SHOWN: usize = 200;

/// Where and how anomalies are looked for, as the form says it; what is empty means the usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Looking {
    pub time: String,
    pub value: String,
    pub series: String,
    pub method: String,
    pub level: String,
    pub seasons: String,
    /// The series that is drawn; all are listed if it is empty.
    pub unique_id: String,
    pub offset: usize,
}

/// What the page of anomalies shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AnomaliesView {
    pub dataset: Dataset,
    /// The methods there are, the usual one first.
    pub methods: Vec<String>,
    /// The usual level.
    pub level: f64,
    /// What was found; nothing until it was asked for.
    pub found: Option<Result<Unusual, Failure>>,
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unusual {
    pub anomalies: Anomalies,
    pub series: SeriesChoice,
    /// The series in the chart.
    pub drawn: String,
    pub thinned: bool,
    pub chart: Value,
}

/// Looks for anomalies, if a time column is named.
#[server(endpoint = "dataset/anomalies")]
pub(crate) async fn dataset_anomalies(
    project: ProjectId,
    dataset: DatasetId,
    looking: Looking,
) -> Answer<AnomaliesView> {
    use almanac_service::{anomaly, dataset as use_case};
    let (app, actor) = crate::api::signed_in()?;
    let found = use_case::get(&app, &actor, project, dataset).await?;
    let methods = anomaly::methods().map(str::to_owned).to_vec();
    let (_, level) = anomaly::usual();
    let unusual = if looking.time.is_empty() {
        None
    } else {
        Some(look(&app, &actor, (project, dataset), &looking).await.map_err(Failure::from))
    };
    Ok(AnomaliesView { dataset: found, methods, level, found: unusual })
}

#[cfg(feature = "ssr")]
async fn look(
    app: &almanac_service::App,
    actor: &almanac_domain::Actor,
    (project, dataset): (ProjectId, DatasetId),
    looking: &Looking,
) -> almanac_service::Result<Unusual> {
    use almanac_service::anomaly;
    let found = anomaly::find(app, actor, project, dataset, looking.input()?).await?;
    let ids = found.series_ids();
    let one = almanac_service::forecast::meant(&ids, Some(looking.unique_id.clone()));
    let anomalies = found.page(one.as_deref(), looking.offset, SHOWN)?;
    let series = SeriesChoice::of(ids);
    // The first one in which something was found, if none is named.
    let odd = anomalies.series.iter().find(|one| one.anomalies > 0).or(anomalies.series.first());
    let drawn = odd.map(|one| one.unique_id.clone()).unwrap_or_default();
    let course = found.course(Some(&drawn))?;
    let title = crate::charts::title(&looking.value, &drawn, &series);
    let chart = almanac_chart::anomaly_options(&title, &looking.value, &course, &crate::charts::labels());
    Ok(Unusual { anomalies, series, drawn, thinned: course.thinned, chart })
}

#[cfg(feature = "ssr")]
impl Looking {
    fn input(&self) -> almanac_service::Result<almanac_domain::data::FindAnomalies> {
        use almanac_service::{Error, anomaly};
        let (method, usual) = anomaly::usual();
        let level = match self.level.trim() {
            "" => usual,
            text => text.replace(',', ".").parse().map_err(|_| Error::field("level", "must be a number"))?,
        };
        Ok(almanac_domain::data::FindAnomalies {
            time: self.time.clone(),
            value: self.value.clone(),
            series: Some(self.series.clone()).filter(|name| !name.is_empty()),
            method: if self.method.is_empty() { method.to_owned() } else { self.method.clone() },
            level,
            seasons: anomaly::seasons(&self.seasons)?,
            model: None,
            seed: 1,
        })
    }
}
