//! The catalogue of MySQL and MariaDB.

use almanac_domain::data::ColumnType;
use almanac_domain::source::{ForeignKey, Schema, TableColumn, TableKind, TableName};
use mysql_async::consts::ColumnType as Native;
use mysql_async::prelude::Queryable as _;
use mysql_async::{Column, Conn, Error};

use crate::schema::Draft;

const TABLES: &str = "
select
    t.table_name,
    t.table_type,
    t.table_comment,
    cast(t.table_rows as signed)
from information_schema.tables t
where t.table_schema = database() and t.table_type <> 'SEQUENCE'";

/// The columns that the user may read.
const COLUMNS: &str = "
select
    c.table_name,
    c.column_name,
    lower(c.data_type),
    c.column_type,
    c.is_nullable = 'YES',
    c.column_comment
from information_schema.columns c
where c.table_schema = database() and c.privileges like '%select%'
order by c.table_name, c.ordinal_position";

const KEYS: &str = "
select
    k.table_name,
    k.constraint_name,
    k.column_name,
    k.referenced_table_name,
    k.referenced_column_name
from information_schema.key_column_usage k
where k.table_schema = database()
    and (k.constraint_name = 'PRIMARY' or k.referenced_table_schema = database())
order by k.table_name, k.constraint_name, k.ordinal_position";

type KeyColumn = (String, String, String, Option<String>, Option<String>);

pub(super) async fn read(conn: &mut Conn) -> Result<Schema, Error> {
    let mut draft = Draft::default();
    let tables: Vec<(String, String, Option<String>, Option<i64>)> = conn.query(TABLES).await?;
    for (table, kind, comment, rows) in tables {
        let is_view = kind.contains("VIEW");
        let kind = if is_view { TableKind::View } else { TableKind::Table };
        // The comment of a view is the word for it.
        draft.table(name(table), kind, comment.filter(|_| !is_view), rows.filter(|_| !is_view));
    }
    let columns: Vec<(String, String, String, String, bool, Option<String>)> = conn.query(COLUMNS).await?;
    for (table, column, kind, native, nullable, comment) in columns {
        let kind = column_type(&kind, &native);
        draft.column(&name(table), TableColumn { name: column, kind, native, nullable, comment });
    }
    let keys: Vec<KeyColumn> = conn.query(KEYS).await?;
    for columns in keys.chunk_by(|one, next| (&one.0, &one.1) == (&next.0, &next.1)) {
        let Some((table, _, _, to_table, _)) = columns.first().cloned() else { continue };
        let from = columns.iter().map(|column| column.2.clone()).collect();
        match to_table {
            None => draft.primary_key(&name(table), from),
            Some(to_table) => {
                let to = columns.iter().filter_map(|column| column.4.clone()).collect();
                draft.foreign_key(&name(table), ForeignKey { columns: from, table: name(to_table), to });
            }
        }
    }
    Ok(draft.finish())
}

fn name(table: String) -> TableName {
    TableName { schema: None, name: table }
}

/// A column of the result of a statement.
pub(super) fn of_result(column: &Column) -> TableColumn {
    /// The number of the character set of bytes.
    const BINARY: u16 = 63;
    let bytes = column.character_set() == BINARY;
    let native = match column.column_type() {
        Native::MYSQL_TYPE_TINY if column.column_length() == 1 => "tinyint(1)",
        Native::MYSQL_TYPE_TINY => "tinyint",
        Native::MYSQL_TYPE_SHORT => "smallint",
        Native::MYSQL_TYPE_INT24 | Native::MYSQL_TYPE_LONG => "int",
        Native::MYSQL_TYPE_LONGLONG => "bigint",
        Native::MYSQL_TYPE_YEAR => "year",
        Native::MYSQL_TYPE_FLOAT => "float",
        Native::MYSQL_TYPE_DOUBLE => "double",
        Native::MYSQL_TYPE_DECIMAL | Native::MYSQL_TYPE_NEWDECIMAL => "decimal",
        Native::MYSQL_TYPE_DATE | Native::MYSQL_TYPE_NEWDATE => "date",
        Native::MYSQL_TYPE_DATETIME
        | Native::MYSQL_TYPE_DATETIME2
        | Native::MYSQL_TYPE_TIMESTAMP
        | Native::MYSQL_TYPE_TIMESTAMP2 => "datetime",
        Native::MYSQL_TYPE_TIME | Native::MYSQL_TYPE_TIME2 => "time",
        Native::MYSQL_TYPE_JSON => "json",
        Native::MYSQL_TYPE_BIT if column.column_length() == 1 => "bit(1)",
        Native::MYSQL_TYPE_VARCHAR
        | Native::MYSQL_TYPE_VAR_STRING
        | Native::MYSQL_TYPE_STRING
        | Native::MYSQL_TYPE_ENUM
        | Native::MYSQL_TYPE_SET
        | Native::MYSQL_TYPE_TINY_BLOB
        | Native::MYSQL_TYPE_MEDIUM_BLOB
        | Native::MYSQL_TYPE_LONG_BLOB
        | Native::MYSQL_TYPE_BLOB
            if !bytes =>
        {
            "text"
        }
        Native::MYSQL_TYPE_NULL => "char",
        _ => "binary",
    };
    let kind = column_type(native.split('(').next().unwrap_or(native), native);
    let name = column.name_str().into_owned();
    TableColumn { name, kind, native: native.to_owned(), nullable: true, comment: None }
}

/// What a type is read as.
pub(crate) fn column_type(name: &str, native: &str) -> Option<ColumnType> {
    Some(match name {
        "tinyint" if native.starts_with("tinyint(1)") => ColumnType::Boolean,
        "bit" if native == "bit(1)" => ColumnType::Boolean,
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "year" => ColumnType::Integer,
        "float" | "double" | "decimal" | "numeric" => ColumnType::Float,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" | "json"
        | "uuid" | "inet4" | "inet6" | "time" => ColumnType::Text,
        "date" => ColumnType::Date,
        "datetime" | "timestamp" => ColumnType::Timestamp,
        _ => return None,
    })
}
