//! Users as identity providers send them. What we do not keep is ignored.

use almanac_domain::OrgRole;
use almanac_domain::provisioning::{ChangeScimUser, ExternalId, NewScimUser};
use serde_json::{Map, Value};

use super::answer::{Kind, Refusal};
use super::filter::{state, truth};
use super::patch::{Deed, Operation};
use super::path::{Path, path};

/// Attributes of the schema that we do not keep.
const IGNORED: [&str; 17] = [
    "addresses",
    "emails",
    "entitlements",
    "ims",
    "locale",
    "nickname",
    "password",
    "phonenumbers",
    "photos",
    "preferredlanguage",
    "profileurl",
    "roles",
    "schemas",
    "timezone",
    "title",
    "usertype",
    "x509certificates",
];
/// Attributes that are ours.
const OURS: [&str; 3] = ["groups", "id", "meta"];

/// What was said of a user; what was left out is none.
#[derive(Debug, Default)]
struct Said {
    user_name: Option<String>,
    external_id: Option<ExternalId>,
    display_name: Option<String>,
    formatted: Option<String>,
    given: Option<String>,
    family: Option<String>,
    email: Option<String>,
    role: Option<OrgRole>,
    active: Option<bool>,
}

fn wrong(detail: impl Into<String>) -> Refusal {
    Refusal::bad(Kind::InvalidValue, detail)
}

/// A text that is not empty; none for null and for an empty one.
fn text(value: &Value, name: &str) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        _ => Err(wrong(format!("{name} must be a string"))),
    }
}

/// The texts of an attribute that can have several values, the primary one first.
fn texts(value: &Value) -> Vec<&str> {
    let one = std::slice::from_ref(value);
    let list = value.as_array().map_or(one, Vec::as_slice);
    let primary = |item: &&Value| item.get("primary").and_then(truth) == Some(true);
    let (first, others): (Vec<&Value>, Vec<&Value>) = list.iter().partition(primary);
    first.into_iter().chain(others).filter_map(|item| item.get("value").unwrap_or(item).as_str()).collect()
}

/// The first role that we know.
fn role(value: &Value) -> Option<OrgRole> {
    texts(value).iter().find_map(|word| serde_json::from_value(word.trim().to_lowercase().into()).ok())
}

