//! One regression tree.

/// Where a row goes: into a further node, or into a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    /// The index of a node.
    Node(u16),
    /// The index of a leaf.
    Leaf(u16),
}

/// A question about one feature.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The feature.
    pub(crate) feature: u16,
    /// The greatest value that goes left.
    pub(crate) cut: f32,
    /// Whether a missing value goes left.
    pub(crate) missing_left: bool,
    /// Where a row goes.
    pub(crate) left: Child,
    /// Where the others go.
    pub(crate) right: Child,
}

/// A tree; one without nodes is its only leaf.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    /// The nodes, the root first.
    pub(crate) nodes: Vec<Node>,
    /// The values of the leaves.
    pub(crate) leaves: Vec<f64>,
    /// How many rows of the table reach each leaf.
    pub(crate) rows: Vec<u32>,
}

impl Node {
    /// Where a row of features goes.
    pub(crate) fn next(&self, row: &[f32]) -> Child {
        let value = row[usize::from(self.feature)];
        let left = value <= self.cut || value.is_nan() && self.missing_left;
        if left { self.left } else { self.right }
    }
}

impl Tree {
    /// The value of the leaf that a row of features reaches.
    pub(crate) fn value(&self, row: &[f32]) -> f64 {
        let mut at = if self.nodes.is_empty() { Child::Leaf(0) } else { Child::Node(0) };
        loop {
            match at {
                Child::Leaf(leaf) => return self.leaves[usize::from(leaf)],
                Child::Node(node) => {
                    at = self.nodes[usize::from(node)].next(row);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_left_up_to_the_cut_and_a_missing_value_where_the_node_says() {
        let node = |missing_left| Node {
            feature: 1,
            cut: 2.0,
            missing_left,
            left: Child::Leaf(0),
            right: Child::Leaf(1),
        };
        let mut tree = Tree { nodes: vec![node(true)], leaves: vec![-1.0, 1.0], rows: vec![1, 1] };
        let values = |tree: &Tree| [2.0, 2.1, f32::NAN].map(|v| tree.value(&[9.0, v]) as i32);
        assert_eq!(values(&tree), [-1, 1, -1]);
        tree.nodes = vec![node(false)];
        assert_eq!(values(&tree), [-1, 1, 1]);
        tree.nodes.clear();
        assert_eq!(values(&tree), [-1, -1, -1]);
    }
}
