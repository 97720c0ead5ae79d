//! A table that is large enough to be read in parts.

use std::path::Path;
use std::sync::Arc;

use almanac_domain::data::ColumnType;
use almanac_query::{QueryDocument, Tables};
use almanac_testkit::engines::{document, put};
use datafusion::arrow::array::{ArrayRef, Int64Array};
use serde_json::{Value, json};

/// Rows; a file of more than the 10 MiB from which on files are split.
const ROWS: u64 = 1_500_000;

/// One and a half million people of a thousand towns in three countries.
pub struct Towns {
    pub tables: Tables,
    source: Value,
}

impl Towns {
    /// Writes the table into `folder`.
    pub fn write(folder: &Path) -> Self {
        let column = |number: &dyn Fn(u64) -> u64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values((0..ROWS).map(|row| number(row).cast_signed())))
        };
        // Each number once, in no order that could be packed.
        let mixed = |row: u64| row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
        let table = [
            ("person", ColumnType::Integer, column(&mixed)),
            ("town", ColumnType::Integer, column(&|row| mixed(row) % 1_000)),
            ("country", ColumnType::Integer, column(&|row| row % 3)),
        ];
        let mut tables = Tables::default();
        let source = put(&mut tables, folder, 7, &table);
        Self { tables, source }
    }

    /// How many people there are in each town, in no order.
    pub fn people(&self) -> QueryDocument {
        self.document(&json!({
            "group_by": [{"column": "town"}],
            "aggregates": [{"fn": "count", "alias": "people"}, {"fn": "max", "column": "person", "alias": "last"}],
        }))
    }

    /// All pairs of people of the same country: more than anybody waits for.
    pub fn pairs(&self) -> QueryDocument {
        self.document(&json!({
            "joins": [{"source": "T", "as": "other", "on": [{"left": "country", "right": "country"}]}],
            "aggregates": [{"fn": "max", "column": "other.person", "alias": "last"}],
        }))
    }

    pub fn document(&self, changes: &Value) -> QueryDocument {
        document(changes, &self.source, &self.source)
    }
}

/// Rows in an order of their own.
pub fn ordered(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.sort_by_key(|row| json!(row).to_string());
    rows
}
