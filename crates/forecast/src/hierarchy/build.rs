//! Hierarchies from attributes, from parents, and from a summing matrix.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Hierarchy, Level, Parts};
use crate::{Error, Result};

/// A property of the bottom series, such as the state each is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value for each bottom series.
    pub values: Vec<String>,
}

/// The levels that a formula stands for: `country/state` is nested (total, country, country and state), and `*`
/// crosses two such paths: `state/region*purpose` has every level of the one with every level of the other, the
/// total among them. Levels with fewer attributes come first; the last has them all.
///
/// # Errors
/// [`Error::Invalid`] if a name is missing or there twice.
pub fn levels_of(formula: &str) -> Result<Vec<Vec<String>>> {
    let names = |path: &str| path.split('/').map(|name| name.trim().to_owned()).collect();
    levels_of_paths(&formula.split('*').map(names).collect::<Vec<Vec<String>>>())
}

/// The levels of paths that are crossed, each of which goes down from one attribute to the next: see [`levels_of`].
///
/// # Errors
/// [`Error::Invalid`] if there is no name, or one is empty or there twice.
pub fn levels_of_paths(paths: &[Vec<String>]) -> Result<Vec<Vec<String>>> {
    let mut levels: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = HashSet::new();
    for path in paths {
        let before = levels.clone();
        for (depth, name) in path.iter().enumerate() {
            if name.is_empty() {
                return Err(Error::Invalid("a level of the hierarchy lacks a name".into()));
            }
            if !seen.insert(name) {
                return Err(Error::Invalid(format!("the hierarchy has {name:?} twice")));
            }
            levels.extend(before.iter().map(|level| [level.as_slice(), &path[..=depth]].concat()));
        }
    }
    if seen.is_empty() {
        return Err(Error::Invalid("a hierarchy needs at least one level".into()));
    }
    levels.sort_by_key(Vec::len);
    Ok(levels)
}

impl Hierarchy {
    /// The hierarchy of bottom series with these ids and attributes: a level for each set of attributes, with
    /// a node for each combination of values there is. The empty set is the `Total`. Nodes are called by
    /// their values in the order of the set, `NSW/hol`; by `state=NSW/purpose=hol` if that is taken. A set
    /// that tells all series apart is the bottom level, whose nodes keep the ids of the series; without one,
    /// the series are the last level, `series`. Aggregates come first, in the order of the levels and of
    /// first appearance, the bottom series last.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the series, attribute or level that is wrong.
    pub fn of_attributes(ids: &[String], attributes: &[Attribute], levels: &[Vec<String>]) -> Result<Self> {
        check_attributes(ids, attributes)?;
        let mut taken: HashSet<String> = ids.iter().cloned().collect();
        let (mut nodes, mut members, mut made) = (Vec::new(), Vec::new(), Vec::new());
        let mut bottom_level = "series".to_owned();
        let mut sets: Vec<Vec<&str>> = Vec::new();
        for level in levels {
            let mut set: Vec<&str> = level.iter().map(String::as_str).collect();
            let columns = columns(attributes, &set)?;
            let name = if set.is_empty() { "Total".to_owned() } else { set.join("/") };
            set.sort_unstable();
            if sets.contains(&set) {
                return Err(Error::Invalid(format!("level {name:?} is there twice")));
            }
            sets.push(set);
            let groups = groups(ids.len(), &columns);
            if groups.len() == ids.len() && !columns.is_empty() {
                bottom_level = name;
                continue;
            }
            let first = nodes.len();
            for group in groups {
                nodes.push(name_of(&columns, group[0] as usize, &mut taken)?);
                members.push(group);
            }
            made.push(Level { name, nodes: (first..nodes.len()).collect() });
        }
        let aggregates = nodes.len();
        nodes.extend(ids.iter().cloned());
        members.extend((0..ids.len() as u32).map(|j| vec![j]));
        let bottom: Vec<usize> = (aggregates..nodes.len()).collect();
        made.push(Level { name: bottom_level, nodes: bottom.clone() });
        Self::new(Parts { nodes, bottom, members, levels: made })
    }

