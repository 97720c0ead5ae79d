//! Server function: makes a data set in which missing values are filled.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the form for missing values holds; which fields count follows from the method.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FillForm {
    pub name: String,
    pub method: String,
    pub columns: Vec<String>,
    pub time: String,
    pub series: String,
    /// Period, neighbours or iterations; what the method does by itself if empty.
    pub count: String,
}

impl FillForm {
    fn input(self) -> almanac_service::Result<almanac_domain::quality::FillInput> {
        use almanac_domain::quality::{FillInput, FillMethod};
        use almanac_service::Error;

        let method =
            FillMethod::of_name(&self.method).ok_or_else(|| Error::field("method", "is not known"))?;
        let count = match self.count.trim() {
            "" => None,
            text => Some(text.parse::<u32>().map_err(|_| Error::field("count", "must be a whole number"))?),
        };
        let method = match (method, count) {
            (FillMethod::Seasonal { .. }, period) => FillMethod::Seasonal { period },
            (FillMethod::Knn { .. }, Some(neighbours)) => FillMethod::Knn { neighbours },
            (FillMethod::Mice { .. }, Some(iterations)) => FillMethod::Mice { iterations },
            (other, _) => other,
        };
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let (time, series) = (given(self.time), given(self.series));
        Ok(FillInput { name: self.name, method, columns: self.columns, time, series })
    }
}

/// Makes a data set in which missing values of this one are filled.
#[server(endpoint = "quality/fill")]
pub(crate) async fn fill_dataset(project: ProjectId, dataset: DatasetId, form: FillForm) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = form.input()?;
    let started = almanac_service::quality::fill(&app, &actor, project, dataset, input).await?;
    leptos_axum::redirect(&crate::paths::dataset(project, started.dataset.id));
    Ok(())
}

#[cfg(test)]
mod tests {
    use almanac_domain::quality::FillMethod;

    use super::*;

    #[test]
    fn empty_fields_mean_what_the_method_does_by_itself() {
        let form = |method: &str, count: &str| FillForm {
            method: method.to_owned(),
            count: count.to_owned(),
            ..FillForm::default()
        };
        assert_eq!(form("knn", "").input().unwrap().method, FillMethod::Knn { neighbours: 5 });
        assert_eq!(form("mice", "3").input().unwrap().method, FillMethod::Mice { iterations: 3 });
        assert_eq!(form("seasonal", " ").input().unwrap().method, FillMethod::Seasonal { period: None });
        assert_eq!(form("linear", "").input().unwrap().time, None);
        assert!(form("mean", "").input().is_err() && form("knn", "many").input().is_err());
    }
}