impl Said {
    /// Takes a value in; false if we do not keep such a thing.
    fn set(&mut self, path: &Path, value: &Value) -> Result<bool, Refusal> {
        match (path.attribute.as_str(), path.part.as_deref()) {
            ("username", None) => self.user_name = text(value, "userName")?.or(self.user_name.take()),
            ("externalid", None) => self.external_id = Some(ExternalId(text(value, "externalId")?)),
            ("displayname", None) => self.display_name = text(value, "displayName")?,
            ("name", Some("formatted")) => self.formatted = text(value, "name.formatted")?,
            ("name", Some("givenname")) => self.given = text(value, "name.givenName")?,
            ("name", Some("familyname")) => self.family = text(value, "name.familyName")?,
            ("name", Some("middlename" | "honorificprefix" | "honorificsuffix")) => {}
            ("name", None) => self.set_name(value)?,
            ("active", None) => {
                let active = truth(value).ok_or_else(|| wrong("active must be true or false"))?;
                self.active = Some(active);
            }
            ("emails", None | Some("value")) => {
                self.email = texts(value).first().map(|&text| text.to_owned());
            }
            ("roles", None | Some("value")) => self.role = role(value),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_name(&mut self, value: &Value) -> Result<(), Refusal> {
        let parts = value.as_object().ok_or_else(|| wrong("name must be an object"))?;
        for (part, value) in parts {
            let part = Some(part.clone());
            self.set(&Path { attribute: "name".to_owned(), which: None, part }, value)?;
        }
        Ok(())
    }

    /// The name that is shown, as whole as it was said.
    fn name(&mut self) -> Option<String> {
        let whole = self.given.as_ref().zip(self.family.as_ref());
        let whole = whole.map(|(given, family)| format!("{given} {family}"));
        self.display_name.take().or(self.formatted.take()).or(whole)
    }

    fn into_change(mut self) -> ChangeScimUser {
        ChangeScimUser {
            name: self.name(),
            user_name: self.user_name,
            external_id: self.external_id,
            role: self.role,
            state: self.active.map(state),
        }
    }
}

/// Reads a whole user.
fn whole(body: &Map<String, Value>) -> Result<Said, Refusal> {
    let mut said = Said::default();
    for (name, value) in body {
        if let Some(path) = path(name) {
            said.set(&path, value)?;
        }
    }
    Ok(said)
}

fn required(user_name: Option<String>) -> Result<String, Refusal> {
    user_name.ok_or_else(|| wrong("userName must be given"))
}

/// A new user. Without an e-mail address the name is one; without a word about it, they may come in.
pub(super) fn new(body: &Map<String, Value>) -> Result<NewScimUser, Refusal> {
    let mut said = whole(body)?;
    let name = said.name().or(said.given).or(said.family);
    let user_name = required(said.user_name)?;
    Ok(NewScimUser {
        email: said.email.unwrap_or_else(|| user_name.clone()),
        user_name,
        external_id: said.external_id.and_then(|id| id.0),
        name,
        role: said.role,
        state: state(said.active.unwrap_or(true)),
    })
}

/// A user in place of the one that is there. Role, state and name stay if they are left out.
pub(super) fn replacement(body: &Map<String, Value>) -> Result<ChangeScimUser, Refusal> {
    let mut said = whole(body)?;
    required(said.user_name.clone())?;
    said.external_id.get_or_insert_default();
    Ok(said.into_change())
}

/// What operations change, in their order.
pub(super) fn change(operations: &[Operation]) -> Result<ChangeScimUser, Refusal> {
    let mut said = Said::default();
    for Operation { deed, path, value, by_path } in operations {
        let name = path.attribute.as_str();
        if OURS.contains(&name) {
            if *by_path {
                return Err(Refusal::bad(Kind::Mutability, format!("{name} cannot be changed")));
            }
            continue;
        }
        if *deed == Deed::Remove {
            remove(&mut said, name)?;
        } else if !said.set(path, value)? {
            known(name)?;
        }
    }
    Ok(said.into_change())
}

fn remove(said: &mut Said, name: &str) -> Result<(), Refusal> {
    match name {
        "externalid" => said.external_id = Some(ExternalId::default()),
        "username" | "active" => {
            return Err(Refusal::bad(Kind::Mutability, format!("{name} cannot be removed")));
        }
        // A name that people are shown stays.
        "name" | "displayname" => {}
        other => known(other)?,
    }
    Ok(())
}

/// Refuses what is no attribute at all.
fn known(name: &str) -> Result<(), Refusal> {
    if IGNORED.contains(&name) || name == "name" || name.starts_with("urn:") {
        return Ok(());
    }
    Err(Refusal::bad(Kind::InvalidPath, format!("users have no attribute {name}")))
}

#[cfg(test)]
mod tests {
    use almanac_domain::member::MemberState;
    use serde_json::json;

    use super::super::patch::operations;
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { unreachable!() };
        map
    }

    fn patched(list: &Value) -> Result<ChangeScimUser, Refusal> {
        change(&operations(object(json!({"operations": list})))?)
    }

    #[test]
    fn new_user_has_the_primary_address_and_a_known_role() {
        let made = new(&object(json!({
            "username": "ann", "id": "mine", "org_id": "x", "title": 7,
            "name": {"givenname": "Ann", "familyname": "Lee"},
            "emails": [{"value": "old@b.co"}, {"value": "ann@b.co", "primary": "True"}],
            "roles": [{"value": "chief"}, {"value": "Developer"}],
        })));
        let made = made.unwrap();
        assert_eq!((made.email.as_str(), made.name.as_deref()), ("ann@b.co", Some("Ann Lee")));
        assert_eq!((made.role, made.state), (Some(OrgRole::Developer), MemberState::Active));
        let bare = new(&object(json!({"username": "ann@b.co", "active": "False"}))).unwrap();
        assert_eq!(
            (bare.email.as_str(), bare.state, bare.role),
            ("ann@b.co", MemberState::Deactivated, None)
        );
        for wrong in [
            json!({}),
            json!({"username": " "}),
            json!({"username": 7}),
            json!({"username": "a", "active": "no"}),
        ] {
            assert_eq!(new(&object(wrong)).unwrap_err().kind(), Some(Kind::InvalidValue));
        }
    }

    #[test]
    fn deactivation_is_read_as_entra_and_okta_send_it() {
        for list in [
            json!([{"op": "Replace", "path": "active", "value": "False"}]),
            json!([{"op": "replace", "value": {"active": false}}]),
            json!([{"op": "Add", "path": "active", "value": false}, {"op": "replace", "path": "title", "value": "x"}]),
        ] {
            assert_eq!(patched(&list).unwrap().state, Some(MemberState::Deactivated));
        }
    }

    #[test]
    fn half_a_name_changes_nothing_and_a_whole_one_does() {
        let half = patched(&json!([{"op": "replace", "path": "name.familyName", "value": "Lee"}]));
        assert_eq!(half.unwrap().name, None);
        let list = json!([{"op": "replace", "value": {"name.givenname": "Ann", "name.familyname": "Lee"}}]);
        assert_eq!(patched(&list).unwrap().name.as_deref(), Some("Ann Lee"));
    }

    #[test]
    fn what_cannot_be_changed_is_refused_by_kind() {
        for (operation, kind) in [
            (json!({"op": "replace", "path": "id", "value": "x"}), Kind::Mutability),
            (json!({"op": "remove", "path": "userName"}), Kind::Mutability),
            (json!({"op": "replace", "path": "actve", "value": true}), Kind::InvalidPath),
            (json!({"op": "remove", "path": "colour"}), Kind::InvalidPath),
            (json!({"op": "replace", "path": "active", "value": "maybe"}), Kind::InvalidValue),
            (json!({"op": "replace", "path": "name", "value": "Ann"}), Kind::InvalidValue),
        ] {
            assert_eq!(patched(&json!([operation])).unwrap_err().kind(), Some(kind), "{operation}");
        }
        let fine = json!([
            {"op": "remove", "path": "externalId"},
            {"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "x"},
            {"op": "replace", "path": "addresses[type eq \"work\"].locality", "value": "x"},
            {"op": "replace", "value": {"id": "x"}},
        ]);
        assert_eq!(patched(&fine).unwrap().external_id, Some(ExternalId(None)));
    }
}
