//! Tables of connected databases: whole queries go to the database if it holds all that they read, else
//! DataFusion asks it for the columns and rows that it needs.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use almanac_domain::SourceId;
use almanac_domain::data::Column;
use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::DataFusionError;
use datafusion::datasource::TableType;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

use super::{Error, Result, pushed, scan};
use crate::validate::MAX_ROWS;
use crate::{Catalog, Dialect, Filter, QueryDocument, Rendered, Source, render, render_text, table_name};

/// The rows of a statement.
pub type Batches = BoxStream<'static, Result<RecordBatch>>;

/// A connected database.
#[async_trait]
pub trait Database: Send + Sync + Debug {
    /// How its SQL is written.
    fn dialect(&self) -> Dialect;

    /// Runs a statement that reads. Its result has `columns`, by position.
    async fn query(&self, statement: Rendered, columns: Vec<Column>) -> Result<Batches>;
}

/// The statements that databases would be asked, with who would be asked.
pub(super) type Asked = Arc<Mutex<Vec<(SourceId, String)>>>;

/// A table of a database, for DataFusion.
#[derive(Debug)]
pub(super) struct RemoteTable {
    database: Arc<dyn Database>,
    /// Where statements are noted, if they are.
    asked: Option<Asked>,
    source: Source,
    catalog: Catalog,
    columns: Vec<Column>,
}

impl RemoteTable {
    /// `source`, which is in `catalog`.
    pub fn new(
        database: Arc<dyn Database>,
        source: Source,
        catalog: &Catalog,
        asked: Option<Asked>,
    ) -> Option<Self> {
        let relation = catalog.find(&source)?.clone();
        let columns = catalog.columns(&source)?;
        let catalog = Catalog::default().with(source.clone(), relation);
        Some(Self { database, asked, source, catalog, columns })
    }

    /// The query for some columns and rows.
    fn document(&self, columns: &[Column], filters: Vec<Filter>, limit: Option<u64>) -> QueryDocument {
        let mut document = QueryDocument::of(self.source.clone());
        document.columns = columns.iter().map(|column| column.name.clone()).collect();
        document.filter = (!filters.is_empty()).then_some(Filter::And(filters));
        document.limit = limit;
        document
    }

    /// What the database does itself of a condition.
    fn pushed(&self, expr: &Expr) -> Option<Filter> {
        let filter = pushed::filter(expr)?;
        let document = self.document(&self.columns, vec![filter.clone()], None);
        render(&document, &self.catalog, self.database.dialect()).ok().map(|_| filter)
    }

    /// Notes what would be asked.
    fn note(&self, document: &QueryDocument) -> Result<()> {
        let source = match &self.source {
            Source::Table(table) => Some(table.source),
            Source::Sql(sql) => sql.source,
            _ => None,
        };
        if let Some((asked, source)) = self.asked.as_ref().zip(source) {
            let sql = render_text(document, &self.catalog, self.database.dialect(), &table_name)?;
            asked.lock().unwrap_or_else(PoisonError::into_inner).push((source, sql));
        }
        Ok(())
    }
}

#[async_trait]
impl TableProvider for RemoteTable {
    fn schema(&self) -> SchemaRef {
        scan::schema(&self.columns)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> datafusion::common::Result<Vec<TableProviderFilterPushDown>> {
        let kind = |filter: &&Expr| match self.pushed(filter) {
            Some(_) => TableProviderFilterPushDown::Exact,
            None => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(kind).collect())
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
        let pick = |at: &usize| self.columns.get(*at).cloned();
        let wanted: Vec<Column> = match projection {
            Some(projection) => projection.iter().filter_map(pick).collect(),
            None => self.columns.clone(),
        };
        // A statement has one column at least, also where only rows are counted.
        let asked = if wanted.is_empty() { self.columns[..1].to_vec() } else { wanted.clone() };
        let filters = filters.iter().filter_map(|filter| self.pushed(filter)).collect();
        // No limit below 1 can be written, nor one beyond all rows.
        let limit = limit.map(|limit| limit.max(1) as u64).filter(|limit| *limit <= MAX_ROWS);
        let document = self.document(&asked, filters, limit);
        self.note(&document).map_err(outside)?;
        let statement = render(&document, &self.catalog, self.database.dialect());
        let statement = statement.map_err(|error| outside(error.into()))?;
        let schema = scan::schema(&wanted);
        let rows = RemoteRows {
            database: Arc::clone(&self.database),
            statement,
            columns: asked,
            schema: Arc::clone(&schema),
        };
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(rows)], None, None, false, None)?))
    }
}

/// The rows of a statement, when they are asked for.
#[derive(Debug)]
struct RemoteRows {
    database: Arc<dyn Database>,
    statement: Rendered,
    columns: Vec<Column>,
    schema: SchemaRef,
}

impl PartitionStream for RemoteRows {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let none = self.schema.fields().is_empty();
        let rows = ask(Arc::clone(&self.database), self.statement.clone(), self.columns.clone());
        let rows = rows.map(move |batch| match batch {
            Ok(batch) if none => Ok(batch.project(&[])?),
            Ok(batch) => Ok(batch),
            Err(error) => Err(outside(error)),
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}

fn ask(database: Arc<dyn Database>, statement: Rendered, columns: Vec<Column>) -> Batches {
    let begin = async move { database.query(statement, columns).await };
    futures::stream::once(begin).try_flatten().boxed()
}

/// The rows of a whole query that a database runs.
pub(super) fn whole(
    database: &Arc<dyn Database>,
    statement: Rendered,
    columns: &[Column],
) -> SendableRecordBatchStream {
    let schema: Arc<Schema> = scan::schema(columns);
    let rows = ask(Arc::clone(database), statement, columns.to_vec()).map_err(outside);
    Box::pin(RecordBatchStreamAdapter::new(schema, rows))
}

fn outside(error: Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
