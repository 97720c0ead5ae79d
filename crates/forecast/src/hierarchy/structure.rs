//! Which series sum up to which.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Nodes that belong together, such as all states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Its name, such as `state/purpose`.
    pub name: String,
    /// The indices of its nodes.
    pub nodes: Vec<usize>,
}

/// What a hierarchy is made of: its stored form, and what [`Hierarchy::new`] checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The ids of all nodes, in the order of the panel of all nodes.
    pub nodes: Vec<String>,
    /// For each bottom series the index of its node.
    pub bottom: Vec<usize>,
    /// For each node the bottom series that it is the sum of, as indices into `bottom`.
    pub members: Vec<Vec<u32>>,
    /// The levels.
    pub levels: Vec<Level>,
}

/// A structure of series of which some are sums of others: a tree (nested), several ways to split the same
/// total (grouped), or both. It is stored sparsely: for each node the bottom series it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Hierarchy {
    pub(super) parts: Parts,
}

impl TryFrom<Parts> for Hierarchy {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        Self::new(parts)
    }
}

impl From<Hierarchy> for Parts {
    fn from(hierarchy: Hierarchy) -> Self {
        hierarchy.parts
    }
}

impl Hierarchy {
    /// The hierarchy of these parts.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the node: if an id is there twice, a node has no members or unknown
    /// ones, or a bottom series is not its own only member.
    pub fn new(mut parts: Parts) -> Result<Self> {
        let invalid = |why: String| Err(Error::Invalid(why));
        let (n, m) = (parts.nodes.len(), parts.bottom.len());
        if m == 0 || parts.members.len() != n {
            return invalid(format!(
                "a hierarchy of {n} nodes needs bottom series and the members of each node"
            ));
        }
        let mut seen = HashSet::new();
        if let Some(twice) = parts.nodes.iter().find(|id| !seen.insert(id.as_str())) {
            return invalid(format!("node {twice:?} is there twice"));
        }
        for (id, members) in parts.nodes.iter().zip(&mut parts.members) {
            members.sort_unstable();
            members.dedup();
            match members.last() {
                None => return invalid(format!("node {id:?} is the sum of nothing")),
                Some(last) if *last as usize >= m => {
                    return invalid(format!("node {id:?} has a member {last} of {m} bottom series"));
                }
                Some(_) => {}
            }
        }
        for (j, node) in parts.bottom.iter().enumerate() {
            match parts.members.get(*node).map(Vec::as_slice) {
                Some([only]) if *only as usize == j => {}
                Some(_) => {
                    return invalid(format!(
                        "bottom series {:?} is not its own only member",
                        parts.nodes[*node]
                    ));
                }
                None => return invalid(format!("bottom series {j} has the node {node} of {n}")),
            }
        }
        if let Some(level) = parts.levels.iter().find(|level| level.nodes.iter().any(|node| *node >= n)) {
            return invalid(format!("level {:?} has a node that is not there", level.name));
        }
        Ok(Self { parts })
    }

    /// The ids of all nodes, in the order of the panel of all nodes.
    pub fn nodes(&self) -> &[String] {
        &self.parts.nodes
    }

    /// The number of nodes.
    #[expect(clippy::len_without_is_empty, reason = "a hierarchy has at least one node")]
    pub fn len(&self) -> usize {
        self.parts.nodes.len()
    }

    /// For each bottom series the index of its node.
    pub fn bottom(&self) -> &[usize] {
        &self.parts.bottom
    }

    /// The levels, from the top down as far as they are nested.
    pub fn levels(&self) -> &[Level] {
        &self.parts.levels
    }

    /// The bottom series that a node is the sum of, ascending.
    pub fn members(&self, node: usize) -> &[u32] {
        self.parts.members.get(node).map(Vec::as_slice).unwrap_or_default()
    }

    /// The indices of the nodes that are not bottom series, ascending.
    pub fn aggregates(&self) -> Vec<usize> {
        let mut aggregate = vec![true; self.len()];
        for node in self.bottom() {
            aggregate[*node] = false;
        }
        (0..self.len()).filter(|node| aggregate[*node]).collect()
    }

