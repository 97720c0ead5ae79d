//! Data sets: list, upload and import, profile, anomalies.

#[cfg(feature = "ssr")]
mod anomalies;
#[cfg(feature = "ssr")]
mod anomaly_form;
mod columns;
mod detail;
#[cfg(feature = "ssr")]
mod diff;
mod import;
mod list;
mod new;
mod options;
#[cfg(not(feature = "ssr"))]
mod send;
#[cfg(feature = "ssr")]
mod versions;

use almanac_domain::data::{ColumnType, DatasetState};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::i18n::texts_now;

#[cfg(feature = "ssr")]
pub(crate) use anomalies::AnomaliesPage;
pub(crate) use detail::DatasetPage;
#[cfg(feature = "ssr")]
pub(crate) use diff::DatasetDiffPage;
pub(crate) use list::DatasetsPage;
pub(crate) use new::NewDatasetPage;
#[cfg(feature = "ssr")]
pub(crate) use versions::DatasetVersionsPage;

/// All types.
pub(crate) const TYPES: [ColumnType; 6] = [
    ColumnType::Boolean,
    ColumnType::Integer,
    ColumnType::Float,
    ColumnType::Text,
    ColumnType::Date,
    ColumnType::Timestamp,
];

fn state(state: DatasetState) -> AnyView {
    let t = &texts_now().data;
    let (kind, text) = match state {
        DatasetState::Importing => ("busy", t.importing),
        DatasetState::Ready => ("good", t.ready),
        DatasetState::Failed => ("bad", t.failed),
    };
    view! { <State kind text/> }.erased()
}
