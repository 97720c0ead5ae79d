//! Groups as identity providers send them.

use almanac_domain::UserId;
use almanac_domain::provisioning::{ChangeScimGroup, ExternalId, MemberEdit};
use serde_json::{Map, Value};

use super::answer::{Kind, Refusal};
use super::filter::Condition;
use super::patch::{Deed, Operation};

fn wrong(detail: impl Into<String>) -> Refusal {
    Refusal::bad(Kind::InvalidValue, detail)
}

/// A text; none for null and for an empty one.
fn text(value: &Value, name: &str) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        _ => Err(wrong(format!("{name} must be a string"))),
    }
}

/// The ids of members: of one, or of a list.
fn ids(value: &Value) -> Result<Vec<UserId>, Refusal> {
    let one = std::slice::from_ref(value);
    let list: &[Value] = match value {
        Value::Null => &[],
        Value::Array(list) => list.as_slice(),
        _ => one,
    };
    list.iter().map(id).collect()
}

fn id(member: &Value) -> Result<UserId, Refusal> {
    let text = member.get("value").unwrap_or(member).as_str();
    text.and_then(|text| text.parse().ok()).ok_or_else(|| wrong("members must have ids of users as value"))
}

/// A whole group: a new one, or in place of the one that is there.
pub(super) fn whole(body: &Map<String, Value>) -> Result<ChangeScimGroup, Refusal> {
    let get = |name: &str| body.get(name).unwrap_or(&Value::Null);
    let name = text(get("displayname"), "displayName")?;
    Ok(ChangeScimGroup {
        name: Some(name.ok_or_else(|| wrong("displayName must be given"))?),
        external_id: Some(ExternalId(text(get("externalid"), "externalId")?)),
        members: vec![MemberEdit::Replace(ids(get("members"))?)],
    })
}

/// What operations change, in their order.
pub(super) fn change(operations: &[Operation]) -> Result<ChangeScimGroup, Refusal> {
    let mut change = ChangeScimGroup::default();
    for Operation { deed, path, value, by_path } in operations {
        match (path.attribute.as_str(), deed) {
            ("members", deed) => change.members.push(members(*deed, path.which.as_deref(), value)?),
            ("externalid", Deed::Remove) => change.external_id = Some(ExternalId::default()),
            ("externalid", _) => change.external_id = Some(ExternalId(text(value, "externalId")?)),
            ("displayname", Deed::Add | Deed::Replace) => {
                let name = text(value, "displayName")?;
                change.name = Some(name.ok_or_else(|| wrong("displayName must not be empty"))?);
            }
            // Okta names the id of the group among what it replaces.
            ("id" | "meta" | "schemas", _) if !by_path => {}
            ("id" | "meta" | "displayname", _) => {
                return Err(Refusal::bad(Kind::Mutability, format!("{} cannot be so", path.attribute)));
            }
            (other, _) => {
                return Err(Refusal::bad(Kind::InvalidPath, format!("groups have no attribute {other}")));
            }
        }
    }
    Ok(change)
}

fn members(deed: Deed, which: Option<&[Condition]>, value: &Value) -> Result<MemberEdit, Refusal> {
    match (deed, which) {
        (Deed::Add, None) => Ok(MemberEdit::Add(ids(value)?)),
        (Deed::Replace, None) => Ok(MemberEdit::Replace(ids(value)?)),
        (Deed::Remove, None) if value.is_null() => Ok(MemberEdit::Replace(Vec::new())),
        (Deed::Remove, None) => Ok(MemberEdit::Remove(ids(value)?)),
        (Deed::Remove, Some([Condition { attribute, value }])) if attribute == "value" => {
            // Who is no user is no member either.
            let member = value.as_str().and_then(|text| text.parse().ok());
            Ok(MemberEdit::Remove(member.into_iter().collect()))
        }
        _ => Err(Refusal::bad(Kind::InvalidPath, "only members[value eq \"…\"] can be removed by a filter")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::patch::operations;
    use super::*;

    const ANN: &str = "0192f0c1-2345-7000-8000-000000000001";

    fn patched(operation: &Value) -> Result<ChangeScimGroup, Refusal> {
        let Value::Object(body) = json!({"operations": [operation]}) else { unreachable!() };
        change(&operations(body)?)
    }

    #[test]
    fn members_are_edited_as_entra_and_okta_send_it() {
        let ann: UserId = ANN.parse().unwrap();
        for (operation, edit) in [
            (json!({"op": "Add", "path": "members", "value": [{"value": ANN}]}), MemberEdit::Add(vec![ann])),
            (json!({"op": "add", "value": {"members": {"value": ANN}}}), MemberEdit::Add(vec![ann])),
            (
                json!({"op": "Remove", "path": "members", "value": [{"value": ANN}]}),
                MemberEdit::Remove(vec![ann]),
            ),
            (
                json!({"op": "remove", "path": format!("members[value eq \"{ANN}\"]")}),
                MemberEdit::Remove(vec![ann]),
            ),
            (json!({"op": "remove", "path": "members[value eq \"nobody\"]"}), MemberEdit::Remove(vec![])),
            (json!({"op": "remove", "path": "members"}), MemberEdit::Replace(vec![])),
            (json!({"op": "replace", "path": "members", "value": []}), MemberEdit::Replace(vec![])),
        ] {
            assert_eq!(patched(&operation).unwrap().members, [edit], "{operation}");
        }
    }

    #[test]
    fn name_comes_with_the_id_as_okta_sends_it() {
        let change = patched(&json!({"op": "replace", "value": {"id": ANN, "displayname": "Data"}}));
        assert_eq!(change.unwrap().name.as_deref(), Some("Data"));
    }

    #[test]
    fn other_changes_are_refused_by_kind() {
        for (operation, kind) in [
            (json!({"op": "add", "path": "members", "value": [{"value": "ann"}]}), Kind::InvalidValue),
            (json!({"op": "add", "path": "members[value eq \"x\"]", "value": []}), Kind::InvalidPath),
            (json!({"op": "remove", "path": "members[display eq \"x\"]"}), Kind::InvalidPath),
            (json!({"op": "remove", "path": "displayName"}), Kind::Mutability),
            (json!({"op": "replace", "path": "displayName", "value": ""}), Kind::InvalidValue),
            (json!({"op": "replace", "path": "id", "value": ANN}), Kind::Mutability),
            (json!({"op": "replace", "path": "colour", "value": "red"}), Kind::InvalidPath),
        ] {
            assert_eq!(patched(&operation).unwrap_err().kind(), Some(kind), "{operation}");
        }
    }
}
