//! A filter while it is written: a tree of groups and conditions, and how it becomes a filter and back.

use almanac_domain::data::Column;
use almanac_query::Filter;

use super::condition::Condition;

/// Conditions that belong together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Branch {
    pub key: usize,
    /// Whether one is enough.
    pub any: bool,
    /// Whether it must not hold.
    pub not: bool,
    pub parts: Vec<Part>,
}

/// A part of a branch.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Branch(Branch),
    Leaf { key: usize, condition: Condition },
}

impl Part {
    pub fn key(&self) -> usize {
        match self {
            Self::Branch(branch) => branch.key,
            Self::Leaf { key, .. } => *key,
        }
    }

    /// The same with keys of its own.
    pub fn copied(&self, next: &mut impl FnMut() -> usize) -> Self {
        match self {
            Self::Leaf { condition, .. } => Self::Leaf { key: next(), condition: condition.clone() },
            Self::Branch(branch) => Self::Branch(Branch {
                key: next(),
                parts: branch.parts.iter().map(|part| part.copied(next)).collect(),
                ..branch.clone()
            }),
        }
    }
}

impl Branch {
    /// The tree of a filter.
    pub fn new(filter: Option<Filter>, next: &mut impl FnMut() -> usize) -> Self {
        match filter {
            None => Self { key: next(), any: false, not: false, parts: Vec::new() },
            Some(Filter::Comparison(comparison)) => {
                let key = next();
                let leaf = Part::Leaf { key: next(), condition: Condition::of(comparison) };
                Self { key, any: false, not: false, parts: vec![leaf] }
            }
            Some(Filter::Not(inner)) => {
                let inner = Self::new(Some(*inner), next);
                if inner.not {
                    Self { key: next(), any: false, not: true, parts: vec![Part::Branch(inner)] }
                } else {
                    Self { not: true, ..inner }
                }
            }
            Some(Filter::And(list)) => Self::group(list, false, next),
            Some(Filter::Or(list)) => Self::group(list, true, next),
        }
    }

    fn group(list: Vec<Filter>, any: bool, next: &mut impl FnMut() -> usize) -> Self {
        let key = next();
        let parts = list.into_iter().map(|filter| match filter {
            Filter::Comparison(comparison) => {
                Part::Leaf { key: next(), condition: Condition::of(comparison) }
            }
            other => Part::Branch(Self::new(Some(other), next)),
        });
        Self { key, any, not: false, parts: parts.collect() }
    }

    /// The filter, if there is anything in it. Values are read as the types of their columns.
    pub fn filter(&self, columns: &[Column]) -> Option<Filter> {
        self.of_leaves(columns, |_| true)
    }

    /// The filter without conditions whose values are still to be written.
    pub fn settled(&self, columns: &[Column]) -> Option<Filter> {
        self.of_leaves(columns, |condition| !condition.is_open())
    }

    fn of_leaves(&self, columns: &[Column], counts: fn(&Condition) -> bool) -> Option<Filter> {
        let kind = |name: &str| columns.iter().find(|column| column.name == name).map(|column| column.kind);
        let parts = self.parts.iter().filter_map(|part| match part {
            Part::Branch(branch) => branch.of_leaves(columns, counts),
            Part::Leaf { condition, .. } => {
                counts(condition).then(|| Filter::Comparison(condition.comparison(kind(&condition.column))))
            }
        });
        let mut parts: Vec<Filter> = parts.collect();
        let joined = match parts.len() {
            0 => return None,
            1 => parts.remove(0),
            _ if self.any => Filter::Or(parts),
            _ => Filter::And(parts),
        };
        Some(if self.not { Filter::Not(Box::new(joined)) } else { joined })
    }

    /// Changes each condition, here and below.
    pub fn each(&mut self, change: &dyn Fn(&mut Condition)) {
        for part in &mut self.parts {
            match part {
                Part::Branch(branch) => branch.each(change),
                Part::Leaf { condition, .. } => change(condition),
            }
        }
    }

    /// The branch of this key, here or below.
    pub fn branch(&self, key: usize) -> Option<&Self> {
        if self.key == key {
            return Some(self);
        }
        self.parts.iter().find_map(|part| match part {
            Part::Branch(branch) => branch.branch(key),
            Part::Leaf { .. } => None,
        })
    }

    pub fn branch_mut(&mut self, key: usize) -> Option<&mut Self> {
        if self.key == key {
            return Some(self);
        }
        self.parts.iter_mut().find_map(|part| match part {
            Part::Branch(branch) => branch.branch_mut(key),
            Part::Leaf { .. } => None,
        })
    }

    /// The condition of this key.
    pub fn condition(&self, wanted: usize) -> Option<&Condition> {
        self.parts.iter().find_map(|part| match part {
            Part::Branch(branch) => branch.condition(wanted),
            Part::Leaf { key, condition } => (*key == wanted).then_some(condition),
        })
    }

