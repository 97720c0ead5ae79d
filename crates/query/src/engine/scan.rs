//! Parquet files as the tables of a rendered query.

use std::path::Path;
use std::sync::Arc;

use almanac_domain::data::{Column, ColumnType};
use chrono::NaiveDate;
use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::common::TableReference;
use datafusion::common::config::{ConfigNonZeroUsize, ConfigOptions};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::{SessionConfig, SessionContext};
use url::Url;

use super::remote::RemoteTable;
use super::{EngineConfig, Error, Result, Tables};
use crate::{BoundValue, Rendered, Source, table_name};

/// Levels that the SQL parser may descend: those of a filter, times two for `NOT (`, and some around it.
const PARSER_DEPTH: usize = 200;

/// Tables that can be queried.
pub(super) struct Scan(SessionContext);

impl Scan {
    /// Declares the files of `tables`, with absolute paths, under the names of their sources, read by `threads`
    /// threads at once. Columns that a file has in another type are converted, those it lacks are null.
    pub(super) fn open(
        environment: &Arc<RuntimeEnv>,
        config: &EngineConfig,
        threads: usize,
        tables: &Tables,
    ) -> Result<Self> {
        let context = SessionContext::new_with_config_rt(session(config, threads)?, Arc::clone(environment));
        for (id, file) in &tables.files {
            let source = Source::Dataset(*id);
            let columns = tables.catalog.columns(&source).unwrap_or_default();
            let name = TableReference::bare(table_name(&source));
            context.register_table(name, parquet(file, &columns)?)?;
        }
        for (source, _) in tables.catalog.iter() {
            let Source::Table(table) = source else { continue };
            let Some(database) = tables.databases.get(&table.source) else { continue };
            if let Some(remote) = RemoteTable::new(Arc::clone(database), source.clone(), &tables.catalog) {
                context.register_table(TableReference::bare(table_name(source)), Arc::new(remote))?;
            }
        }
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

fn parquet(file: &Path, columns: &[Column]) -> Result<Arc<ListingTable>> {
    let url = Url::from_file_path(file)
        .ok()
        .ok_or_else(|| Error::Engine("the file has no absolute path".to_owned()))?;
    let fields = columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnType::Text => DataType::Utf8View,
            other => data_type(other),
        };
        Field::new(&column.name, kind, true)
    });
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
    let config = ListingTableConfig::new(ListingTableUrl::try_new(url, None)?)
        .with_listing_options(options)
        .with_schema(Arc::new(Schema::new(fields.collect::<Vec<_>>())));
    Ok(Arc::new(ListingTable::try_new(config)?))
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
