//! Where the rows of a query come from.

use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, QueryId, SourceId};
use serde::{Deserialize, Serialize};

use crate::QueryDocument;

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An imported data set.
    Dataset(DatasetId),
    /// A table of a connected database.
    Table(TableSource),
    /// The result of a saved query.
    Query(QueryId),
    /// The result of a query that is written here. It has no parameters of its own.
    Document(Box<QueryDocument>),
}

/// A table of a connected database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableSource {
    /// The database.
    pub source: SourceId,
    /// The table.
    #[serde(flatten)]
    pub table: TableName,
}
