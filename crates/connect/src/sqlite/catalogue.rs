//! The catalogue of a file of SQLite.

use almanac_domain::data::ColumnType;
use almanac_domain::source::{ForeignKey, Schema, TableColumn, TableKind, TableName};
use futures::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Column as _, Either, Executor as _, Result, Row as _, SqlSafeStr as _, SqliteConnection,
    Statement as _, TypeInfo as _, ValueRef as _,
};

use crate::schema::Draft;

const COLUMNS: &str = "
select
    m.name,
    m.type = 'view',
    c.name,
    c.type,
    c.\"notnull\" = 0,
    c.pk
from sqlite_schema m
join pragma_table_xinfo(m.name) c
where m.type = $1
    and m.name = coalesce($2, m.name)
    and m.name not like 'sqlite\\_%' escape '\\'
    and c.hidden <> 1
order by m.name, c.cid";

const VIEWS: &str = "select name from sqlite_schema where type = 'view'";

const KEYS: &str = "
select
    m.name,
    k.id,
    k.\"table\",
    k.\"from\",
    k.\"to\"
from sqlite_schema m
join pragma_foreign_key_list(m.name) k
where m.type = 'table'
order by m.name, k.id, k.seq";

const COUNTED: &str = "select count(*) from sqlite_schema where name = 'sqlite_stat1'";

/// The first number of an index is how many rows it has.
const ESTIMATES: &str = "
select
    tbl,
    max(cast(stat as integer))
from sqlite_stat1
group by tbl";

type ColumnRow = (String, bool, String, String, bool, i64);
type KeyRow = (String, i64, String, String, Option<String>);

pub(super) async fn read(conn: &mut SqliteConnection) -> Result<Schema> {
    let mut draft = Draft::default();
    let counted: i64 = sqlx::query_scalar(COUNTED).fetch_one(&mut *conn).await?;
    let estimates: Vec<(String, i64)> =
        if counted == 0 { Vec::new() } else { sqlx::query_as(ESTIMATES).fetch_all(&mut *conn).await? };
    let mut columns = columns_of(conn, "table", None).await?;
    columns.extend(columns_of_views(conn).await?);
    for columns in columns.chunk_by(|one, next| one.0 == next.0) {
        let Some((table, is_view, ..)) = columns.first() else { continue };
        let rows = estimates.iter().find(|(name, _)| name == table).map(|(_, rows)| *rows);
        let kind = if *is_view { TableKind::View } else { TableKind::Table };
        draft.table(name(table), kind, None, rows);
        let mut key: Vec<_> = columns.iter().filter(|column| column.5 > 0).collect();
        key.sort_by_key(|column| column.5);
        for (_, _, column, native, nullable, place) in columns {
            // Such a column is the number of the row itself.
            let is_row = *place > 0 && key.len() == 1 && native.eq_ignore_ascii_case("integer");
            let column = TableColumn {
                name: column.clone(),
                kind: column_type(native),
                native: native.clone(),
                nullable: *nullable && !is_row,
                comment: None,
            };
            draft.column(&name(table), column);
        }
        draft.primary_key(&name(table), key.into_iter().map(|column| column.2.clone()).collect());
    }
    let keys: Vec<KeyRow> = sqlx::query_as(KEYS).fetch_all(conn).await?;
    for columns in keys.chunk_by(|one, next| (&one.0, one.1) == (&next.0, next.1)) {
        let Some((table, _, other, ..)) = columns.first() else { continue };
        let other = draft.named(other);
        // Without names it refers to the primary key.
        let to = columns.iter().map(|column| column.4.clone()).collect::<Option<Vec<_>>>();
        let to = to.unwrap_or_else(|| draft.key_of(&other).to_vec());
        let columns = columns.iter().map(|column| column.3.clone()).collect();
        draft.foreign_key(&name(table), ForeignKey { columns, table: other, to });
    }
    Ok(draft.finish())
}

