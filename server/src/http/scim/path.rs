//! Paths of changes (RFC 7644, section 3.5.2): `active`, `name.familyName`, `members[value eq "…"]`.

use super::filter::{Condition, conditions, in_name, short};

/// What a change is about; names are in lower case.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// The attribute. One of an extension has the whole name.
    pub attribute: String,
    /// Which of several values.
    pub which: Option<Vec<Condition>>,
    /// The part of the value.
    pub part: Option<String>,
}

/// Reads a path; none if it is none.
pub(super) fn path(text: &str) -> Option<Path> {
    let text = text.trim();
    let (name, rest) = text.split_at(text.find(|c| !in_name(c)).unwrap_or(text.len()));
    let name = short(name);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (attribute, part) = match name.split_once('.') {
        Some((attribute, part)) if !name.starts_with("urn:") => (attribute.to_owned(), Some(part.to_owned())),
        _ => (name, None),
    };
    if rest.is_empty() {
        return Some(Path { attribute, which: None, part });
    }
    let (inside, after) = rest.strip_prefix('[')?.rsplit_once(']')?;
    let which = Some(conditions(inside)?);
    match after.strip_prefix('.') {
        None if after.is_empty() => Some(Path { attribute, which, part }),
        Some(part) if !part.is_empty() && part.chars().all(in_name) => {
            Some(Path { attribute, which, part: Some(part.to_lowercase()) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> (String, Option<String>) {
        let read = path(text).unwrap();
        (read.attribute, read.part)
    }

    #[test]
    fn paths_of_entra_and_okta_are_read() {
        assert_eq!(parts("Active"), ("active".into(), None));
        assert_eq!(parts("name.familyName"), ("name".into(), Some("familyname".into())));
        assert_eq!(parts(r#"emails[type eq "work"].value"#), ("emails".into(), Some("value".into())));
        let full = "urn:ietf:params:scim:schemas:core:2.0:User:userName";
        assert_eq!(parts(full), ("username".into(), None));
        let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        assert_eq!(parts(extension), (extension.to_lowercase(), None));
        let which = path(r#"members[value eq "a]b"]"#).unwrap().which.unwrap();
        assert_eq!((which[0].attribute.as_str(), which[0].value.as_str()), ("value", Some("a]b")));
    }

    #[test]
    fn what_is_no_path_is_none() {
        for text in
            ["", " ", "7", "[value eq \"a\"]", "members[", "members[x]", "emails[type eq \"a\"]value", "a b"]
        {
            assert_eq!(path(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_is_none(text in "\\PC*", inside in "\\PC*") {
            let _ = (path(&text), path(&format!("members[{inside}]")));
        }
    }
}
