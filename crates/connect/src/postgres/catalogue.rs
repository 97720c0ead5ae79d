//! The catalogue of PostgreSQL.

use almanac_domain::data::ColumnType;
use almanac_domain::source::{ForeignKey, Schema, TableColumn, TableKind, TableName};
use tokio_postgres::types::Kind;
use tokio_postgres::{Client, Column, Error, Row};

use crate::schema::Draft;

/// Tables and views that the user may read, without parts of partitioned tables.
const TABLES: &str = "
select
    n.nspname::text,
    c.relname::text,
    c.relkind = 'v',
    pg_catalog.obj_description(c.oid, 'pg_class'),
    case when c.relkind <> 'v' and c.reltuples >= 0 then c.reltuples::bigint end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'p', 'f')
    and not c.relispartition
    and n.nspname <> 'information_schema'
    and n.nspname !~ '^pg_'
    and pg_catalog.has_schema_privilege(n.oid, 'usage')
    and pg_catalog.has_any_column_privilege(c.oid, 'select')";

/// Their columns that the user may read. A domain is what it is based on.
const COLUMNS: &str = "
with recursive bases (oid, base) as (
    select t.oid, t.typbasetype from pg_catalog.pg_type t where t.typtype = 'd'
    union all
    select b.oid, t.typbasetype
    from bases b
    join pg_catalog.pg_type t on t.oid = b.base and t.typtype = 'd'
)
select
    n.nspname::text,
    c.relname::text,
    a.attname::text,
    base.typname::text,
    base.typtype = 'e',
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)),
    pg_catalog.col_description(c.oid, a.attnum)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid
join pg_catalog.pg_type t on t.oid = a.atttypid
left join (
    bases b join pg_catalog.pg_type x on x.oid = b.base and x.typtype <> 'd'
) on b.oid = t.oid
join pg_catalog.pg_type base on base.oid = coalesce(x.oid, t.oid)
where c.relkind in ('r', 'v', 'm', 'p', 'f')
    and not c.relispartition
    and n.nspname <> 'information_schema'
    and n.nspname !~ '^pg_'
    and a.attnum > 0
    and not a.attisdropped
    and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
order by c.oid, a.attnum";

/// Their keys, the names of the columns in order.
const KEYS: &str = "
select
    n.nspname::text,
    c.relname::text,
    array(
        select a.attname::text
        from pg_catalog.unnest(k.conkey) with ordinality as one (attnum, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = one.attnum
        order by one.place
    ),
    k.contype = 'p',
    fn.nspname::text,
    fc.relname::text,
    array(
        select a.attname::text
        from pg_catalog.unnest(k.confkey) with ordinality as one (attnum, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = one.attnum
        order by one.place
    )
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class fc on fc.oid = k.confrelid
left join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
where k.contype in ('p', 'f')
order by c.oid, k.conname";

pub(super) async fn read(client: &Client) -> Result<Schema, Error> {
    let mut draft = Draft::default();
    for row in client.query(TABLES, &[]).await? {
        let kind = if row.try_get(2)? { TableKind::View } else { TableKind::Table };
        draft.table(table(&row, 0)?, kind, row.try_get(3)?, row.try_get(4)?);
    }
    for row in client.query(COLUMNS, &[]).await? {
        let is_enum: bool = row.try_get(4)?;
        let column = TableColumn {
            name: row.try_get(2)?,
            kind: if is_enum { Some(ColumnType::Text) } else { column_type(row.try_get(3)?) },
            native: row.try_get(5)?,
            nullable: row.try_get(6)?,
            comment: row.try_get(7)?,
        };
        draft.column(&table(&row, 0)?, column);
    }
    for row in client.query(KEYS, &[]).await? {
        let (name, columns) = (table(&row, 0)?, row.try_get(2)?);
        if row.try_get(3)? {
            draft.primary_key(&name, columns);
        } else {
            draft.foreign_key(&name, ForeignKey { columns, table: table(&row, 4)?, to: row.try_get(6)? });
        }
    }
    Ok(draft.finish())
}

fn table(row: &Row, at: usize) -> Result<TableName, Error> {
    Ok(TableName { schema: Some(row.try_get(at)?), name: row.try_get(at + 1)? })
}

/// A column of the result of a statement.
pub(super) fn of_result(column: &Column) -> TableColumn {
    let native = column.type_();
    let kind = match native.kind() {
        Kind::Enum(_) => Some(ColumnType::Text),
        _ => column_type(native.name()),
    };
    let (name, native) = (column.name().to_owned(), native.name().to_owned());
    TableColumn { name, kind, native, nullable: true, comment: None }
}

/// What a type is read as, by its name in the catalogue.
pub(crate) fn column_type(name: &str) -> Option<ColumnType> {
    Some(match name {
        "int2" | "int4" | "int8" | "oid" => ColumnType::Integer,
        "float4" | "float8" | "numeric" => ColumnType::Float,
        "bool" => ColumnType::Boolean,
        "text" | "varchar" | "bpchar" | "name" | "char" | "citext" | "uuid" | "json" | "jsonb" | "xml"
        | "inet" | "cidr" | "time" => ColumnType::Text,
        "date" => ColumnType::Date,
        "timestamp" | "timestamptz" => ColumnType::Timestamp,
        _ => return None,
    })
}