async fn columns_of(conn: &mut SqliteConnection, kind: &str, name: Option<&str>) -> Result<Vec<ColumnRow>> {
    sqlx::query_as(COLUMNS).bind(kind).bind(name).fetch_all(conn).await
}

/// Views are only looked at one by one if there is one whose tables are gone; such are left out.
async fn columns_of_views(conn: &mut SqliteConnection) -> Result<Vec<ColumnRow>> {
    if let Ok(columns) = columns_of(conn, "view", None).await {
        return Ok(columns);
    }
    let mut columns = Vec::new();
    for view in sqlx::query_scalar::<_, String>(VIEWS).fetch_all(&mut *conn).await? {
        match columns_of(conn, "view", Some(&view)).await {
            Ok(found) => columns.extend(found),
            Err(error) => tracing::debug!(%error, view, "a view of a source cannot be read"),
        }
    }
    Ok(columns)
}

fn name(table: &str) -> TableName {
    TableName { schema: None, name: table.to_owned() }
}

/// What a statement returns.
pub(super) struct Described {
    pub columns: Vec<TableColumn>,
    /// How many values it wants.
    pub values: usize,
}

/// What a statement returns. The types of expressions are those of their first values.
pub(super) async fn of_result(conn: &mut SqliteConnection, sql: &str) -> Result<Described> {
    /// Rows that are looked at.
    const SAMPLED: usize = 200;
    // Checked by our caller: one statement that begins as a query, on a connection that only reads.
    let prepared = conn.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
    let values = match prepared.parameters() {
        Some(Either::Right(places)) => places,
        Some(Either::Left(_)) | None => 0,
    };
    let mut types: Vec<String> =
        prepared.columns().iter().map(|column| column.type_info().name().to_owned()).collect();
    let declared: Vec<bool> = types.iter().map(|native| native != UNKNOWN).collect();
    if values == 0 && declared.contains(&false) {
        let mut rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch(&mut *conn);
        for _ in 0..SAMPLED {
            let Some(row) = rows.try_next().await? else { break };
            for (at, native) in types.iter_mut().enumerate().filter(|(at, _)| !declared[*at]) {
                let value = row.try_get_raw(at)?;
                let found = value.type_info().name().to_owned();
                // Of whole numbers and others, the others hold both.
                if !value.is_null() && (native == UNKNOWN || found == "REAL") {
                    *native = found;
                }
            }
        }
    }
    let described = |(column, native): (&sqlx::sqlite::SqliteColumn, String)| {
        let kind = if native == UNKNOWN { Some(ColumnType::Text) } else { column_type(&native) };
        TableColumn { name: column.name().to_owned(), kind, native, nullable: true, comment: None }
    };
    Ok(Described { columns: prepared.columns().iter().zip(types).map(described).collect(), values })
}

/// The type of what has none.
const UNKNOWN: &str = "NULL";

/// What a declared type is read as: SQLite's rules of affinity, with the words that they leave out. A column
/// without a type, such as an expression of a view, is read as text.
pub(crate) fn column_type(native: &str) -> Option<ColumnType> {
    let native = native.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| native.contains(word));
    Some(if native.is_empty() {
        ColumnType::Text
    } else if has(&["BLOB", "BINARY", "POINT", "GEOM", "POLYGON"]) {
        return None;
    } else if has(&["INT"]) {
        ColumnType::Integer
    } else if has(&["CHAR", "CLOB", "TEXT", "UUID", "JSON", "STRING"]) {
        ColumnType::Text
    } else if has(&["REAL", "FLOA", "DOUB", "NUM", "DEC", "MONEY"]) {
        ColumnType::Float
    } else if has(&["BOOL"]) {
        ColumnType::Boolean
    } else if has(&["DATETIME", "TIMESTAMP"]) {
        ColumnType::Timestamp
    } else if has(&["DATE"]) {
        ColumnType::Date
    } else if has(&["TIME"]) {
        ColumnType::Text
    } else {
        return None;
    })
}
