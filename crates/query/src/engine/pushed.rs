//! Conditions of DataFusion as our filters, for databases that hold a part of what a query reads.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Like, Operator as Op};

use crate::{Comparison, Filter, Operator, Scalar};

/// The same condition as a filter, if it is one.
pub(super) fn filter(expr: &Expr) -> Option<Filter> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op: Op::And, right }) => {
            Some(Filter::And(vec![filter(left)?, filter(right)?]))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Op::Or, right }) => {
            Some(Filter::Or(vec![filter(left)?, filter(right)?]))
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match (&**left, &**right) {
            (Expr::Column(column), Expr::Literal(value, _)) => {
                compare(&column.name, operator(*op)?, vec![scalar(value)?])
            }
            (Expr::Literal(value, _), Expr::Column(column)) => {
                compare(&column.name, operator(op.swap()?)?, vec![scalar(value)?])
            }
            _ => None,
        },
        Expr::Not(inner) => Some(not(filter(inner)?)),
        Expr::IsNull(inner) => compare(name(inner)?, Operator::IsNull, Vec::new()),
        Expr::IsNotNull(inner) => compare(name(inner)?, Operator::IsNotNull, Vec::new()),
        Expr::InList(InList { expr, list, negated }) => {
            let values = list.iter().map(literal).collect::<Option<Vec<_>>>()?;
            let filter = compare(name(expr)?, Operator::In, values)?;
            Some(if *negated { not(filter) } else { filter })
        }
        Expr::Between(Between { expr, negated, low, high }) => {
            let filter = compare(name(expr)?, Operator::Between, vec![literal(low)?, literal(high)?])?;
            Some(if *negated { not(filter) } else { filter })
        }
        Expr::Like(Like { negated, expr, pattern, escape_char: Some('\\'), case_insensitive }) => {
            let filter = Filter::Comparison(Comparison {
                column: text_name(expr)?.to_owned(),
                op: Operator::Like,
                values: vec![literal(pattern)?],
                ignore_case: *case_insensitive,
                period: None,
            });
            Some(if *negated { not(filter) } else { filter })
        }
        _ => None,
    }
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column(column) => Some(&column.name),
        _ => None,
    }
}

/// A column whose texts may be kept in another way for the comparison. Of another type, no pattern is pushed.
fn text_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Cast(cast) => name(&cast.expr),
        other => name(other),
    }
}

fn literal(expr: &Expr) -> Option<Scalar> {
    match expr {
        Expr::Literal(value, _) => scalar(value),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "stands where others may have none")]
fn compare(column: &str, op: Operator, values: Vec<Scalar>) -> Option<Filter> {
    Some(Filter::compare(column, op, values))
}

fn operator(op: Op) -> Option<Operator> {
    Some(match op {
        Op::Eq => Operator::Eq,
        Op::NotEq => Operator::Ne,
        Op::Lt => Operator::Lt,
        Op::LtEq => Operator::Le,
        Op::Gt => Operator::Gt,
        Op::GtEq => Operator::Ge,
        _ => return None,
    })
}

/// A value as it is written in a document.
fn scalar(value: &ScalarValue) -> Option<Scalar> {
    Some(match value {
        ScalarValue::Boolean(Some(value)) => Scalar::Boolean(*value),
        ScalarValue::Int64(Some(value)) => Scalar::Integer(*value),
        ScalarValue::Float64(Some(value)) if value.is_finite() => Scalar::Float(*value),
        ScalarValue::Utf8(Some(text))
        | ScalarValue::Utf8View(Some(text))
        | ScalarValue::LargeUtf8(Some(text)) => Scalar::Text(text.clone()),
        ScalarValue::Date32(Some(days)) => {
            let date = NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(*days)))?;
            Scalar::Text(date.to_string())
        }
        ScalarValue::TimestampMicrosecond(Some(micros), _) => {
            let time = DateTime::from_timestamp_micros(*micros)?;
            Scalar::Text(time.to_rfc3339_opts(SecondsFormat::Micros, true))
        }
        _ => return None,
    })
}