    /// The hierarchy in which each pair is a node and one of its parents, none for a top. A node may have
    /// several parents, in a pair each. Nodes without children are the bottom series. Nodes keep the order in
    /// which they first appear as a child; a level is made of the aggregates that are equally far from the
    /// top.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names a parent that is no node, or a node that is above itself.
    pub fn of_parents(pairs: &[(String, Option<String>)]) -> Result<Self> {
        let mut index: HashMap<&str, usize> = HashMap::new();
        let mut nodes = Vec::new();
        for (child, _) in pairs {
            index.entry(child.as_str()).or_insert_with(|| {
                nodes.push(child.clone());
                nodes.len() - 1
            });
        }
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        let mut leaf = vec![true; nodes.len()];
        for (child, parent) in pairs {
            let Some(parent) = parent else { continue };
            let Some(&at) = index.get(parent.as_str()) else {
                return Err(Error::Invalid(format!(
                    "node {child:?} has the parent {parent:?}, which is no node"
                )));
            };
            parents[index[child.as_str()]].push(at);
            leaf[at] = false;
        }
        let depth = depths(&nodes, &parents)?;
        let bottom: Vec<usize> = (0..nodes.len()).filter(|node| leaf[*node]).collect();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
        for (j, node) in bottom.iter().enumerate() {
            let mut above = vec![*node];
            while let Some(next) = above.pop() {
                if members[next].last() != Some(&(j as u32)) {
                    members[next].push(j as u32);
                    above.extend(&parents[next]);
                }
            }
        }
        let levels = by_depth(&depth, &bottom);
        Self::new(Parts { nodes, bottom, members, levels })
    }

    /// The hierarchy of a summing matrix: a row of zeros and ones for each node, a column for each of the
    /// `bottom` nodes. Nodes keep their order; a level is made of the aggregates that have equally many
    /// others above them, one within the other.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the row that is wrong.
    pub fn of_matrix(nodes: &[String], bottom: &[String], rows: &[Vec<f64>]) -> Result<Self> {
        let find = |id: &String| {
            let found = nodes.iter().position(|node| node == id);
            found.ok_or_else(|| Error::Invalid(format!("column {id:?} has no row of its own")))
        };
        let bottom: Vec<usize> = bottom.iter().map(find).collect::<Result<_>>()?;
        if rows.len() != nodes.len() {
            let (given, needed) = (rows.len(), nodes.len());
            return Err(Error::Invalid(format!("the summing matrix has {given} rows for {needed} nodes")));
        }
        let mut members = Vec::with_capacity(rows.len());
        for (id, row) in nodes.iter().zip(rows) {
            if row.len() != bottom.len() || row.iter().any(|v| ![0.0, 1.0].contains(v)) {
                let needed = bottom.len();
                return Err(Error::Invalid(format!("row {id:?} needs {needed} entries of 0 or 1")));
            }
            members.push((0..row.len() as u32).filter(|j| row[*j as usize] > 0.0).collect::<Vec<u32>>());
        }
        let levels = by_depth(&nesting(&members), &bottom);
        Self::new(Parts { nodes: nodes.to_vec(), bottom, members, levels })
    }
}

fn check_attributes(ids: &[String], attributes: &[Attribute]) -> Result<()> {
    for Attribute { name, values } in attributes {
        if values.len() != ids.len() {
            let (given, needed) = (values.len(), ids.len());
            return Err(Error::Invalid(format!("attribute {name:?} has {given} values for {needed} series")));
        }
        if let Some((id, _)) = ids.iter().zip(values).find(|(_, value)| value.is_empty()) {
            return Err(Error::Invalid(format!("series {id:?} has no value of {name:?}")));
        }
    }
    Ok(())
}

