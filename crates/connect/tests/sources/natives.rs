//! What the types of each database become.

use almanac_connect::Error;
use almanac_domain::data::ColumnType as T;
use almanac_domain::source::SourceKind;
use almanac_query::BoundValue as B;

use crate::counterpart::{Counterpart, rows, statement, value};

/// An expression, the type it is read as, and the value or the wrong value in words.
type Case = (&'static str, T, Result<&'static str, &'static str>);

const POSTGRES: [Case; 44] = [
    ("7::smallint", T::Integer, Ok("7")),
    ("(-7)::int", T::Integer, Ok("-7")),
    ("4294967295::oid", T::Integer, Ok("4294967295")),
    ("12.00::numeric", T::Integer, Ok("12")),
    ("12.50::numeric", T::Integer, Err("12.50")),
    ("9223372036854775808::numeric", T::Integer, Err("9223372036854775808")),
    ("12.50::numeric", T::Float, Ok("12.5")),
    ("-0.00012::numeric(10,5)", T::Text, Ok("-0.00012")),
    ("1234567890123456789012345.6789::numeric", T::Text, Ok("1234567890123456789012345.6789")),
    ("100000000::numeric", T::Text, Ok("100000000")),
    ("0.000000001::numeric", T::Text, Ok("0.000000001")),
    ("0::numeric(5,2)", T::Text, Ok("0.00")),
    ("'NaN'::numeric", T::Float, Ok("NaN")),
    ("'-Infinity'::numeric", T::Float, Ok("-inf")),
    ("'NaN'::float8", T::Float, Ok("NaN")),
    ("'infinity'::float4", T::Float, Ok("inf")),
    ("0.5::real", T::Float, Ok("0.5")),
    ("5", T::Float, Ok("5.0")),
    ("5", T::Boolean, Err("5")),
    ("true", T::Integer, Ok("1")),
    ("true", T::Text, Ok("true")),
    ("'ä'::varchar(3)", T::Text, Ok("ä")),
    ("'a'::char(3)", T::Text, Ok("a  ")),
    ("'ten'", T::Integer, Err("ten")),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", T::Text, Ok("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
    ("'{\"a\": 1}'::jsonb", T::Text, Ok("{\"a\": 1}")),
    ("'{\"a\":1}'::json", T::Text, Ok("{\"a\":1}")),
    ("'192.168.0.1'::inet", T::Text, Ok("192.168.0.1")),
    ("'192.168.0.1/24'::inet", T::Text, Ok("192.168.0.1/24")),
    ("'10.0.0.0/8'::cidr", T::Text, Ok("10.0.0.0/8")),
    ("'2001:db8::1'::inet", T::Text, Ok("2001:db8::1")),
    ("'08:15'::time", T::Text, Ok("08:15:00")),
    ("'08:15:00.5'::time", T::Text, Ok("08:15:00.500000")),
    ("'2024-01-31'::date", T::Timestamp, Ok("2024-01-31T00:00:00Z")),
    ("'2024-01-31 00:00'::timestamp", T::Date, Ok("2024-01-31")),
    ("'2024-01-31 08:15'::timestamp", T::Date, Err("2024-01-31 08:15:00")),
    ("'2024-01-31 08:15'::timestamp", T::Timestamp, Ok("2024-01-31T08:15:00Z")),
    ("'2024-01-31 08:15+02'::timestamptz", T::Timestamp, Ok("2024-01-31T06:15:00Z")),
    ("'infinity'::date", T::Date, Err("infinity")),
    ("'-infinity'::timestamp", T::Timestamp, Err("-infinity")),
    ("'2024-01-31T08:15:00Z'::text", T::Timestamp, Ok("2024-01-31T08:15:00Z")),
    ("'\\x00'::bytea", T::Text, Err("(a value of type bytea)")),
    ("array[1]", T::Text, Err("(a value of type _int4)")),
    ("'1 day'::interval", T::Text, Err("(a value of type interval)")),
];

const MYSQL: [Case; 20] = [
    ("cast(18446744073709551615 as unsigned)", T::Integer, Err("18446744073709551615")),
    ("cast(9223372036854775807 as unsigned)", T::Integer, Ok("9223372036854775807")),
    ("cast('12.50' as decimal(10,2))", T::Float, Ok("12.5")),
    ("cast('12.00' as decimal(10,2))", T::Integer, Ok("12")),
    ("cast('2024-01-31' as date)", T::Date, Ok("2024-01-31")),
    ("cast('2024-01-31' as date)", T::Timestamp, Ok("2024-01-31T00:00:00Z")),
    ("cast('2024-01-31 08:15:00.5' as datetime(6))", T::Timestamp, Ok("2024-01-31T08:15:00.500Z")),
    ("cast('2024-01-31 08:15' as datetime)", T::Date, Err("2024-01-31 08:15:00")),
    ("zero_date", T::Date, Ok("∅")),
    ("zero_time", T::Timestamp, Ok("∅")),
    ("half_date", T::Date, Ok("∅")),
    ("cast('-30:15:01' as time)", T::Text, Ok("-30:15:01")),
    ("flag", T::Boolean, Ok("true")),
    ("two", T::Boolean, Err("2")),
    ("bits", T::Integer, Ok("5")),
    ("picture", T::Text, Err("(2 bytes)")),
    ("mood", T::Text, Ok("sad")),
    ("at_year", T::Integer, Ok("2024")),
    ("one_real", T::Float, Ok("0.5")),
    ("concat(1, 'ä')", T::Text, Ok("1ä")),
];

const SQLITE: [Case; 20] = [
    ("1", T::Boolean, Ok("true")),
    ("2", T::Boolean, Err("2")),
    ("'ten'", T::Integer, Err("ten")),
    ("3.0", T::Integer, Ok("3")),
    ("3.5", T::Integer, Err("3.5")),
    ("'12'", T::Float, Ok("12.0")),
    ("9e999", T::Float, Ok("inf")),
    ("5", T::Text, Ok("5")),
    ("x'00ff'", T::Text, Err("(2 bytes)")),
    ("cast(x'ff' as text)", T::Text, Err("(text that is not UTF-8)")),
    ("'2024-01-31'", T::Date, Ok("2024-01-31")),
    ("'2024-01-31 00:00:00'", T::Date, Ok("2024-01-31")),
    ("'31.01.2024'", T::Date, Err("31.01.2024")),
    ("2460340.5", T::Date, Err("2460340.5")),
    ("1706659200", T::Timestamp, Err("1706659200")),
    ("'2024-01-31 08:15'", T::Timestamp, Ok("2024-01-31T08:15:00Z")),
    ("'2024-01-31T08:15:00.25Z'", T::Timestamp, Ok("2024-01-31T08:15:00.250Z")),
    ("'2024-01-31T08:15:00+02:00'", T::Timestamp, Ok("2024-01-31T06:15:00Z")),
    ("'2024-01-31'", T::Timestamp, Ok("2024-01-31T00:00:00Z")),
    ("''", T::Date, Err("")),
];

const MYSQL_TABLE: [&str; 3] = [
    "create table a (zero_date date, zero_time datetime, half_date date, flag tinyint(1), two tinyint(1), bits bit(5), \
     picture blob, mood enum('sad', 'happy'), at_year year, one_real float)",
    "set session sql_mode = ''",
    "insert into a values ('0000-00-00', '0000-00-00 00:00:00', '2024-00-00', 1, 2, b'101', x'00ff', 'sad', 2024, 0.5)",
];

#[tokio::test]
async fn native_types_are_read_or_refused_by_name() {
    for (kind, cases) in
        [(SourceKind::Postgres, &POSTGRES[..]), (SourceKind::Mysql, &MYSQL), (SourceKind::Sqlite, &SQLITE)]
    {
        // One connection runs both, since the mode is its own.
        let script = [MYSQL_TABLE[1], MYSQL_TABLE[0], MYSQL_TABLE[2]].join(";\n");
        let setup: &[&str] =
            if kind == SourceKind::Mysql { &[&script] } else { &["create table a (id int)"] };
        let Some(database) = Counterpart::with(kind, "t_natives", setup).await else { continue };
        let connector = database.open();
        let from = if kind == SourceKind::Mysql { " from a" } else { "" };
        for (expression, read_as, expected) in cases {
            let found = value(&*connector, &format!("select {expression}{from}"), *read_as).await;
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, *expected, "{kind:?} {expression}"),
                (Err(Error::Value { column, value, .. }), Err(expected)) => {
                    assert_eq!((&*column, &*value), ("value", *expected), "{kind:?} {expression}");
                }
                (found, _) => panic!("{kind:?} {expression} as {read_as:?}: {found:?}"),
            }
        }
    }
}

