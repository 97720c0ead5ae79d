//! Cuts in answers, as an attacker makes them: on the text, so that signed bytes stay as they are.

use std::ops::Range;

/// Where the first element of a local name is, from its opening to its closing tag.
pub fn element(xml: &str, name: &str) -> Range<usize> {
    let start = opening(xml, name).start;
    let prefix: String = xml[start + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect();
    let closing = format!("</{prefix}>");
    let end = start
        + xml[start..].find(&closing).unwrap_or_else(|| panic!("no {closing} in {xml}"))
        + closing.len();
    start..end
}

/// Where the opening tag of the first element of a local name is.
pub fn opening(xml: &str, name: &str) -> Range<usize> {
    let at = xml.match_indices('<').map(|(at, _)| at).find(|at| {
        let tag = &xml[at + 1..];
        let whole: &str = tag.split([' ', '>', '/']).next().unwrap();
        whole.rsplit(':').next() == Some(name)
    });
    let start = at.unwrap_or_else(|| panic!("no {name} in {xml}"));
    start..start + xml[start..].find('>').unwrap() + 1
}

/// The same with an attribute of the first element of a name changed or removed.
pub fn with_attribute(xml: &str, name: &str, attribute: &str, value: Option<&str>) -> String {
    let tag = opening(xml, name);
    let before = format!(" {attribute}=\"");
    let start =
        tag.start + xml[tag.clone()].find(&before).unwrap_or_else(|| panic!("no {attribute} in {xml}"));
    let end = start + before.len() + xml[start + before.len()..].find('"').unwrap() + 1;
    let new = value.map_or_else(String::new, |value| format!("{before}{value}\""));
    format!("{}{new}{}", &xml[..start], &xml[end..])
}

/// The same without the first element of a name.
pub fn without(xml: &str, name: &str) -> String {
    let cut = element(xml, name);
    format!("{}{}", &xml[..cut.start], &xml[cut.end..])
}

/// The same with a text put in at a place.
pub fn with(xml: &str, at: usize, text: &str) -> String {
    format!("{}{text}{}", &xml[..at], &xml[at..])
}