fn columns<'a>(attributes: &'a [Attribute], set: &[&str]) -> Result<Vec<&'a Attribute>> {
    let find = |name: &&str| {
        let found = attributes.iter().find(|attribute| attribute.name == *name);
        found.ok_or_else(|| Error::Invalid(format!("there is no attribute {name:?} for a level")))
    };
    set.iter().map(find).collect()
}

/// The series with the same values, in the order of first appearance.
fn groups(count: usize, columns: &[&Attribute]) -> Vec<Vec<u32>> {
    let mut at: HashMap<Vec<&str>, usize> = HashMap::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for j in 0..count {
        let key = columns.iter().map(|column| column.values[j].as_str()).collect();
        let group = *at.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(j as u32);
    }
    groups
}

/// A name that is not taken yet.
fn name_of(columns: &[&Attribute], series: usize, taken: &mut HashSet<String>) -> Result<String> {
    let join =
        |of: &dyn Fn(&Attribute) -> String| columns.iter().map(|c| of(c)).collect::<Vec<_>>().join("/");
    let short = if columns.is_empty() { "Total".to_owned() } else { join(&|c| c.values[series].clone()) };
    let long = join(&|c| format!("{}={}", c.name, c.values[series]));
    for name in [short, long] {
        if taken.insert(name.clone()) {
            return Ok(name);
        }
    }
    Err(Error::Invalid(format!("a series has the id of the node {:?}", join(&|c| c.values[series].clone()))))
}

/// How far each node is from the top, by the longest way.
fn depths(nodes: &[String], parents: &[Vec<usize>]) -> Result<Vec<usize>> {
    let mut depth: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut rest: Vec<usize> = (0..nodes.len()).collect();
    while !rest.is_empty() {
        let before = rest.len();
        rest.retain(|node| {
            let above: Option<Vec<usize>> = parents[*node].iter().map(|parent| depth[*parent]).collect();
            depth[*node] = above.map(|above| above.iter().map(|d| d + 1).max().unwrap_or(0));
            depth[*node].is_none()
        });
        if rest.len() == before {
            return Err(Error::Invalid(format!("node {:?} is above itself", nodes[rest[0]])));
        }
    }
    Ok(depth.into_iter().flatten().collect())
}

/// How many sets each set is within, one within the other, by the longest way.
fn nesting(members: &[Vec<u32>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|node| std::cmp::Reverse(members[*node].len()));
    let mut depth = vec![0; members.len()];
    for (i, &node) in order.iter().enumerate() {
        let within = |other: &&usize| {
            let (inner, outer) = (&members[node], &members[**other]);
            inner.len() < outer.len() && inner.iter().all(|j| outer.binary_search(j).is_ok())
        };
        depth[node] = order[..i].iter().filter(within).map(|other| depth[*other] + 1).max().unwrap_or(0);
    }
    depth
}

