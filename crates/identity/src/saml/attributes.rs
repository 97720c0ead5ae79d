//! Which attributes of an assertion say what about a person.

use samael::schema::Assertion;
use serde::{Deserialize, Serialize};

/// The longest value that is taken.
const LENGTH: usize = 320;
const MOST: usize = 1_000;

/// The names of attributes, in the order in which they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttributeMapping {
    /// The attribute that names the person lastingly, if the `NameID` does not.
    pub subject: Option<String>,
    /// The e-mail address. Without one it is the `NameID`, if that is in the form of an address.
    pub email: Vec<String>,
    /// The name to show.
    pub name: Vec<String>,
    /// The groups.
    pub groups: Vec<String>,
}

impl Default for AttributeMapping {
    fn default() -> Self {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Self {
            subject: None,
            email: list(&[
                "email",
                "mail",
                "urn:oid:0.9.2342.19200300.100.1.3",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            ]),
            name: list(&[
                "displayName",
                "name",
                "urn:oid:2.16.840.1.113730.3.1.241",
                "http://schemas.microsoft.com/identity/claims/displayname",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
            ]),
            groups: list(&[
                "groups",
                "memberOf",
                "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
                "http://schemas.xmlsoap.org/claims/Group",
            ]),
        }
    }
}

/// The values of the first of these attributes that is there.
pub(super) fn values(assertion: &Assertion, names: &[String]) -> Vec<String> {
    let all = || assertion.attribute_statements.iter().flatten().flat_map(|statement| &statement.attributes);
    let found = names.iter().find_map(|name| all().find(|attribute| attribute.name.as_ref() == Some(name)));
    let values = found.into_iter().flat_map(|attribute| &attribute.values);
    values.filter_map(|value| clean(value.value.as_deref()?)).take(MOST).collect()
}

/// A text without space around it, if it is short and has no control characters.
pub(super) fn clean(text: &str) -> Option<String> {
    let text = text.trim();
    let fine = !text.is_empty() && text.len() <= LENGTH && !text.chars().any(char::is_control);
    fine.then(|| text.to_owned())
}
