//! What is asked: each operator, function, bucket, aggregate, join and window.

use serde_json::{Value, json};

/// Rows by a filter.
pub fn kept(filter: &Value) -> Value {
    json!({"columns": ["id"], "filter": filter, "sort": [{"by": "id"}]})
}

/// Conditions, with every operator.
pub fn filters() -> Vec<Value> {
    let one = |column: &str, op: &str, value: Value| json!({"column": column, "op": op, "value": value});
    let mut filters = Vec::new();
    for op in ["eq", "ne", "lt", "le", "gt", "ge"] {
        filters.push(one("n", op, json!(1)));
        filters.push(one("n", op, json!(0.5)));
        filters.push(one("x", op, json!(2.5)));
        filters.push(one("s", op, json!("ARGER")));
        filters.push(one("s", op, json!("日本")));
        filters.push(one("d", op, json!("2024-02-29")));
        filters.push(one("at", op, json!("2024-03-30T23:00:00Z")));
    }
    filters.extend([
        one("b", "eq", json!(true)),
        one("b", "ne", json!(true)),
        json!({"column": "n", "op": "between", "values": [0, 3]}),
        json!({"column": "d", "op": "between", "values": ["1969-12-31", "2024-02-29"]}),
        json!({"column": "at", "op": "between", "values": ["1969-12-31", "2024-10-27T00:30:00Z"]}),
        json!({"column": "n", "op": "in", "values": [1, 40]}),
        json!({"column": "s", "op": "in", "values": ["arger", "' or 1=1 --", "x'; drop table t; --"]}),
        one("s", "contains", json!("rge")),
        one("s", "contains", json!("%")),
        one("s", "contains", json!("_")),
        one("s", "contains", json!("\\")),
        one("s", "contains", json!("'")),
        one("s", "starts_with", json!("AR")),
        json!({"column": "s", "op": "starts_with", "value": "AR", "ignore_case": true}),
        json!({"column": "s", "op": "contains", "value": "ärger", "ignore_case": true}),
        one("s", "like", json!("_rger")),
        one("s", "like", json!("100\\%")),
        one("s", "like", json!("%*%")),
        json!({"column": "s", "op": "like", "value": "A%", "ignore_case": true}),
        one("s", "matches", json!("^[A-Zäöü]r?.*r$")),
        one("s", "matches", json!("\\d{2}|日本")),
        json!({"not": one("s", "matches", json!("(?i)^ÄRGER$"))}),
        json!({"column": "x", "op": "is_null"}),
        json!({"column": "at", "op": "is_not_null"}),
        json!({"not": {"column": "b", "op": "eq", "value": true}}),
        json!({"or": [one("n", "eq", json!(1)), json!({"and": [one("x", "lt", json!(0)), one("b", "eq", json!(true))]})]}),
        json!({"and": []}),
        json!({"or": []}),
    ]);
    filters
}

/// Computed columns, one for each function and operator.
pub const EXPRESSIONS: [&str; 46] = [
    "n + 1",
    "n - x",
    "n * 2",
    "n / 4",
    "x / n",
    "n % 3",
    "-n",
    "n = 1",
    "s <> 'arger'",
    "s < 'a'",
    "n >= 1 and x < 1 or b",
    "not b",
    "s is null",
    "n in (1, 3, 0.0)",
    "x between 0 and 3",
    "case when n > 1 then 'many' when n = 1 then 'one' else 'none' end",
    "case when b then n end",
    "if(b, x, n)",
    "coalesce(n, x, -1)",
    "null_if(n, 1)",
    "abs(n)",
    "round(x)",
    "round(x, 1)",
    "floor(x)",
    "ceil(x)",
    "sqrt(x)",
    "exp(x / 1e9)",
    "ln(x)",
    "power(x, 2)",
    "power(n, 0.5)",
    "concat(s, '-', n, null, d)",
    "lower(s)",
    "lower(s) < upper(s)",
    "upper(s)",
    "trim(concat('  ', s, ' '))",
    "length(s)",
    "substring(s, 2, 3)",
    "replace(s, 'r', 'RR')",
    "contains(s, '_')",
    "starts_with(s, 'a')",
    "text(n)",
    "date(at)",
    "days_between(d, at)",
    "add_days(d, n)",
    "year(at) * 10000 + quarter(at) * 1000 + month(at) * 100 + day(at)",
    "weekday(d) * 10000 + hour(at) * 100 + minute(at)",
];

fn buckets() -> Vec<Value> {
    let mut buckets = Vec::new();
    for (unit, every) in [
        ("day", 1),
        ("day", 10),
        ("week", 1),
        ("week", 3),
        ("month", 1),
        ("month", 7),
        ("quarter", 1),
        ("year", 1),
        ("year", 10),
    ] {
        for column in ["d", "at"] {
            buckets
                .push(json!({"column": column, "bucket": {"unit": unit, "every": every}, "alias": "start"}));
        }
    }
    for (unit, every) in [("minute", 1), ("minute", 15), ("hour", 1), ("hour", 6)] {
        buckets.push(json!({"column": "at", "bucket": {"unit": unit, "every": every}, "alias": "start"}));
    }
    for (unit, zone) in
        [("day", "Europe/Berlin"), ("month", "Pacific/Auckland"), ("year", "America/New_York")]
    {
        buckets.push(json!({"column": "at", "bucket": {"unit": unit, "time_zone": zone}, "alias": "start"}));
    }
    buckets
}

