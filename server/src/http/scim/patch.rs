//! Changes (RFC 7644, section 3.5.2) in the forms that identity providers send.

use serde_json::{Map, Value};

use super::answer::{Kind, Refusal};
use super::path::{Path, path};

/// How many operations a change may have.
const MOST: usize = 1_000;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Adds a value, or sets one that there is once.
    Add,
    /// Takes values away.
    Remove,
    /// Sets a value.
    Replace,
}

/// An operation on one attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Operation {
    pub deed: Deed,
    pub path: Path,
    pub value: Value,
    /// Whether the attribute was named by a path; otherwise by an object of several.
    pub by_path: bool,
}

fn syntax(detail: &str) -> Refusal {
    Refusal::bad(Kind::InvalidSyntax, detail)
}

/// The operations of a body, in order; one without a path becomes one for each attribute.
pub(super) fn operations(mut body: Map<String, Value>) -> Result<Vec<Operation>, Refusal> {
    let Some(Value::Array(list)) = body.remove("operations") else {
        return Err(syntax("Operations must be a list"));
    };
    if list.is_empty() || list.len() > MOST {
        return Err(syntax("there must be 1 to 1000 Operations"));
    }
    let mut found = Vec::new();
    for item in list {
        let Value::Object(mut item) = item else { return Err(syntax("an operation must be an object")) };
        let deed = deed(item.get("op"))?;
        let value = item.remove("value").unwrap_or_default();
        match (item.remove("path"), value) {
            (Some(Value::String(text)), value) if !text.trim().is_empty() => {
                found.push(Operation { deed, path: parsed(&text)?, value, by_path: true });
            }
            (Some(Value::Null | Value::String(_)) | None, value) => {
                if deed == Deed::Remove {
                    return Err(Refusal::bad(Kind::NoTarget, "what is removed must be named by a path"));
                }
                let Value::Object(values) = value else {
                    return Err(Refusal::bad(
                        Kind::InvalidValue,
                        "without a path the value must be an object",
                    ));
                };
                for (name, value) in values {
                    found.push(Operation { deed, path: parsed(&name)?, value, by_path: false });
                }
            }
            (Some(_), _) => return Err(Refusal::bad(Kind::InvalidPath, "a path must be a string")),
        }
    }
    Ok(found)
}

fn deed(op: Option<&Value>) -> Result<Deed, Refusal> {
    match op.and_then(Value::as_str).map(str::to_lowercase).as_deref() {
        Some("add") => Ok(Deed::Add),
        Some("remove") => Ok(Deed::Remove),
        Some("replace") => Ok(Deed::Replace),
        _ => Err(syntax("op must be add, remove or replace")),
    }
}

fn parsed(text: &str) -> Result<Path, Refusal> {
    path(text).ok_or_else(|| Refusal::bad(Kind::InvalidPath, "this is no path that is understood"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(list: &Value) -> Result<Vec<Operation>, Refusal> {
        let Value::Object(body) = json!({"schemas": [], "operations": list}) else { unreachable!() };
        operations(body)
    }

    #[test]
    fn object_without_a_path_is_an_operation_for_each_attribute() {
        let found = read(&json!([
            {"op": "Replace", "path": "active", "value": "False"},
            {"op": "add", "value": {"name.givenname": "Ann", "active": true}},
        ]));
        let found = found.unwrap();
        let names: Vec<_> =
            found.iter().map(|op| (op.deed, op.path.attribute.as_str(), op.by_path)).collect();
        assert_eq!(names.len(), 3);
        assert!(names.contains(&(Deed::Replace, "active", true)));
        assert!(names.contains(&(Deed::Add, "name", false)));
    }

    #[test]
    fn broken_operations_are_refused_by_kind() {
        for (list, kind) in [
            (json!([]), Kind::InvalidSyntax),
            (json!({}), Kind::InvalidSyntax),
            (json!(["x"]), Kind::InvalidSyntax),
            (json!([{"op": "move", "path": "active"}]), Kind::InvalidSyntax),
            (json!([{"path": "active"}]), Kind::InvalidSyntax),
            (json!([{"op": "remove"}]), Kind::NoTarget),
            (json!([{"op": "replace", "value": 7}]), Kind::InvalidValue),
            (json!([{"op": "replace", "path": 7}]), Kind::InvalidPath),
            (json!([{"op": "replace", "path": "a b"}]), Kind::InvalidPath),
        ] {
            assert_eq!(read(&list).unwrap_err().kind(), Some(kind), "{list}");
        }
    }
}
