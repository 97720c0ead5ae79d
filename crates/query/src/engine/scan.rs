//! Parquet files as the tables of a rendered query.

use std::path::Path;
use std::sync::Arc;

use almanac_domain::data::{Column, ColumnType};
use chrono::NaiveDate;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::catalog::TableProvider;
use datafusion::common::ScalarValue;
use datafusion::common::TableReference;
use datafusion::common::config::{ConfigNonZeroUsize, ConfigOptions};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use url::Url;

use super::remote::{Asked, RemoteTable};
use super::{EngineConfig, Error, Result, Tables};
use crate::sql::render_named;
use crate::{BoundValue, Dialect, QueryDocument, Rendered, Source, table_name};

/// Levels that the SQL parser may descend: those of a filter, times two for `NOT (`, and some around it.
const PARSER_DEPTH: usize = 200;

/// More rows than a table has.
const ALL: usize = usize::MAX >> 1;

/// Who wrote the statement that names a table.
#[derive(Debug, Clone, Copy)]
enum By {
    /// It was rendered.
    Engine,
    /// People wrote it.
    People,
}

/// Where a plan runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// Here, on so many threads at once.
    Here {
        /// One at least.
        threads: usize,
    },
    /// On a cluster. Texts are no views there: sent as messages, they would carry along what they are views of.
    Cluster,
}

impl Place {
    /// How texts are kept.
    fn texts(self) -> DataType {
        match self {
            Self::Here { .. } => DataType::Utf8View,
            Self::Cluster => DataType::Utf8,
        }
    }
}

/// Tables that can be queried.
pub(super) struct Scan {
    context: SessionContext,
    place: Place,
}

impl Scan {
    /// Declares the files of `tables`, with absolute paths, under the names of their sources, for plans that run at
    /// `place`. Columns that a file has in another type are converted, those it lacks are null. What
    /// databases are asked when a query is planned is noted in `asked`. Of a restricted source only the rows that are
    /// seen are declared.
    pub(super) async fn open(
        environment: &Arc<RuntimeEnv>,
        config: &EngineConfig,
        place: Place,
        tables: &Tables,
        asked: Option<&Asked>,
    ) -> Result<Self> {
        let context = SessionContext::new_with_config_rt(session(config, place)?, Arc::clone(environment));
        let own = tables.catalog.iter().map(|(source, _)| (table_name(source), source, By::Engine));
        let named = tables.named.iter().map(|(name, source)| (name.clone(), source, By::People));
        for (name, source, by) in own.chain(named) {
            if let Some(mut table) = table(tables, source, place, asked)? {
                if tables.catalog.restrictions().restricts(source) {
                    let context = session(config, place)?;
                    let context = SessionContext::new_with_config_rt(context, Arc::clone(environment));
                    let alone = Self { context, place };
                    table = Box::pin(alone.seen(tables, source, table, by)).await?;
                }
                context.register_table(TableReference::bare(name), table)?;
            }
        }
        Ok(Self { context, place })
    }

    /// The rows of `table`, which is a restricted source, that are seen.
    async fn seen(
        &self,
        tables: &Tables,
        source: &Source,
        table: Arc<dyn TableProvider>,
        by: By,
    ) -> Result<Arc<dyn TableProvider>> {
        self.context.register_table(TableReference::bare(table_name(source)), table)?;
        let all = QueryDocument::of(source.clone());
        let seen = self.frame(render_named(&all, &tables.catalog, Dialect::DataFusion)?).await?;
        Ok(match by {
            By::Engine => seen,
            // No condition is looked at below a limit. One that fails would tell of rows that are not seen.
            By::People => seen.limit(0, Some(ALL))?,
        }
        .into_view())
    }

    /// The columns of the result of a statement, which is not run.
    pub(super) async fn columns(&self, text: &str) -> datafusion::common::Result<SchemaRef> {
        Ok(Arc::clone(self.context.sql_with_options(text, read_only()).await?.schema().inner()))
    }

    /// Runs a rendered query.
    pub(super) async fn query(&self, rendered: Rendered) -> Result<SendableRecordBatchStream> {
        Ok(self.frame(rendered).await?.execute_stream().await?)
    }

    /// What a rendered query does, for others to run.
    pub(super) async fn logical(&self, rendered: Rendered) -> Result<LogicalPlan> {
        Ok(self.frame(rendered).await?.into_unoptimized_plan())
    }

    /// Plans a rendered query down to what is asked of databases.
    pub(super) async fn plan(&self, rendered: Rendered) -> Result<()> {
        self.frame(rendered).await?.create_physical_plan().await?;
        Ok(())
    }

    async fn frame(&self, rendered: Rendered) -> Result<DataFrame> {
        let params: Vec<ScalarValue> =
            rendered.params.into_iter().map(|value| scalar(value, self.place)).collect();
        Ok(self.context.sql_with_options(&rendered.sql, read_only()).await?.with_param_values(params)?)
    }
}

fn read_only() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}

/// A source as a table, if it is one.
fn table(
    tables: &Tables,
    source: &Source,
    place: Place,
    asked: Option<&Asked>,
) -> Result<Option<Arc<dyn TableProvider>>> {
    let database = match source {
        Source::Dataset(id) => {
            let Some(file) = tables.files.get(id) else { return Ok(None) };
            let columns = tables.catalog.columns(source).unwrap_or_default();
            return Ok(Some(parquet(file, &columns, place)?));
        }
        Source::Table(table) => Some(table.source),
        Source::Sql(sql) => sql.source,
        Source::Query(_) | Source::Document(_) => None,
    };
    let Some(database) = database.and_then(|id| tables.databases.get(&id)) else { return Ok(None) };
    let remote =
        RemoteTable::new(Arc::clone(database), source.clone(), &tables.catalog, asked.map(Arc::clone));
    Ok(remote.map(|remote| Arc::new(remote) as Arc<dyn TableProvider>))
}

fn parquet(file: &Path, columns: &[Column], place: Place) -> Result<Arc<ListingTable>> {
    let url = Url::from_file_path(file)
        .ok()
        .ok_or_else(|| Error::Engine("the file has no absolute path".to_owned()))?;
    let fields = columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnType::Text => place.texts(),
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

fn session(config: &EngineConfig, place: Place) -> Result<SessionConfig> {
    let partitions = match place {
        Place::Here { threads } => threads.max(1),
        // The cluster says how many.
        Place::Cluster => 1,
    };
    let mut options = ConfigOptions::new();
    options.sql_parser.recursion_limit = ConfigNonZeroUsize::try_new(PARSER_DEPTH)?;
    options.execution.parquet.pushdown_filters = true;
    options.sql_parser.map_string_types_to_utf8view = matches!(place, Place::Here { .. });
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

fn scalar(value: BoundValue, place: Place) -> ScalarValue {
    match value {
        BoundValue::Boolean(value) => ScalarValue::Boolean(Some(value)),
        BoundValue::Integer(value) => ScalarValue::Int64(Some(value)),
        BoundValue::Float(value) => ScalarValue::Float64(Some(value)),
        BoundValue::Text(value) => match place {
            Place::Here { .. } => ScalarValue::Utf8View(Some(value)),
            Place::Cluster => ScalarValue::Utf8(Some(value)),
        },
        BoundValue::Date(value) => {
            let days = value.signed_duration_since(NaiveDate::default()).num_days();
            ScalarValue::Date32(i32::try_from(days).ok())
        }
        BoundValue::Timestamp(value) => {
            ScalarValue::TimestampMicrosecond(Some(value.timestamp_micros()), Some("UTC".into()))
        }
    }
}
