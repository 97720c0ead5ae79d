//! Where saved queries are, and how they are found: folders, tags, favourites.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError};

/// How deep folders can nest.
const DEPTH: usize = 5;
/// How long the name of one folder can be.
const NAME: usize = 60;
/// How many tags a query can have.
const TAGS: usize = 20;
/// How long a tag can be.
const TAG: usize = 40;
/// The longest lifetime of a cached result: 30 days.
const LONGEST: i64 = 30 * 24 * 60 * 60;
/// How long a text can be that is searched for.
const SEARCH: usize = 200;

/// Changes where a saved query is and how long its cached result lives; what is left out stays. It is no new version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QueryPlace {
    /// Its folder, such as `Finance/Weekly`, at most 5 levels; empty for none.
    #[serde(default)]
    pub folder: Option<String>,
    /// Its tags, at most 20.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// For how many seconds its result is kept, at most 30 days; 0 for not at all.
    #[serde(default)]
    pub cache_seconds: Option<i64>,
}

impl QueryPlace {
    /// The same in the form in which it is stored: names trimmed, tags in small letters, in order, each once.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn checked(self) -> Result<Self, Vec<FieldError>> {
        let Self { folder, tags, cache_seconds } = self;
        let mut checks = Checks::default();
        let folder = match folder.map(|text| path(&text)).transpose() {
            Ok(folder) => folder,
            Err(problem) => {
                checks = checks.check(false, "folder", problem);
                None
            }
        };
        if let Some(tags) = &tags {
            for (i, tag) in tags.iter().enumerate() {
                let (field, tag) = (format!("tags[{i}]"), tag.trim());
                let length = tag.chars().count();
                checks = checks
                    .check((1..=TAG).contains(&length), &field, format!("must have 1 to {TAG} characters"))
                    .check(
                        !tag.contains(|c: char| c == ',' || c.is_control()),
                        &field,
                        "must not contain commas or control characters",
                    );
            }
        }
        let tags: Option<BTreeSet<String>> =
            tags.map(|tags| tags.iter().map(|tag| tag.trim().to_lowercase()).collect());
        let most = tags.as_ref().is_none_or(|tags| tags.len() <= TAGS);
        let lives = cache_seconds.is_none_or(|seconds| (0..=LONGEST).contains(&seconds));
        checks
            .check(most, "tags", format!("must be at most {TAGS}"))
            .check(lives, "cache_seconds", format!("must be 0 to {LONGEST}"))
            .done()?;
        Ok(Self { folder, tags: tags.map(|tags| tags.into_iter().collect()), cache_seconds })
    }
}

/// The path of a folder in the form in which it is stored.
fn path(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    if parts.len() > DEPTH {
        return Err(format!("must have at most {DEPTH} levels"));
    }
    if parts.iter().any(|part| !(1..=NAME).contains(&part.chars().count())) {
        return Err(format!("each level must have 1 to {NAME} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err("must not contain control characters".to_owned());
    }
    Ok(parts.join("/"))
}

/// In which order saved queries are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueryOrder {
    /// What was changed last comes first.
    #[default]
    Changed,
    /// By name.
    Name,
}

/// Which saved queries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueryFilter {
    /// A part of the name, the folder or a tag, in any case.
    pub search: String,
    /// A folder; empty for the queries that are in none.
    pub folder: Option<String>,
    /// With the folder, also what lies in the folders below it.
    pub below: bool,
    /// A tag.
    pub tag: Option<String>,
    /// Only those that the person who asks has marked.
    pub favorites: bool,
    /// In which order.
    pub order: QueryOrder,
}

impl QueryFilter {
    /// The same with its texts as they are stored.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn checked(self) -> Result<Self, Vec<FieldError>> {
        let search = self.search.trim().to_lowercase();
        Checks::default().text(&search, "search", SEARCH).done()?;
        let folder = self.folder.map(|text| path(&text)).transpose();
        let folder = folder.map_err(|problem| vec![FieldError::new("folder", problem)])?;
        let tag = self.tag.map(|tag| tag.trim().to_lowercase());
        Ok(Self { search, folder, tag, ..self })
    }
}

/// A folder of saved queries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryFolder {
    /// Its path, such as `Finance/Weekly`; empty for the queries that are in none.
    pub path: String,
    /// How many queries are in it.
    pub queries: i64,
    /// How many are in it or in a folder below it.
    pub altogether: i64,
}

impl QueryFolder {
    /// All folders of a project from the number of queries in each that has some: also those that have only folders,
    /// by path, the top first.
    pub fn tree(counts: Vec<(String, i64)>) -> Vec<Self> {
        let mut found: BTreeMap<String, (i64, i64)> = BTreeMap::from([(String::new(), (0, 0))]);
        for (path, queries) in counts {
            let mut above = path.as_str();
            while let Some((parent, _)) = above.rsplit_once('/') {
                found.entry(parent.to_owned()).or_default().1 += queries;
                above = parent;
            }
            if !path.is_empty() {
                found.entry(String::new()).or_default().1 += queries;
            }
            let own = found.entry(path).or_default();
            *own = (own.0 + queries, own.1 + queries);
        }
        let folder = |(path, (queries, altogether))| Self { path, queries, altogether };
        found.into_iter().map(folder).collect()
    }
}

/// A tag of saved queries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryTag {
    /// The tag.
    pub name: String,
    /// How many queries have it.
    pub queries: i64,
}