    pub fn condition_mut(&mut self, wanted: usize) -> Option<&mut Condition> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Branch(branch) => branch.condition_mut(wanted),
            Part::Leaf { key, condition } => (*key == wanted).then_some(condition),
        })
    }

    /// The branch that the part of this key is in, and its place there.
    fn place(&self, key: usize) -> Option<(usize, usize)> {
        if let Some(at) = self.parts.iter().position(|part| part.key() == key) {
            return Some((self.key, at));
        }
        self.parts.iter().find_map(|part| match part {
            Part::Branch(branch) => branch.place(key),
            Part::Leaf { .. } => None,
        })
    }

    /// Takes a part out.
    pub fn take(&mut self, key: usize) -> Option<Part> {
        let (branch, at) = self.place(key)?;
        Some(self.branch_mut(branch)?.parts.remove(at))
    }

    /// Puts a copy of a part behind it.
    pub fn copy(&mut self, key: usize, next: &mut impl FnMut() -> usize) {
        if let Some((branch, at)) = self.place(key)
            && let Some(branch) = self.branch_mut(branch)
        {
            let copied = branch.parts[at].copied(next);
            branch.parts.insert(at + 1, copied);
        }
    }

    /// Moves a part to the end of another branch, unless that is in it.
    pub fn put(&mut self, key: usize, into: usize) {
        let inside = self.branch(key).is_some_and(|part| part.branch(into).is_some());
        if inside || self.branch(into).is_none() {
            return;
        }
        if let Some(part) = self.take(key)
            && let Some(branch) = self.branch_mut(into)
        {
            branch.parts.push(part);
        }
    }

    /// Moves a part one step up or down: past a condition, into a group or out of it.
    pub fn step(&mut self, key: usize, down: bool) {
        let Some((own, at)) = self.place(key) else { return };
        let Some(branch) = self.branch_mut(own) else { return };
        let beside = if down { at + 1 } else { at.wrapping_sub(1) };
        match branch.parts.get_mut(beside) {
            Some(Part::Leaf { .. }) => branch.parts.swap(at, beside),
            Some(Part::Branch(_)) => {
                let part = branch.parts.remove(at);
                let beside = if down { at } else { beside };
                if let Some(Part::Branch(inner)) = branch.parts.get_mut(beside) {
                    if down { inner.parts.insert(0, part) } else { inner.parts.push(part) }
                }
            }
            // At the edge: out of the group.
            None => {
                let Some((outer, group)) = self.place(own) else { return };
                let Some(part) = self.take(key) else { return };
                if let Some(outer) = self.branch_mut(outer) {
                    outer.parts.insert(if down { group + 1 } else { group }, part);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use serde_json::{Value, json};

    use super::*;

    fn columns() -> Vec<Column> {
        [("temp", ColumnType::Float), ("n", ColumnType::Integer), ("city", ColumnType::Text)]
            .map(|(name, kind)| Column { name: name.into(), kind })
            .into()
    }

    fn tree(filter: &Value) -> Branch {
        let mut keys = 0..;
        Branch::new(serde_json::from_value(filter.clone()).unwrap(), &mut || keys.next().unwrap())
    }

    fn written(tree: &Branch) -> Value {
        serde_json::to_value(tree.filter(&columns())).unwrap()
    }

    fn leaf(n: i64) -> Value {
        json!({"column": "n", "op": "eq", "value": n})
    }

    /// The key of the condition whose value is `value`.
    fn key(branch: &Branch, value: &str) -> usize {
        fn find(branch: &Branch, value: &str) -> Option<usize> {
            branch.parts.iter().find_map(|part| match part {
                Part::Leaf { key, condition } => (condition.value == value).then_some(*key),
                Part::Branch(inner) => find(inner, value),
            })
        }
        find(branch, value).unwrap()
    }

    #[test]
    fn filters_survive_the_form() {
        for filter in [
            Value::Null,
            leaf(1),
            json!({"not": leaf(1)}),
            json!({"column": "temp", "op": "between", "values": [1.5, 2.0]}),
            json!({"column": "temp", "op": "gt", "value": {"parameter": "warm"}}),
            json!({"column": "city", "op": "contains", "value": " a ", "ignore_case": true}),
            json!({"column": "city", "op": "like", "value": "a%"}),
            json!({"column": "d", "op": "in_period",
                "period": {"which": "this", "count": 1, "unit": "month"}}),
            json!({"or": [{"column": "n", "op": "in", "values": [1, 2]}, {"column": "city", "op": "is_null"}]}),
            json!({"and": [{"not": {"or": [leaf(1), leaf(2)]}}, {"not": {"not": leaf(3)}}, leaf(4)]}),
        ] {
            assert_eq!(written(&tree(&filter)), filter);
        }
    }

    #[test]
    fn a_condition_goes_up_and_down_through_the_groups() {
        let mut tree = tree(&json!({"and": [leaf(1), {"or": [leaf(2), leaf(3)]}, leaf(4)]}));
        let one = key(&tree, "1");
        let mut seen = Vec::new();
        for _ in 0..4 {
            tree.step(one, true);
            seen.push(written(&tree));
        }
        assert_eq!(
            seen,
            [
                json!({"and": [{"or": [leaf(1), leaf(2), leaf(3)]}, leaf(4)]}),
                json!({"and": [{"or": [leaf(2), leaf(1), leaf(3)]}, leaf(4)]}),
                json!({"and": [{"or": [leaf(2), leaf(3), leaf(1)]}, leaf(4)]}),
                json!({"and": [{"or": [leaf(2), leaf(3)]}, leaf(1), leaf(4)]}),
            ]
        );
        for before in seen.iter().rev().skip(1) {
            tree.step(one, false);
            assert_eq!(written(&tree), *before);
        }
    }

    #[test]
    fn parts_are_copied_and_moved_but_never_into_themselves() {
        let mut tree = tree(&json!({"and": [leaf(1), {"or": [leaf(2), leaf(3)]}]}));
        let group = tree.parts[1].key();
        let before = written(&tree);
        tree.put(group, group);
        assert_eq!(written(&tree), before);
        tree.put(key(&tree, "1"), group);
        assert_eq!(written(&tree), json!({"or": [leaf(2), leaf(3), leaf(1)]}));
        let mut keys = 100..;
        tree.copy(group, &mut || keys.next().unwrap());
        let or = json!({"or": [leaf(2), leaf(3), leaf(1)]});
        assert_eq!(written(&tree), json!({"and": [or, or]}));
        assert_eq!(tree.parts[1].key(), 100);
    }
}
