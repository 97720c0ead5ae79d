//! The whole result of a query as a file.

use std::path::Path;

use almanac_domain::saved::{ExportFormat, RunQuery};
use almanac_domain::{Actor, Capability, ProjectId};
use almanac_ingest::SHEET_ROWS;
use almanac_query::{QueryDocument, Tables};
use serde_json::json;

use super::{Readable, readable};
use crate::audit::{Object, record};
use crate::error::blocking;
use crate::files::Temporary;
use crate::measure::Measured;
use crate::row_rule::For;
use crate::{App, Error, Result, access};

/// A file with the result of a query. It is removed when it is no longer wanted.
#[derive(Debug)]
pub struct Exported {
    /// How many rows it has.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    file: Temporary,
}

impl Exported {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }
}

/// Runs a query and writes all its rows to a file, of which a spreadsheet runs nothing.
pub async fn export(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    query: RunQuery,
    format: ExportFormat,
) -> Result<Exported> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let Readable { document, tables } = readable(app, &mut tx, For::Person(actor), project, query).await?;
    drop(tx);
    let exported = exported(app, &tables, &document, format).await?;
    let Exported { rows, bytes, .. } = exported;
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "format": format.name(), "rows": rows, "bytes": bytes });
    record(app, &mut tx, actor, "query.export", Object("project", project.0), detail).await?;
    tx.save().await?;
    Ok(exported)
}

/// All rows of a query as a file.
pub(crate) async fn exported(
    app: &App,
    tables: &Tables,
    document: &QueryDocument,
    format: ExportFormat,
) -> Result<Exported> {
    let measured = Measured::query();
    let table = app.files().temporary(app.new_id());
    let written = app.engine().write_parquet(tables, document, table.path()).await.map_err(Error::from);
    measured.end_with_rows(&written, |rows| *rows);
    let rows = written?;
    if format == ExportFormat::Xlsx && rows > SHEET_ROWS {
        let problem =
            format!("a sheet holds {SHEET_ROWS} rows, and the result has {rows}: take CSV or Parquet");
        return Err(Error::field("format", problem));
    }
    let file = app.files().temporary(app.new_id());
    let (file, bytes) = blocking(move || {
        almanac_ingest::convert(table.path(), format, file.path())?;
        let bytes = std::fs::metadata(file.path())?.len();
        Ok((file, bytes))
    })
    .await?;
    Ok(Exported { rows, bytes, file })
}
