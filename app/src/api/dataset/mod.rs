//! Data sets.

#[cfg(feature = "ssr")]
mod anomalies;
#[cfg(feature = "ssr")]
mod compare;
mod delete;
#[cfg(feature = "ssr")]
mod delete_version;
#[cfg(feature = "ssr")]
mod describe;
mod get;
mod import;
mod import_version;
mod list;
mod profile;
mod rename;
mod rows;
#[cfg(feature = "ssr")]
mod use_version;
#[cfg(feature = "ssr")]
mod versions;

#[cfg(feature = "ssr")]
pub(crate) use anomalies::*;
#[cfg(feature = "ssr")]
pub(crate) use compare::*;
pub(crate) use delete::*;
#[cfg(feature = "ssr")]
pub(crate) use delete_version::*;
#[cfg(feature = "ssr")]
pub(crate) use describe::*;
pub(crate) use get::*;
pub(crate) use import::*;
pub(crate) use import_version::*;
pub(crate) use list::*;
pub(crate) use profile::*;
pub(crate) use rename::*;
pub(crate) use rows::*;
#[cfg(feature = "ssr")]
pub(crate) use use_version::*;
#[cfg(feature = "ssr")]
pub(crate) use versions::*;

#[cfg(feature = "ssr")]
use almanac_domain::data::ImportOptions;

/// How a file is read, as the form of an import sends it: as JSON.
#[cfg(feature = "ssr")]
fn options(text: &str) -> crate::api::Answer<ImportOptions> {
    serde_json::from_str(text)
        .map_err(|error| almanac_service::Error::field("options", error.to_string()).into())
}

/// The page of the versions of a data set.
#[cfg(feature = "ssr")]
fn versions_page(project: almanac_domain::ProjectId, dataset: almanac_domain::DatasetId) -> String {
    crate::paths::dataset_page(project, dataset, "versions")
}
