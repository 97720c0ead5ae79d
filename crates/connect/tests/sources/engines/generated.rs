//! Documents that nobody thought of: generated, run everywhere, and made smaller where the results differ.

use almanac_domain::source::SourceKind;
use almanac_query::{Engine, EngineConfig};
use almanac_testkit::engines::alike;
use almanac_testkit::engines::documents::EXPRESSIONS;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::ways::Way;

/// Documents for each database.
const CASES: usize = 150;
/// Smaller documents that are tried where two results differ.
const SMALLER: usize = 400;
const COLUMNS: [&str; 7] = ["id", "n", "x", "s", "d", "at", "b"];

/// A column with a value of its type.
fn compared() -> impl Strategy<Value = (&'static str, Value)> {
    let numbers = || select(vec![json!(-7), json!(0), json!(0.5), json!(1), json!(2.5), json!(40)]);
    let texts = select(vec!["arger", "ÄRGER", "日", "_", "%", "'", "\\", "' or 1=1 --", "x\"; drop table t"]);
    let days = select(vec!["1969-12-31", "2024-02-29", "2024-03-04"]);
    let times = select(vec!["1969-12-31T23:59:59Z", "2024-03-30T23:00:00Z", "2024-10-27T03:30:00+02:00"]);
    prop_oneof![
        (select(vec!["id", "n", "x"]), numbers()),
        texts.prop_map(|text| ("s", json!(text))),
        days.prop_map(|day| ("d", json!(day))),
        times.prop_map(|time| ("at", json!(time))),
    ]
}

fn comparison() -> impl Strategy<Value = Value> {
    let order = (compared(), select(vec!["eq", "ne", "lt", "le", "gt", "ge"]))
        .prop_map(|((column, value), op)| json!({"column": column, "op": op, "value": value}));
    let among =
        (compared(), compared(), select(vec!["in", "between"])).prop_map(|((column, one), (_, two), op)| {
            // Of another column's type, the second value is the first once more.
            let two = if one.is_string() == two.is_string() && one.is_number() { two } else { one.clone() };
            json!({"column": column, "op": op, "values": [one, two]})
        });
    let missing = (select(COLUMNS.to_vec()), select(vec!["is_null", "is_not_null"]))
        .prop_map(|(column, op)| json!({"column": column, "op": op}));
    let letters = select(vec!["r", "AR", "_", "%", "\\", "Ä", "'"]);
    let text = (letters, select(vec!["contains", "starts_with", "like"]), any::<bool>())
        .prop_map(|(value, op, any)| json!({"column": "s", "op": op, "value": value, "ignore_case": any}));
    let truth = any::<bool>().prop_map(|value| json!({"column": "b", "op": "eq", "value": value}));
    prop_oneof![3 => order, 1 => among, 1 => missing, 2 => text, 1 => truth]
}

fn filter() -> impl Strategy<Value = Value> {
    comparison().prop_recursive(3, 12, 3, |inner| {
        let list = || prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            list().prop_map(|list| json!({"and": list})),
            list().prop_map(|list| json!({"or": list})),
            inner.clone().prop_map(|one| json!({"not": one})),
        ]
    })
}

fn maybe<T: std::fmt::Debug + Clone + 'static>(
    some: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop::option::of(some)
}

/// Rows: some columns, some computed ones, perhaps with the parts of the other table, in one order.
fn list() -> impl Strategy<Value = Map<String, Value>> {
    let columns = subsequence(COLUMNS[1..].to_vec(), 0..4);
    let computed = subsequence(EXPRESSIONS.to_vec(), 0..3);
    let join = maybe(select(vec!["inner", "left"]));
    let sort = (select(COLUMNS.to_vec()), any::<bool>());
    (columns, computed, join, sort, maybe(1_u64..6), maybe(0_u64..4)).prop_map(
        |(columns, computed, join, (by, descending), limit, offset)| {
            let names: Vec<String> = (0..computed.len()).map(|i| format!("c{i}")).collect();
            let mut shown: Vec<String> = vec!["id".to_owned()];
            shown.extend(columns.into_iter().map(str::to_owned));
            shown.extend(names.iter().cloned());
            let written = names.iter().zip(computed);
            let mut document = json!({
                "computed": written.map(|(name, one)| json!({"name": name, "expression": one})).collect::<Vec<_>>(),
                "sort": [{"by": by, "descending": descending}, {"by": "id"}],
            });
            if by == "id" {
                document["sort"] = json!([{"by": "id", "descending": descending}]);
            }
            if let Some(kind) = join {
                document["joins"] =
                    json!([{"source": "U", "as": "u", "kind": kind, "on": [{"left": "id", "right": "t_id"}]}]);
                shown.push("u.id".to_owned());
                if let Some(sort) = document["sort"].as_array_mut() {
                    sort.push(json!({"by": "u.id"}));
                }
            }
            document["columns"] = json!(shown);
            put(&mut document, "limit", limit.map(Value::from));
            put(&mut document, "offset", offset.map(Value::from));
            object(document)
        },
    )
}