/// Renames a folder, with all that is in and below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameFolder {
    /// Its path.
    pub from: String,
    /// Its new path. What is there already stays there.
    pub to: String,
}

impl RenameFolder {
    /// The same in the form in which paths are stored.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn checked(self) -> Result<Self, Vec<FieldError>> {
        let mut checks = Checks::default();
        let mut one = |text: &str, field: &str| {
            let path = path(text).and_then(|path| match path.as_str() {
                "" => Err("must not be empty".to_owned()),
                _ => Ok(path),
            });
            path.unwrap_or_else(|problem| {
                checks = std::mem::take(&mut checks).check(false, field, problem);
                String::new()
            })
        };
        let (from, to) = (one(&self.from, "from"), one(&self.to, "to"));
        checks.done()?;
        Ok(Self { from, to })
    }

    /// From where to where queries move, in an order in which none is moved twice; nothing if there is no such folder.
    ///
    /// # Errors
    /// A folder would nest too deep.
    pub fn moves(&self, folders: Vec<String>) -> Result<Vec<(String, String)>, Vec<FieldError>> {
        let mut found = Vec::new();
        for folder in folders {
            let Some(rest) = folder.strip_prefix(&self.from) else { continue };
            if !rest.is_empty() && !rest.starts_with('/') {
                continue;
            }
            let target = format!("{}{rest}", self.to);
            let deep = target.split('/').count() <= DEPTH;
            let problem = format!("{folder} would have more than {DEPTH} levels");
            Checks::default().check(deep, "to", problem).done()?;
            found.push((folder, target));
        }
        found.sort_by_key(|(folder, _)| folder.len());
        // The target of one can be the place of another: that one leaves first.
        if self.to.len() > self.from.len() {
            found.reverse();
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<T: std::fmt::Debug>(answer: Result<T, Vec<FieldError>>) -> Vec<String> {
        answer.unwrap_err().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_place_is_stored_trimmed_with_each_tag_once() {
        let place = QueryPlace {
            folder: Some(" Finance / Wöchentlich ".to_owned()),
            tags: Some(vec![" Umsatz".to_owned(), "ÄRGER".to_owned(), "umsatz".to_owned()]),
            cache_seconds: Some(60),
        };
        let checked = place.checked().unwrap();
        assert_eq!(checked.folder.as_deref(), Some("Finance/Wöchentlich"));
        assert_eq!(checked.tags.unwrap(), ["umsatz", "ärger"]);
        assert_eq!(QueryPlace::default().checked().unwrap(), QueryPlace::default());
    }

    #[test]
    fn every_wrong_field_of_a_place_is_named() {
        let long = "x".repeat(NAME + 1);
        for wrong in ["a//b", "/a", "a/", "1/2/3/4/5/6", long.as_str(), "a\u{7}b"] {
            let place = QueryPlace { folder: Some(wrong.to_owned()), ..QueryPlace::default() };
            assert_eq!(fields(place.checked()), ["folder"], "{wrong}");
        }
        let place = QueryPlace {
            folder: Some("/".to_owned()),
            tags: Some(vec!["a".to_owned(), " ".to_owned(), "b,c".to_owned()]),
            cache_seconds: Some(LONGEST + 1),
        };
        assert_eq!(fields(place.checked()), ["folder", "tags[1]", "tags[2]", "cache_seconds"]);
        let many = (0..=TAGS).map(|i| i.to_string()).collect();
        assert_eq!(fields(QueryPlace { tags: Some(many), ..QueryPlace::default() }.checked()), ["tags"]);
    }

    #[test]
    fn folders_with_only_folders_are_there_too() {
        let counts = [("", 2), ("A/B/C", 3), ("A", 1), ("AB", 1)].map(|(path, n)| (path.to_owned(), n));
        let found: Vec<_> = QueryFolder::tree(counts.to_vec())
            .into_iter()
            .map(|one| (one.path, one.queries, one.altogether))
            .collect();
        let wanted = [("", 2, 7), ("A", 1, 4), ("A/B", 0, 3), ("A/B/C", 3, 3), ("AB", 1, 1)];
        assert_eq!(found, wanted.map(|(path, own, all)| (path.to_owned(), own, all)));
    }

    #[test]
    fn a_renamed_folder_takes_what_is_below_it_along() {
        let rename = RenameFolder { from: " A/B ".to_owned(), to: "X/Y/Z".to_owned() }.checked().unwrap();
        let moves = |rename: &RenameFolder, folders: &[&str]| {
            rename.moves(folders.iter().map(|one| (*one).to_owned()).collect())
        };
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            moves(&rename, &["", "A", "A/B", "A/BC", "A/B/C/D"]).unwrap(),
            [pair("A/B/C/D", "X/Y/Z/C/D"), pair("A/B", "X/Y/Z")]
        );
        assert_eq!(fields(moves(&rename, &["A/B/C/D/E"])), ["to"]);
        let down = RenameFolder { from: "A".to_owned(), to: "A/A".to_owned() };
        assert_eq!(moves(&down, &["A", "A/A"]).unwrap(), [pair("A/A", "A/A/A"), pair("A", "A/A")]);
        let up = RenameFolder { from: "A/A".to_owned(), to: "A".to_owned() };
        assert_eq!(moves(&up, &["A/A/A", "A/A"]).unwrap(), [pair("A/A", "A"), pair("A/A/A", "A/A")]);
        let empty = RenameFolder { from: String::new(), to: "a//b".to_owned() };
        assert_eq!(fields(empty.checked()), ["from", "to"]);
    }
}
