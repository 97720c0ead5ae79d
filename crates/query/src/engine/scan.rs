//! A Parquet file as the table of a rendered query.

use std::path::Path;
use std::sync::Arc;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};
use chrono::NaiveDate;
use datafusion::arrow::array::timezone::Tz;
use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::common::config::{ConfigNonZeroUsize, ConfigOptions};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::{SessionConfig, SessionContext};
use url::Url;

use super::{EngineConfig, Error, Result};
use crate::{BoundValue, Catalog, QueryDocument, Rendered, SOURCE_TABLE};

/// Levels that the SQL parser may descend: those of a filter, times two for `NOT (`, and some around it.
const PARSER_DEPTH: usize = 200;

/// A file that can be queried.
pub(super) struct Scan(SessionContext);

impl Scan {
    /// Declares `file`, an absolute path, as the source table with the columns of `catalog`, read by `threads`
    /// threads at once. Columns that the file has in
    /// another type are converted, those it lacks are null.
    pub(super) fn open(
        environment: &Arc<RuntimeEnv>,
        config: &EngineConfig,
        threads: usize,
        file: &Path,
        catalog: &Catalog,
    ) -> Result<Self> {
        let url = Url::from_file_path(file)
            .ok()
            .ok_or_else(|| Error::Engine("the file has no absolute path".to_owned()))?;
        let context = SessionContext::new_with_config_rt(session(config, threads)?, Arc::clone(environment));
        let fields = catalog.columns.iter().map(|column| {
            let kind = match column.kind {
                ColumnType::Text => DataType::Utf8View,
                other => data_type(other),
            };
            Field::new(&column.name, kind, true)
        });
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
        let table = ListingTableUrl::try_new(url, None)
            .map(|url| {
                ListingTableConfig::new(url)
                    .with_listing_options(options)
                    .with_schema(Arc::new(Schema::new(fields.collect::<Vec<_>>())))
            })
            .and_then(ListingTable::try_new)
            .and_then(|table| context.register_table(SOURCE_TABLE, Arc::new(table)));
        table?;
        Ok(Self(context))
    }

    /// Runs a rendered query.
    pub(super) async fn query(&self, rendered: Rendered) -> Result<SendableRecordBatchStream> {
        let read_only =
            SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let params: Vec<ScalarValue> = rendered.params.into_iter().map(scalar).collect();
        let stream = self
            .0
            .sql_with_options(&rendered.sql, read_only)
            .await?
            .with_param_values(params)?
            .execute_stream()
            .await?;
        Ok(stream)
    }
}

fn session(config: &EngineConfig, threads: usize) -> Result<SessionConfig> {
    let partitions = threads.max(1);
    let mut options = ConfigOptions::new();
    options.sql_parser.recursion_limit = ConfigNonZeroUsize::try_new(PARSER_DEPTH)?;
    options.execution.parquet.pushdown_filters = true;
    let spill = (10 << 20).min(config.memory_bytes / 8 / partitions);
    Ok(SessionConfig::from(options)
        .with_target_partitions(partitions)
        .with_sort_spill_reservation_bytes(spill))
}

/// Refuses time zones that do not exist.
pub(super) fn check_zones(document: &QueryDocument) -> Result<()> {
    let wrong: Vec<FieldError> = document
        .group_by
        .iter()
        .enumerate()
        .filter_map(|(i, group)| {
            let zone = group.bucket.as_ref()?.time_zone.as_ref()?;
            let path = format!("group_by[{i}].bucket.time_zone");
            zone.parse::<Tz>().is_err().then(|| FieldError::new(path, "there is no such time zone"))
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// The Arrow type of a column in results.
pub(super) fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

/// The Arrow schema of a result.
pub(super) fn schema(columns: &[Column]) -> Arc<Schema> {
    let field = |column: &Column| Field::new(&column.name, data_type(column.kind), true);
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn scalar(value: BoundValue) -> ScalarValue {
    match value {
        BoundValue::Boolean(value) => ScalarValue::Boolean(Some(value)),
        BoundValue::Integer(value) => ScalarValue::Int64(Some(value)),
        BoundValue::Float(value) => ScalarValue::Float64(Some(value)),
        BoundValue::Text(value) => ScalarValue::Utf8View(Some(value)),
        BoundValue::Date(value) => {
            let days = value.signed_duration_since(NaiveDate::default()).num_days();
            ScalarValue::Date32(i32::try_from(days).ok())
        }
        BoundValue::Timestamp(value) => {
            ScalarValue::TimestampMicrosecond(Some(value.timestamp_micros()), Some("UTC".into()))
        }
    }
}