fn by_depth(depth: &[usize], bottom: &[usize]) -> Vec<Level> {
    let is_bottom: HashSet<usize> = bottom.iter().copied().collect();
    let aggregates: Vec<usize> = (0..depth.len()).filter(|node| !is_bottom.contains(node)).collect();
    let deepest = aggregates.iter().map(|node| depth[*node] + 1).max().unwrap_or(0);
    let mut levels: Vec<Level> = (0..deepest)
        .map(|d| Level {
            name: format!("Level {}", d + 1),
            nodes: aggregates.iter().copied().filter(|node| depth[*node] == d).collect(),
        })
        .filter(|level| !level.nodes.is_empty())
        .collect();
    levels.push(Level { name: "Bottom".to_owned(), nodes: bottom.to_vec() });
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hierarchy::tests::{crossed, text};

    #[test]
    fn a_formula_names_the_levels() {
        let levels = levels_of("state / region * purpose").unwrap();
        let names: Vec<String> = levels.iter().map(|level| level.join("/")).collect();
        assert_eq!(names, ["", "state", "purpose", "state/region", "state/purpose", "state/region/purpose"]);
        for wrong in ["a//b", "a*a", "", "a/b*"] {
            assert!(levels_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attributes_make_levels_with_the_bottom_series_last() {
        let hierarchy = crossed();
        assert_eq!(hierarchy.nodes(), ["Total", "s", "t", "h", "b", "s-h", "s-b", "t-h"]);
        let names: Vec<&str> = hierarchy.levels().iter().map(|level| level.name.as_str()).collect();
        assert_eq!(names, ["Total", "state", "purpose", "state/purpose"]);
        assert_eq!(hierarchy.sums(&[1.0, 2.0, 4.0]), [7.0, 3.0, 4.0, 5.0, 2.0, 1.0, 2.0, 4.0]);
    }

    #[test]
    fn names_that_are_taken_get_longer_and_unknown_ones_are_refused() {
        let ids = text(&["1", "2", "3"]);
        let one = Attribute { name: "a".into(), values: text(&["x", "x", "y"]) };
        let two = Attribute { name: "b".into(), values: text(&["x", "1", "x"]) };
        let levels = [text(&["a"]), text(&["b"])];
        let hierarchy = Hierarchy::of_attributes(&ids, &[one.clone(), two], &levels).unwrap();
        assert_eq!(hierarchy.nodes(), ["x", "y", "b=x", "b=1", "1", "2", "3"]);
        assert_eq!(hierarchy.levels()[2].name, "series");
        let wrong = |levels: &[Vec<String>], values: &[&str]| {
            let attribute = Attribute { name: "a".into(), values: text(values) };
            Hierarchy::of_attributes(&ids, &[attribute], levels).unwrap_err().to_string()
        };
        assert!(wrong(&[text(&["c"])], &["x", "x", "y"]).contains("\"c\""));
        assert!(wrong(&[text(&["a"])], &["x", "", "y"]).contains("\"2\""));
        assert!(wrong(&[text(&["a"])], &["x"]).contains("\"a\""));
        assert!(wrong(&[text(&["a"]), text(&["a"])], &["x", "x", "y"]).contains("twice"));
    }

    #[test]
    fn parents_and_a_matrix_make_the_same_hierarchy() {
        let pair = |child: &str, parent: Option<&str>| (child.to_owned(), parent.map(str::to_owned));
        let mut pairs =
            vec![pair("all", None), pair("a", Some("all")), pair("a1", Some("a")), pair("a2", Some("a"))];
        pairs.extend([
            pair("b", Some("all")),
            pair("odd", Some("all")),
            pair("odd", None),
            pair("a1", Some("odd")),
        ]);
        let ours = Hierarchy::of_parents(&pairs).unwrap();
        let rows = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]];
        let rows: Vec<Vec<f64>> =
            rows.iter().map(|row| row.iter().map(|v| f64::from(*v)).collect()).collect();
        let nodes = text(&["all", "a", "a1", "a2", "b", "odd"]);
        let columns = text(&["a1", "a2", "b"]);
        assert_eq!(ours.nodes(), nodes);
        assert_eq!(
            (ours.members(0), ours.members(1), ours.members(5)),
            (&[0, 1, 2][..], &[0, 1][..], &[0][..])
        );
        let matrix = Hierarchy::of_matrix(&nodes, &columns, &rows).unwrap();
        assert_eq!(matrix.parts.members, ours.parts.members);
        assert_eq!(matrix.levels()[0], ours.levels()[0]);
        let cycle = [pair("a", Some("b")), pair("b", Some("a"))];
        assert!(Hierarchy::of_parents(&cycle).unwrap_err().to_string().contains("above itself"));
        assert!(Hierarchy::of_parents(&[pair("a", Some("c"))]).unwrap_err().to_string().contains("\"c\""));
        let mut wrong = rows;
        wrong[1][0] = 0.5;
        assert!(Hierarchy::of_matrix(&nodes, &columns, &wrong).unwrap_err().to_string().contains("\"a\""));
    }
}
