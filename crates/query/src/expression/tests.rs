use almanac_domain::data::ColumnType;
use proptest::prelude::*;

use super::*;

fn find(name: &str) -> Option<ColumnType> {
    Some(match name {
        "price" | "orders.price" => ColumnType::Float,
        "quantity" | "a ] b" => ColumnType::Integer,
        "city" => ColumnType::Text,
        "paid" => ColumnType::Boolean,
        "day" => ColumnType::Date,
        "at" => ColumnType::Timestamp,
        _ => return None,
    })
}

fn of(text: &str) -> Result<ColumnType, (usize, String)> {
    type_of(text, find).map_err(|problem| (problem.at, problem.message))
}

#[test]
fn expressions_have_the_type_of_what_they_compute() {
    use ColumnType::{Boolean, Date, Float, Integer, Text};
    for (text, kind) in [
        ("1 + quantity * 2", Integer),
        ("-quantity", Integer),
        ("quantity / 2", Float),
        ("quantity % 2", Integer),
        ("[price] * (1 - 0.2)", Float),
        ("orders.price + [a ]] b]", Float),
        ("1e3", Float),
        ("price > 1 and not paid or city is not null", Boolean),
        ("quantity in (1, 2, 3)", Boolean),
        ("price not between 1 and 2", Boolean),
        ("case when paid then 1 when price > 2 then 2.5 end", Float),
        ("CASE WHEN paid THEN 'yes' ELSE 'it''s not' END", Text),
        ("if(paid, day, null)", Date),
        ("coalesce(null, quantity, 1.5)", Float),
        ("concat(city, ' ', quantity) || 'x'", Text),
        ("round(price, 2)", Float),
        ("year(at) * 100 + month(day)", Integer),
        ("days_between(day, at)", Integer),
        ("add_days(at, -1)", Date),
        ("contains(city, 'a')", Boolean),
        ("substring(city, 1, 3)", Text),
        ("null_if(quantity, 0)", Integer),
    ] {
        assert_eq!(of(text), Ok(kind), "{text}");
    }
}

#[test]
fn problems_name_the_letter_at_which_they_are() {
    for (text, at, message) in [
        ("", 1, "something is missing at the end"),
        ("price +", 8, "something is missing at the end"),
        ("price quantity", 7, "an operator is missing here"),
        ("price + (1", 11, "`)` is missing here"),
        ("ä + 1", 1, "there is no column `ä`"),
        ("'ä' + 1", 1, "must be a number"),
        ("price + nothing", 9, "there is no column `nothing`"),
        ("price + city", 9, "must be a number"),
        ("price % 2", 1, "must be a whole number"),
        ("price = city", 9, "must be a number, as before"),
        ("paid > false", 1, "true and false have no order"),
        ("drop(price)", 1, "there is no function `drop`"),
        ("round(price, quantity)", 14, "must be a whole number from 0 to 15"),
        ("round()", 1, "is written as round(number, decimals)"),
        ("contains(city, city)", 16, "must be a text in quotes"),
        ("case else 1 end", 6, "`when` is missing here"),
        ("if(price, 1, 2)", 4, "must be true or false"),
        ("hour(day)", 6, "must be a time"),
        ("price; drop table x", 6, "`;` is not known"),
        ("price -- comment", 10, "there is no column `comment`"),
        ("'open", 1, "the text has no end: a ' is missing"),
        ("[open", 1, "the column has no end: a ] is missing"),
        ("99999999999999999999", 1, "is not a number"),
        ("1x", 1, "is not a number"),
        ("null", 1, "is always missing"),
    ] {
        assert_eq!(of(text), Err((at, message.to_owned())), "{text}");
    }
}

#[test]
fn deep_and_long_expressions_are_refused() {
    assert!(of(&format!("{}1{}", "(".repeat(1_000), ")".repeat(1_000))).is_err());
    assert!(of(&vec!["1"; 1_000].join("+")).is_err());
    assert_eq!(of(&vec!["1"; 50].join("+")), Ok(ColumnType::Integer));
    assert!(of(&" ".repeat(5_001)).is_err());
    assert_eq!(of(&format!("{}paid", "not ".repeat(1_000))), Ok(ColumnType::Boolean));
}

#[test]
fn names_of_functions_are_all_different() {
    let mut names: Vec<_> = Function::ALL.iter().map(|function| function.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Function::ALL.len());
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = of(&text);
    }

    #[test]
    fn words_of_the_language_in_any_order_do_not_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "price", "'a'", "1", "(", ")", ",", "+", "-", "and", "or", "not", "is", "null", "in", "case",
            "when", "then", "else", "end", "between", "if(", "round(", "=", "<", "paid", "day", "coalesce(",
        ]), 0..20),
    ) {
        let _ = of(&words.join(" "));
    }
}