/// Groups and numbers, in the order of the groups.
fn summary() -> impl Strategy<Value = Map<String, Value>> {
    let plain = select(vec!["b", "s", "n", "d"]).prop_map(|column| json!({"column": column, "alias": "g"}));
    let unit = select(vec!["day", "week", "month", "quarter", "year"]);
    let period = (select(vec!["d", "at"]), unit, 1_u32..4).prop_map(|(column, unit, every)| {
        json!({"column": column, "bucket": {"unit": unit, "every": every}, "alias": "g"})
    });
    let number = prop_oneof![
        (select(vec!["sum", "mean", "min", "max", "count", "count_distinct"]), select(vec!["n", "x"]))
            .prop_map(|(function, column)| json!({"fn": function, "column": column})),
        (select(vec!["min", "max", "count", "count_distinct"]), select(vec!["s", "d", "at"]))
            .prop_map(|(function, column)| json!({"fn": function, "column": column})),
        Just(json!({"fn": "count"})),
    ];
    let number = (number, maybe(comparison())).prop_map(|(mut number, filter)| {
        put(&mut number, "filter", filter);
        number
    });
    let group = maybe(prop_oneof![plain, period]);
    let having = maybe(select(vec![0, 1, 2]));
    (group, prop::collection::vec(number, 1..4), having, maybe(1_u64..4)).prop_map(
        |(group, mut numbers, having, limit)| {
            for (i, number) in numbers.iter_mut().enumerate() {
                number["alias"] = json!(format!("a{i}"));
            }
            numbers.push(json!({"fn": "count", "alias": "rows"}));
            let mut document = json!({"aggregates": numbers});
            if let Some(group) = group {
                document["group_by"] = json!([group]);
                document["sort"] = json!([{"by": "g"}]);
                put(&mut document, "limit", limit.map(Value::from));
            }
            let having = having.map(|least| json!({"column": "rows", "op": "gt", "value": least}));
            put(&mut document, "having", having);
            object(document)
        },
    )
}

fn put(document: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        document[name] = value;
    }
}

fn object(document: Value) -> Map<String, Value> {
    match document {
        Value::Object(parts) => parts,
        other => panic!("{other}"),
    }
}

fn document() -> impl Strategy<Value = Value> {
    (prop_oneof![list().boxed(), summary().boxed()], maybe(filter())).prop_map(|(mut document, filter)| {
        if let Some(filter) = filter {
            document.insert("filter".to_owned(), filter);
        }
        Value::Object(document)
    })
}

/// The rows, or why there are none.
async fn answer(way: &Way, engine: &Engine, changes: &Value) -> Result<Value, String> {
    let found = engine.run(&way.tables, &way.document(changes), 1_000).await;
    found.map(|result| json!(result.rows)).map_err(|error| format!("{error:?}"))
}

/// How the answers differ, if they do.
async fn differ(way: &Way, files: &Way, engine: &Engine, changes: &Value) -> Option<String> {
    let expected = answer(files, engine, changes).await;
    let found = answer(way, engine, changes).await;
    match (&found, &expected) {
        (Ok(found), Ok(expected)) if alike(found, expected) => None,
        _ => Some(format!("{changes}\n  {} {found:?}\n  files {expected:?}\n  {:?}", way.name, way.sent())),
    }
}

/// Always the same documents, so that a failure is one of the code; `ALMANAC_TEST_SEED` makes others.
fn runner() -> TestRunner {
    let seed: u64 = std::env::var("ALMANAC_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn generated_documents_have_the_same_result_everywhere() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let files = Way::to_files(&folder);
    for kind in SourceKind::ALL {
        let Some((way, _counterpart)) = Way::to(kind, "engines_generated").await else { continue };
        let (mut runner, strategy) = (runner(), document());
        for _ in 0..CASES {
            let mut tree = strategy.new_tree(&mut runner).unwrap();
            let Some(mut problem) = differ(&way, &files, &engine, &tree.current()).await else { continue };
            for _ in 0..SMALLER {
                if !tree.simplify() {
                    break;
                }
                match differ(&way, &files, &engine, &tree.current()).await {
                    Some(smaller) => problem = smaller,
                    None if tree.complicate() => {}
                    None => break,
                }
            }
            panic!("{problem}");
        }
    }
}
