//! Filters (RFC 7644, section 3.4.2.2), of which identity providers use a part: `eq`, joined by `and`.

use almanac_domain::member::MemberState;
use almanac_domain::provisioning::{ScimGroupFilter, ScimUserFilter};
use serde_json::Value;

use super::answer::{Kind, Refusal};

/// The schemas whose attributes can be named in full.
const CORE: [&str; 2] =
    ["urn:ietf:params:scim:schemas:core:2.0:user:", "urn:ietf:params:scim:schemas:core:2.0:group:"];

/// An attribute that must equal a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    /// The name, in lower case, without the schema if that is a core one.
    pub attribute: String,
    /// The value.
    pub value: Value,
}

/// The name of an attribute in lower case, without the schema if that is a core one.
pub(super) fn short(name: &str) -> String {
    let name = name.to_lowercase();
    let short = CORE.iter().find_map(|schema| name.strip_prefix(schema));
    short.map_or_else(|| name.clone(), str::to_owned)
}

/// Whether a character can stand in the name of an attribute.
pub(super) fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:$".contains(c)
}

/// The conditions of a filter, all of which must hold; none if it is not one that we read.
pub(super) fn conditions(text: &str) -> Option<Vec<Condition>> {
    let mut rest = text.trim();
    let mut found = Vec::new();
    loop {
        let (name, after) = word(rest)?;
        let (operator, after) = word(after)?;
        if !operator.eq_ignore_ascii_case("eq") {
            return None;
        }
        let (value, after) = literal(after)?;
        found.push(Condition { attribute: short(name), value });
        if after.trim().is_empty() {
            return Some(found);
        }
        // What follows a value is a space.
        let (and, after) = word(after.strip_prefix(' ')?)?;
        if !and.eq_ignore_ascii_case("and") {
            return None;
        }
        rest = after;
    }
}

/// A name or an operator, and what follows.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let (word, rest) = text.split_at(text.find(|c| !in_name(c)).unwrap_or(text.len()));
    (!word.is_empty()).then_some((word, rest))
}

/// A value as in JSON, and what follows. Some write `True`.
fn literal(text: &str) -> Option<(Value, &str)> {
    let text = text.trim_start();
    if !text.starts_with('"') {
        let (word, rest) = word(text)?;
        return Some((serde_json::from_str(&word.to_lowercase()).ok()?, rest));
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = values.next()?.ok()?;
    Some((value.into(), text.get(values.byte_offset()..)?))
}

/// A boolean, which some write as text.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal::bad(Kind::InvalidFilter, text)
}

fn read(text: &str) -> Result<Vec<Condition>, Refusal> {
    conditions(text).ok_or_else(|| refused("only `attribute eq value`, joined by `and`, is understood"))
}

/// The text of a condition; none if nothing can have it.
fn wanted(condition: &Condition) -> Result<Option<String>, Refusal> {
    let text = condition.value.as_str();
    let text = text.ok_or_else(|| refused(format!("{} must be a string", condition.attribute)))?;
    Ok((!text.chars().any(char::is_control)).then(|| text.to_owned()))
}

/// Asks for one value more; false if nothing can have both.
fn ask<T: PartialEq>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let Some(value) = value else { return false };
    let fits = slot.as_ref().is_none_or(|present| *present == value);
    *slot = Some(value);
    fits
}

/// The members that a filter asks for; none if nobody can be so.
pub(super) fn of_users(text: &str) -> Result<Option<ScimUserFilter>, Refusal> {
    let mut filter = ScimUserFilter::default();
    let mut possible = true;
    for condition in read(text)? {
        possible &= match condition.attribute.as_str() {
            "id" => ask(&mut filter.id, wanted(&condition)?.and_then(|id| id.parse().ok())),
            "username" => ask(&mut filter.user_name, wanted(&condition)?.map(|name| name.to_lowercase())),
            "externalid" => ask(&mut filter.external_id, wanted(&condition)?),
            "emails" | "emails.value" => {
                ask(&mut filter.email, wanted(&condition)?.map(|email| email.to_lowercase()))
            }
            "active" => {
                let active = truth(&condition.value).ok_or_else(|| refused("active is true or false"))?;
                ask(&mut filter.state, Some(state(active)))
            }
            other => return Err(refused(format!("users cannot be filtered by {other}"))),
        };
    }
    Ok(possible.then_some(filter))
}

/// The teams that a filter asks for; none if none can be so.
pub(super) fn of_groups(text: &str) -> Result<Option<ScimGroupFilter>, Refusal> {
    let mut filter = ScimGroupFilter::default();
    let mut possible = true;
    for condition in read(text)? {
        possible &= match condition.attribute.as_str() {
            "id" => ask(&mut filter.id, wanted(&condition)?.and_then(|id| id.parse().ok())),
            "displayname" => ask(&mut filter.name, wanted(&condition)?),
            "externalid" => ask(&mut filter.external_id, wanted(&condition)?),
            other => return Err(refused(format!("groups cannot be filtered by {other}"))),
        };
    }
    Ok(possible.then_some(filter))
}

/// Whether somebody may come in.
pub(super) fn state(active: bool) -> MemberState {
    if active { MemberState::Active } else { MemberState::Deactivated }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn users(text: &str) -> ScimUserFilter {
        of_users(text).unwrap().unwrap()
    }

    #[test]
    fn filters_of_entra_and_okta_are_read() {
        assert_eq!(users(r#"userName eq "Ann@Example.org""#).user_name.as_deref(), Some("ann@example.org"));
        let both = users(r#"externalId EQ "a\"b) and" AND active eq True"#);
        assert_eq!(both.external_id.as_deref(), Some("a\"b) and"));
        assert_eq!(both.state, Some(MemberState::Active));
        let full = r#"urn:ietf:params:scim:schemas:core:2.0:User:emails.value eq "A@b.co""#;
        assert_eq!(users(full).email.as_deref(), Some("a@b.co"));
        let group = of_groups(r#"displayName eq "Data Team""#).unwrap().unwrap();
        assert_eq!(group.name.as_deref(), Some("Data Team"));
    }

    #[test]
    fn what_nobody_can_be_asks_for_nobody() {
        for text in
            [r#"id eq "no id""#, r#"userName eq "a" and userName eq "b""#, r#"externalId eq "a\u0000""#]
        {
            assert_eq!(of_users(text).unwrap(), None, "{text}");
        }
        assert!(of_users(r#"userName eq "a" and userName eq "A""#).unwrap().is_some());
    }

    #[test]
    fn other_filters_are_refused_by_name() {
        for text in [
            "",
            "userName",
            "userName eq",
            "userName eq ann",
            r#"userName eq "ann"#,
            r#"userName eq "a" or id eq "b""#,
            r#"userName eq "a" and"#,
            r#"userName eq "a"and id eq "b""#,
            r#"userName sw "a""#,
            r#"(userName eq "a")"#,
            r#"title eq "a""#,
            "userName eq 7",
            "active eq \"maybe\"",
        ] {
            assert_eq!(of_users(text).unwrap_err().kind(), Some(Kind::InvalidFilter), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = (of_users(&text), of_groups(&text));
        }

        #[test]
        fn any_value_comes_through(value in "\\PC*") {
            let text = format!("externalId eq {}", Value::from(value.clone()));
            prop_assert_eq!(conditions(&text), Some(vec![Condition { attribute: "externalid".into(), value: value.into() }]));
        }
    }
}
