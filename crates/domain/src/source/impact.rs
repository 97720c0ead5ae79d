//! What a change of a schema means for what reads it.

use serde::{Deserialize, Serialize};

use super::{Schema, Table, TableColumn, TableName, Versioned};
use crate::{ForecastId, ModelId, QueryId, ScenarioId};

/// Something that a saved query uses and that is another than when the query was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryProblem {
    /// The database or data set that it is about, as `source` or `dataset`; neither if that cannot be told.
    #[serde(flatten)]
    pub of: Option<Versioned>,
    /// What happened.
    pub what: SchemaBreak,
    /// Whether the query cannot run because of it, or not be drawn as its chart or a tile says.
    pub breaks: bool,
    /// Where the document of the query, its chart or a tile names it, such as `filter.and[0].column`.
    pub places: Vec<String>,
}

/// What happened to something that a query uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SchemaBreak {
    /// The table is gone.
    TableRemoved {
        /// The table.
        table: TableName,
        /// What it may be called now: the one new table with the same columns.
        renamed_to: Option<TableName>,
    },
    /// The column is gone.
    ColumnRemoved {
        /// Its table.
        table: TableName,
        /// The column.
        column: String,
        /// What it may be called now: the one new column of the same type.
        renamed_to: Option<String>,
    },
    /// The column has another type.
    TypeChanged {
        /// Its table.
        table: TableName,
        /// The column.
        column: String,
        /// Its type before, as the database writes it.
        before: String,
        /// Its type after.
        after: String,
    },
    /// The query does not fit any more, though nothing that it names is another.
    Unfit {
        /// Why.
        message: String,
    },
}

/// How a saved query stands to the databases and data sets that it reads, itself or through other saved queries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryStanding {
    /// The databases and data sets with the versions of their schemas.
    pub sources: Vec<ReadSource>,
    /// What is another than when the query was saved.
    pub problems: Vec<QueryProblem>,
}

/// A database or data set that a saved query reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadSource {
    /// Which one, as `source` or `dataset`.
    #[serde(flatten)]
    pub of: Versioned,
    /// Its name.
    pub name: String,
    /// The version of its schema that the query was saved with; the oldest if it was saved with several.
    pub saved: i64,
    /// The version that queries use now.
    pub used: i64,
}

/// What a change of a schema means for a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchemaImpact {
    /// The saved queries that use what changed, the broken ones first.
    pub queries: Vec<AffectedQuery>,
    /// The models that learned from what changed itself, not from a query; none are told to who may not see models
    /// and forecasts.
    #[serde(default)]
    pub models: Vec<AffectedModel>,
}

/// A saved query that uses what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedQuery {
    /// Its id.
    pub id: QueryId,
    /// Its name.
    pub name: String,
    /// What it uses that changed.
    pub problems: Vec<QueryProblem>,
    /// The models that learned from it; none are told to who may not see models and forecasts.
    pub models: Vec<AffectedModel>,
}

impl AffectedQuery {
    /// Whether it cannot run.
    pub fn is_broken(&self) -> bool {
        self.problems.iter().any(|problem| problem.breaks)
    }
}

/// A model that learned from a query or a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedModel {
    /// Its id.
    pub id: ModelId,
    /// Its name.
    pub name: String,
    /// The forecasts that it made.
    pub forecasts: Vec<AffectedForecast>,
}

/// A forecast of such a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedForecast {
    /// Its id.
    pub id: ForecastId,
    /// Its name.
    pub name: String,
    /// The scenarios that build on it.
    pub scenarios: Vec<AffectedScenario>,
}

/// A scenario that builds on such a forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedScenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its name.
    pub name: String,
}

/// What a column that is gone may be called now: the one new column of the same type, if it is the only one of
/// that type that is gone.
pub fn renamed_column(gone: &TableColumn, before: &Table, after: &Table) -> Option<String> {
    let alike = |one: &TableColumn| {
        one.kind == gone.kind && one.native == gone.native && one.nullable == gone.nullable
    };
    let only_in = |table: &Table, other: &Table| -> Vec<String> {
        let new = |column: &&TableColumn| other.columns.iter().all(|one| one.name != column.name);
        table.columns.iter().filter(new).filter(|one| alike(one)).map(|one| one.name.clone()).collect()
    };
    let (lost, won) = (only_in(before, after), only_in(after, before));
    match (lost.as_slice(), won.as_slice()) {
        ([_], [name]) => Some(name.clone()),
        _ => None,
    }
}

/// What a table that is gone may be called now: the one new table with the same columns, if it is the only one
/// with these that is gone.
pub fn renamed_table(gone: &TableName, before: &Schema, after: &Schema) -> Option<TableName> {
    let signature = |table: &Table| {
        let mut columns: Vec<(String, String)> =
            table.columns.iter().map(|column| (column.name.clone(), column.native.clone())).collect();
        columns.sort();
        columns
    };
    let wanted = signature(before.find(gone)?);
    let only_in = |schema: &Schema, other: &Schema| -> Vec<TableName> {
        let new = schema.tables.iter().filter(|table| other.find(&table.name).is_none());
        new.filter(|table| signature(table) == wanted).map(|table| table.name.clone()).collect()
    };
    let (lost, won) = (only_in(before, after), only_in(after, before));
    match (lost.as_slice(), won.as_slice()) {
        ([_], [name]) => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(name: &str, columns: &[(&str, &str)]) -> Table {
        let columns: Vec<_> = columns
            .iter()
            .map(|(name, native)| json!({"name": name, "type": "text", "native": native, "nullable": true}))
            .collect();
        serde_json::from_value(json!({"name": {"name": name}, "kind": "table", "columns": columns})).unwrap()
    }

    fn schema(tables: &[Table]) -> Schema {
        Schema { tables: tables.to_vec() }
    }

    #[test]
    fn column_may_be_renamed_to_the_only_new_one_of_its_type() {
        let before = table("orders", &[("id", "int"), ("total", "numeric"), ("note", "text")]);
        let gone = &before.columns[1];
        for (after, expected) in [
            (table("orders", &[("id", "int"), ("amount", "numeric"), ("note", "text")]), Some("amount")),
            (table("orders", &[("id", "int"), ("amount", "text"), ("note", "text")]), None),
            (table("orders", &[("a", "numeric"), ("b", "numeric")]), None),
            (table("orders", &[("id", "int"), ("note", "text")]), None),
        ] {
            assert_eq!(renamed_column(gone, &before, &after).as_deref(), expected, "{after:?}");
        }
        let twins = table("orders", &[("a", "text"), ("b", "text")]);
        let one_left = table("orders", &[("c", "text")]);
        assert_eq!(renamed_column(&twins.columns[0], &twins, &one_left), None, "either may be it");
    }

    #[test]
    fn table_may_be_renamed_to_the_only_new_one_with_its_columns() {
        let columns = [("id", "int"), ("name", "text")];
        let (old, new) = (table("people", &columns), table("persons", &columns));
        let other = table("prices", &[("id", "int")]);
        let before = schema(&[old.clone(), other.clone()]);
        let found = renamed_table(&old.name, &before, &schema(&[new.clone(), other.clone()]));
        assert_eq!(found, Some(new.name.clone()));
        let twice = schema(&[new, table("humans", &columns)]);
        assert_eq!(renamed_table(&old.name, &before, &twice), None);
        assert_eq!(renamed_table(&old.name, &before, &schema(&[other])), None);
    }
}