#[tokio::test]
async fn postgres_takes_a_value_as_the_type_that_it_asks_for() {
    let setup = "
        create type mood as enum ('sad', 'happy');
        create domain age as int;
        create table a (
            a smallint, b int, c bigint, d numeric, e real, f float8, g boolean, h text, i varchar(9), j char(3), k uuid,
            l mood, m jsonb, n inet, o date, p timestamp, q timestamptz, r age, s time, t \"char\"
        );
        insert into a values (
            1, 2, 3, 4.5, 0.5, 0.25, true, 'text', 'varchar', 'abc', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
            'happy', '{\"a\": 1}', '10.0.0.1', '2024-01-31', '2024-01-31 08:15:00.5', '2024-01-31 08:15:00.5Z', 7, '08:15', 'x'
        )";
    let Some(database) = Counterpart::with(SourceKind::Postgres, "t_params", &[setup]).await else { return };
    let connector = database.open();
    let text = |text: &str| B::Text(text.into());
    let time = B::Timestamp("2024-01-31T08:15:00.5Z".parse().unwrap());
    for (column, value) in [
        ("a", B::Integer(1)),
        ("b", B::Integer(2)),
        ("c", B::Integer(3)),
        ("d", B::Float(4.5)),
        ("e", B::Float(0.5)),
        ("f", B::Float(0.25)),
        ("g", B::Boolean(true)),
        ("h", text("text")),
        ("i", text("varchar")),
        ("j", text("abc")),
        ("k", text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
        ("l", text("happy")),
        ("m", text("{\"a\":1}")),
        ("n", text("10.0.0.1")),
        ("o", B::Date("2024-01-31".parse().unwrap())),
        ("p", time.clone()),
        ("q", time),
        ("r", B::Integer(7)),
        ("s", text("08:15")),
        ("t", text("x")),
    ] {
        let sql = format!("select count(*) from a where {column} = $1");
        let found =
            rows(&*connector, statement(&sql, vec![value.clone()], &[("n", T::Integer)])).await.unwrap();
        assert_eq!(found, [["1"]], "{column} {value:?}");
    }
    let column = [("l", T::Text)];
    assert_eq!(rows(&*connector, statement("select l from a", vec![], &column)).await.unwrap(), [["happy"]]);
}