    /// The values of all nodes, given those of the bottom series.
    pub fn sums(&self, bottom: &[f64]) -> Vec<f64> {
        let sum = |members: &Vec<u32>| members.iter().map(|j| bottom[*j as usize]).sum();
        self.parts.members.iter().map(sum).collect()
    }

    /// For each bottom series the node of the level that contains it. A bottom series that no node contains
    /// stands for itself; `None` if two nodes contain the same.
    pub(super) fn partition(&self, level: &Level) -> Option<Vec<usize>> {
        let mut of: Vec<Option<usize>> = vec![None; self.bottom().len()];
        for node in &level.nodes {
            for j in self.members(*node) {
                if of[*j as usize].replace(*node).is_some() {
                    return None;
                }
            }
        }
        Some(of.iter().zip(self.bottom()).map(|(found, own)| found.unwrap_or(*own)).collect())
    }

    /// The index of each node by its id.
    pub(super) fn index(&self) -> HashMap<&str, usize> {
        self.nodes().iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect()
    }

    /// Whether these are the ids of all nodes in their order.
    ///
    /// # Errors
    /// [`Error::Invalid`], which names the first that differs.
    pub(super) fn check_order<'a>(&self, ids: impl ExactSizeIterator<Item = &'a str>) -> Result<()> {
        if ids.len() != self.len() {
            let (given, needed) = (ids.len(), self.len());
            return Err(Error::Invalid(format!(
                "{given} series are given, the hierarchy has {needed} nodes"
            )));
        }
        match self.nodes().iter().zip(ids).find(|(node, id)| node.as_str() != *id) {
            Some((node, id)) => {
                Err(Error::Invalid(format!("series {id:?} stands where the hierarchy has {node:?}")))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        Parts {
            nodes: ["Total", "a", "b"].map(String::from).to_vec(),
            bottom: vec![1, 2],
            members: vec![vec![1, 0], vec![0], vec![1]],
            levels: vec![Level { name: "Total".into(), nodes: vec![0] }],
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |change: fn(&mut Parts)| {
            let mut parts = parts();
            change(&mut parts);
            Hierarchy::new(parts).unwrap_err().to_string()
        };
        assert!(wrong(|p| p.nodes[2] = "a".into()).contains("\"a\""));
        assert!(wrong(|p| p.members[0].clear()).contains("\"Total\""));
        assert!(wrong(|p| p.members[0].push(2)).contains("\"Total\""));
        assert!(wrong(|p| p.members[1].push(1)).contains("\"a\""));
        assert!(wrong(|p| p.bottom[1] = 9).contains("node 9"));
        assert!(wrong(|p| p.bottom.clear()).contains("bottom"));
        assert!(wrong(|p| p.levels[0].nodes.push(3)).contains("\"Total\""));
    }

    #[test]
    fn json_is_checked_when_it_is_read() {
        let hierarchy = Hierarchy::new(parts()).unwrap();
        let text = serde_json::to_string(&hierarchy).unwrap();
        assert_eq!(serde_json::from_str::<Hierarchy>(&text).unwrap(), hierarchy);
        let broken = text.replace("\"b\"", "\"a\"");
        assert!(serde_json::from_str::<Hierarchy>(&broken).is_err());
    }

    #[test]
    fn sums_and_partitions_follow_the_members() {
        let hierarchy = Hierarchy::new(parts()).unwrap();
        assert_eq!(hierarchy.sums(&[2.0, 3.0]), [5.0, 2.0, 3.0]);
        assert_eq!(hierarchy.partition(&hierarchy.levels()[0]), Some(vec![0, 0]));
        assert_eq!(hierarchy.aggregates(), [0]);
        let overlap = Level { name: "both".into(), nodes: vec![0, 1] };
        assert_eq!(hierarchy.partition(&overlap), None);
        let part = Level { name: "part".into(), nodes: vec![2] };
        assert_eq!(hierarchy.partition(&part), Some(vec![1, 2]));
    }
}
