//! The same questions for all that runs queries: two tables, and documents that ask them for every operator, function,
//! bucket, aggregate, join and window.
//!
//! To add a question: add a document in [`documents`]. Databases, DataFusion and a cluster are then asked it.

pub mod documents;
pub mod rows;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use almanac_domain::DatasetId;
use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Engine, QueryDocument, Relation, Source, Tables};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};
use uuid::Uuid;

use self::documents::{EXPRESSIONS, filters, kept, others, summaries};
use self::rows::{AT, B, D, ID, N, S, U, X};

/// All documents.
pub fn everything() -> Vec<Value> {
    let mut documents: Vec<Value> = filters().iter().map(kept).collect();
    documents.extend(EXPRESSIONS.iter().map(|expression| {
        json!({"computed": [{"name": "value", "expression": expression}], "columns": ["id", "value"],
            "sort": [{"by": "id"}]})
    }));
    documents.extend(summaries());
    documents.extend(others());
    documents
}

/// A document with `changes`, in which `"T"` and `"U"` stand for the two tables.
pub fn document(changes: &Value, source: &Value, other: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": source});
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let text = json.to_string();
    let text = text.replace("\"T\"", &source.to_string()).replace("\"U\"", &other.to_string());
    serde_json::from_str(&text).unwrap()
}

/// Whether two results are the same but for the last digits of their numbers.
pub fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Value::Number(left), Value::Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => (left - right).abs() <= 1e-9 * left.abs().max(1.0),
            _ => false,
        },
        _ => left == right,
    }
}

/// The two tables in files.
#[derive(Debug, Clone)]
pub struct Files {
    /// What a query reads.
    pub tables: Tables,
    /// The first table, as documents name it.
    pub source: Value,
    /// The second one.
    pub other: Value,
}

impl Files {
    /// Writes the files into `folder`.
    pub fn write(folder: &Path) -> Self {
        let micros = |time: &str| {
            chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S%.3f")
                .unwrap()
                .and_utc()
                .timestamp_micros()
        };
        let days = |date: &str| {
            let date: chrono::NaiveDate = date.parse().unwrap();
            i32::try_from((date - chrono::NaiveDate::default()).num_days()).unwrap()
        };
        let times = TimestampMicrosecondArray::from_iter(AT.map(|at| at.map(micros))).with_timezone("UTC");
        let t: [(&str, ColumnType, ArrayRef); 7] = [
            ("id", ColumnType::Integer, Arc::new(Int64Array::from(ID.to_vec()))),
            ("n", ColumnType::Integer, Arc::new(Int64Array::from(N.to_vec()))),
            ("x", ColumnType::Float, Arc::new(Float64Array::from(X.to_vec()))),
            ("s", ColumnType::Text, Arc::new(StringArray::from(S.to_vec()))),
            ("d", ColumnType::Date, Arc::new(Date32Array::from_iter(D.map(|d| d.map(days))))),
            ("at", ColumnType::Timestamp, Arc::new(times)),
            ("b", ColumnType::Boolean, Arc::new(BooleanArray::from(B.to_vec()))),
        ];
        let u: [(&str, ColumnType, ArrayRef); 3] = [
            ("id", ColumnType::Integer, Arc::new(Int64Array::from_iter_values(U.iter().map(|row| row.0)))),
            ("t_id", ColumnType::Integer, Arc::new(U.iter().map(|row| row.1).collect::<Int64Array>())),
            ("label", ColumnType::Text, Arc::new(StringArray::from_iter_values(U.iter().map(|row| row.2)))),
        ];
        let mut tables = Tables::default();
        let source = put(&mut tables, folder, 1, &t);
        let other = put(&mut tables, folder, 2, &u);
        Self { tables, source, other }
    }

    /// All rows of a document with `changes`.
    pub async fn rows(&self, engine: &Engine, changes: &Value) -> Value {
        let result = engine.run(&self.tables, &document(changes, &self.source, &self.other), 1_000).await;
        let result = result.unwrap_or_else(|error| panic!("{changes}: {error:?}"));
        assert_eq!(result.total_rows, result.rows.len() as u64, "{changes}");
        json!(result.rows)
    }
}

/// Writes a table as the data set of this number, and names it as documents do.
pub fn put(
    tables: &mut Tables,
    folder: &Path,
    number: u128,
    table: &[(&str, ColumnType, ArrayRef)],
) -> Value {
    let arrays = table.iter().map(|(name, _, array)| (*name, Arc::clone(array), true));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).unwrap();
    let path = folder.join(number.to_string());
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let columns = table.iter().map(|(name, kind, _)| Column { name: (*name).to_owned(), kind: *kind });
    let id = DatasetId(Uuid::from_u128(number));
    let source = Source::Dataset(id);
    tables.catalog.insert(source.clone(), Relation::Columns(columns.collect()));
    tables.files.insert(id, path);
    serde_json::to_value(source).unwrap()
}