/// Groups, with every aggregate and bucket.
pub fn summaries() -> Vec<Value> {
    let mut numbers = Vec::new();
    for (i, (function, column)) in [
        ("count", "s"),
        ("count_distinct", "s"),
        ("count_distinct", "b"),
        ("sum", "n"),
        ("sum", "x"),
        ("mean", "n"),
        ("mean", "x"),
        ("min", "s"),
        ("max", "s"),
        ("min", "d"),
        ("max", "at"),
        ("min", "x"),
        ("median", "n"),
        ("stddev", "n"),
    ]
    .iter()
    .enumerate()
    {
        numbers.push(json!({"fn": function, "column": column, "alias": format!("a{i}")}));
    }
    numbers.push(json!({"fn": "count", "alias": "rows"}));
    numbers.push(json!({"fn": "percentile", "column": "x", "level": 0.9, "alias": "p"}));
    numbers.push(json!({"fn": "sum", "column": "n", "alias": "some", "filter": {"column": "x", "op": "gt", "value": 0}}));
    numbers.push(
        json!({"fn": "count", "alias": "few", "filter": {"column": "s", "op": "contains", "value": "r"}}),
    );
    // One by one too: where a database lacks one, the others are still its own.
    let mut all: Vec<Value> = numbers.iter().map(|one| json!({"aggregates": [one]})).collect();
    all.push(json!({"aggregates": numbers}));
    let plain: Vec<Value> = numbers.into_iter().take(8).collect();
    for group in ["b", "s", "n", "d"] {
        all.push(json!({"group_by": [{"column": group}], "aggregates": plain, "sort": [{"by": group}]}));
        all.push(json!({"group_by": [{"column": group}], "aggregates": plain,
            "sort": [{"by": group, "descending": true}], "limit": 3, "offset": 1}));
    }
    all.push(json!({
        "computed": [{"name": "sign", "expression": "if(x < 0, 'minus', 'plus')"}],
        "group_by": [{"column": "sign"}],
        "aggregates": [{"fn": "sum", "column": "n", "alias": "sum"}],
        "having": {"column": "sum", "op": "gt", "value": 0}, "sort": [{"by": "sign"}],
    }));
    all.extend(buckets().into_iter().map(|bucket| {
        json!({"group_by": [bucket], "aggregates": [{"fn": "count", "alias": "n"}], "sort": [{"by": "start"}]})
    }));
    all
}

/// Joins, windows, unions, sorts, and a query in a query.
pub fn others() -> Vec<Value> {
    let mut all = Vec::new();
    for kind in ["inner", "left", "right", "full"] {
        all.push(json!({
            "joins": [{"source": "U", "as": "u", "kind": kind, "on": [{"left": "id", "right": "t_id"}]}],
            "columns": ["id", "s", "u.id", "u.label"], "sort": [{"by": "id"}, {"by": "u.id"}],
        }));
    }
    all.push(json!({
        "joins": [
            {"source": "U", "as": "u", "on": [{"left": "id", "right": "t_id"}, {"left": "n", "right": "id"}]},
            {"source": "T", "as": "again", "kind": "left", "on": [{"left": "u.t_id", "right": "id"}]},
        ],
        "columns": ["id", "u.label", "again.s"], "sort": [{"by": "id"}],
    }));
    let by_id = json!([{"by": "id"}]);
    for (function, more) in [
        ("running_total", json!({"column": "n"})),
        ("running_total", json!({"column": "x", "partition_by": ["b"]})),
        ("lag", json!({"column": "s", "rows": 2})),
        ("change", json!({"column": "n"})),
        ("percent_change", json!({"column": "x"})),
        ("share", json!({"column": "x", "partition_by": ["b"], "order_by": []})),
        ("rank", json!({"order_by": [{"by": "n", "descending": true}]})),
        ("moving_average", json!({"column": "x", "rows": 3})),
    ] {
        let mut window = json!({"fn": function, "alias": "w", "order_by": by_id});
        window.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all.push(json!({"columns": ["id", "n", "x", "s", "b"], "windows": [window], "sort": by_id}));
    }
    for every in [true, false] {
        all.push(json!({
            "columns": ["id"], "filter": {"column": "id", "op": "le", "value": 2},
            "unions": [{"all": every, "query": {"version": 1, "source": "U", "columns": ["id"]}}],
            "sort": by_id,
        }));
    }
    let inner = json!({"version": 1, "source": "T", "group_by": [{"column": "b"}],
        "aggregates": [{"fn": "sum", "column": "x", "alias": "sum"}], "sort": [{"by": "b"}], "limit": 2});
    all.push(json!({"source": {"document": inner}, "columns": ["sum"], "sort": [{"by": "sum"}]}));
    for sort in ["s", "x", "d", "at", "n"] {
        for descending in [true, false] {
            let sort = json!([{"by": sort, "descending": descending}, {"by": "id"}]);
            all.push(json!({"columns": ["id", "s", "d", "at", "b"], "sort": sort, "limit": 5, "offset": 2}));
        }
    }
    all
}
