//! The part of the training form that is about hierarchies.

use serde::{Deserialize, Serialize};

/// A column and its place in a hierarchy, as the form sends it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ColumnPlace {
    pub column: String,
    /// Way and level, such as `1.2`; or nothing.
    #[serde(default)]
    pub place: String,
}

/// The hierarchy of a form; none if no column has a place. `middle_out.2` is from level 2 of the first way.
pub(super) fn hierarchy(
    columns: Vec<ColumnPlace>,
    method: String,
    nonnegative: bool,
) -> Result<Option<almanac_domain::model::HierarchyInput>, almanac_service::Error> {
    use std::collections::BTreeMap;

    use almanac_domain::model::{HierarchyInput, HierarchyLevels};
    use almanac_service::Error;

    let wrong = |message: String| Error::field("hierarchy.levels", message);
    let mut ways: BTreeMap<u8, BTreeMap<u8, String>> = BTreeMap::new();
    for ColumnPlace { column, place } in columns.into_iter().filter(|one| !one.place.is_empty()) {
        let place = place.split_once('.').map(|(way, level)| (way.parse(), level.parse()));
        let Some((Ok(way), Ok(level))) = place else {
            return Err(wrong(format!("{column:?} has no such place")));
        };
        if let Some(other) = ways.entry(way).or_default().insert(level, column.clone()) {
            return Err(wrong(format!("{other:?} and {column:?} have the same level of the same way")));
        }
    }
    if ways.is_empty() {
        return Ok(None);
    }
    let paths: Vec<Vec<String>> = ways.into_values().map(|way| way.into_values().collect()).collect();
    let method = match method.split_once('.') {
        Some((kind, level)) => {
            let down = level.parse().unwrap_or(0).min(paths[0].len());
            format!("{kind}:{}", paths[0][..down].join("/"))
        }
        None if method.is_empty() => "auto".to_owned(),
        None => method,
    };
    Ok(Some(HierarchyInput { levels: HierarchyLevels::Paths(paths), method, nonnegative }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(places: &[(&str, &str)], method: &str) -> Result<Option<(String, String)>, String> {
        let columns = places
            .iter()
            .map(|(column, place)| ColumnPlace { column: (*column).to_owned(), place: (*place).to_owned() });
        let made = hierarchy(columns.collect(), method.to_owned(), false);
        let made = made.map_err(|error| error.to_api().fields[0].message.clone())?;
        Ok(made.map(|made| (made.levels.formula(), made.method)))
    }

    #[test]
    fn places_become_nested_and_crossed_levels() {
        let some = |levels: &str, method: &str| Ok(Some((levels.to_owned(), method.to_owned())));
        assert_eq!(of(&[("state", ""), ("purpose", "")], "ols"), Ok(None));
        let crossed = [("purpose", "2.1"), ("region", "1.2"), ("other", ""), ("state", "1.1")];
        assert_eq!(of(&crossed, ""), some("state/region * purpose", "auto"));
        assert_eq!(of(&crossed, "middle_out.2"), some("state/region * purpose", "middle_out:state/region"));
        assert_eq!(of(&crossed, "middle_out.1"), some("state/region * purpose", "middle_out:state"));
        let twice = of(&[("state", "1.1"), ("region", "1.1")], "").unwrap_err();
        assert!(twice.contains("\"state\"") && twice.contains("\"region\""), "{twice}");
        assert!(of(&[("state", "top")], "").unwrap_err().contains("\"state\""));
    }
}
