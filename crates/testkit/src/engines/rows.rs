//! The rows of the two tables: `t` has a column of each type, `u` has parts of its rows.

/// The keys.
pub const ID: [i64; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
/// Whole numbers.
pub const N: [Option<i64>; 8] =
    [Some(1), Some(-7), None, Some(1), Some(40), Some(0), Some(1_000_000), Some(3)];
/// Numbers.
pub const X: [Option<f64>; 8] =
    [Some(0.5), Some(-2.25), Some(1e9), None, Some(0.0), Some(2.5), Some(-0.125), Some(7.0)];
/// Texts.
pub const S: [Option<&str>; 8] = [
    Some("Ärger"),
    Some("arger"),
    Some("ARGER"),
    None,
    Some("100%"),
    Some("a_b\\"),
    Some("' or 1=1 --"),
    Some("日本"),
];
/// Days.
pub const D: [Option<&str>; 8] = [
    Some("2024-02-29"),
    Some("2024-03-03"),
    Some("1969-12-31"),
    None,
    Some("2023-12-31"),
    Some("2024-03-04"),
    Some("1950-06-15"),
    Some("2024-12-31"),
];
/// Times, in UTC.
pub const AT: [Option<&str>; 8] = [
    Some("2024-03-30 22:59:59.500"),
    Some("2024-03-30 23:00:00.000"),
    Some("1969-12-31 23:59:59.000"),
    None,
    Some("2024-10-27 00:30:00.000"),
    Some("2024-10-27 01:30:00.000"),
    Some("1950-06-15 12:00:00.000"),
    Some("2024-12-31 23:59:59.999"),
];
/// Truth values.
pub const B: [Option<bool>; 8] =
    [Some(true), Some(false), None, Some(true), Some(false), Some(false), Some(true), Some(true)];
/// Parts of the rows of the first table, one of no row: key, key of the row, name.
pub const U: [(i64, Option<i64>, &str); 5] = [
    (1, Some(1), "one"),
    (2, Some(1), "two"),
    (3, Some(5), "three"),
    (4, None, "four"),
    (5, Some(99), "five"),
];
