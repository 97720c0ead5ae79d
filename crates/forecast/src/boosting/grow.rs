//! Growing of one tree: the leaf whose split gains most is split next (Shi 2007, "Best-first decision tree learning"),
//! with histograms of gradients (Ke et al. 2017).
//!
//! A histogram entry is one integer: the sum of the gradients as fixed-point numbers above, the count of rows in the
//! lowest [`COUNT_BITS`] bits. One addition for a row and feature does both, sums do not depend on their order, and the
//! histogram of a leaf less that of one child is exactly that of the other. (Shi et al. 2022, "Quantized training of
//! gradient boosting decision trees", `NeurIPS` 35, round far more coarsely.)

use super::bins::{Binned, Cuts, MOST_BINS};
use super::tree::{Child, Node, Tree};

/// Bits of an entry that count rows.
const COUNT_BITS: u32 = 24;
/// Rows a tree can be grown from.
pub(crate) const MOST_ROWS: usize = (1 << COUNT_BITS) - 1;
/// Bits for the size of a sum of gradients.
const SUM_BITS: u32 = 38;

/// The entries of one feature.
type Entries = [i64; MOST_BINS];

/// How a tree is grown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// Leaves at most.
    pub(crate) leaves: usize,
    /// Rows of a leaf at least.
    pub(crate) leaf_rows: usize,
    /// Added to the count of rows where a leaf's value is found: draws it to 0.
    pub(crate) ridge: f64,
}

/// A leaf while the tree grows.
struct Growing {
    /// Its rows: a range of the order.
    from: usize,
    to: usize,
    /// Sum of gradients and count.
    total: i64,
    histogram: Vec<Entries>,
    split: Option<Split>,
    /// The node it hangs on, and whether on its left.
    parent: Option<(usize, bool)>,
}

/// The best way to split a leaf.
#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: usize,
    missing_left: bool,
    left: i64,
}

/// Grows trees on the same rows; buffers are kept from tree to tree.
pub(crate) struct Grower<'a> {
    binned: &'a Binned,
    cuts: &'a Cuts,
    shape: Shape,
    /// The rows, those of a leaf together.
    order: Vec<u32>,
    /// Rows that go right while a leaf is parted.
    right: Vec<u32>,
    /// Gradients as histogram entries.
    entries: Vec<i64>,
    /// The value of a fixed-point unit.
    unit: f64,
    /// Histograms not in use.
    spare: Vec<Vec<Entries>>,
}

/// A tree with the rows of its leaves.
pub(crate) struct Grown {
    pub(crate) tree: Tree,
    /// For each leaf a range of [`Grower::order`].
    pub(crate) ranges: Vec<(usize, usize)>,
}

impl<'a> Grower<'a> {
    pub(crate) fn new(binned: &'a Binned, cuts: &'a Cuts, shape: Shape) -> Self {
        let n = binned.len();
        Self {
            binned,
            cuts,
            shape,
            order: Vec::with_capacity(n),
            right: Vec::with_capacity(n),
            entries: vec![0; n],
            unit: 1.0,
            spare: Vec::new(),
        }
    }

    /// The rows in the order of the leaves of the last tree.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Grows a tree that descends along the gradients, one for each row, with the features for which `used`
    /// holds. The value of a leaf is less its mean gradient.
    pub(crate) fn grow(&mut self, gradients: &[f64], used: &[bool]) -> Grown {
        self.order.clear();
        self.order.extend(0..self.binned.len() as u32);
        self.quantize(gradients);
        let mut nodes: Vec<Node> = Vec::with_capacity(self.shape.leaves);
        let total = self.order.iter().map(|row| self.entries[*row as usize]).sum();
        let histogram = self.histogram(0, self.order.len());
        let mut root = Growing { from: 0, to: self.order.len(), total, histogram, split: None, parent: None };
        root.split = self.best(&root, used);
        let mut leaves = vec![root];
        while leaves.len() < self.shape.leaves {
            let gain = |leaf: &Growing| leaf.split.map_or(f64::NEG_INFINITY, |split| split.gain);
            let best =
                (0..leaves.len()).reduce(|a, b| if gain(&leaves[b]) > gain(&leaves[a]) { b } else { a });
            let Some(best) = best else { break };
            let Some(split) = leaves[best].split else { break };
            let leaf = leaves.swap_remove(best);
            self.attach(&mut nodes, &leaf, split);
            let [left, right] = self.part(leaf, split, nodes.len() - 1);
            for mut child in [left, right] {
                child.split = self.best(&child, used);
                leaves.push(child);
            }
        }
        self.finish(nodes, leaves)
    }

    /// Gradients as fixed-point numbers, as fine as their sum allows.
    fn quantize(&mut self, gradients: &[f64]) {
        let largest = gradients.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
        let steps = ((1_i64 << SUM_BITS) / self.order.len().max(1) as i64).min(1 << 30) as f64;
        self.unit = if largest > 0.0 { largest / steps } else { 1.0 };
        for row in &self.order {
            let steps = (gradients[*row as usize] / self.unit).round() as i64;
            self.entries[*row as usize] = (steps << COUNT_BITS) + 1;
        }
    }

    fn histogram(&mut self, from: usize, to: usize) -> Vec<Entries> {
        let mut histogram = self.spare.pop().unwrap_or_default();
        histogram.clear();
        histogram.resize(self.binned.width(), [0; MOST_BINS]);
        for row in &self.order[from..to] {
            let entry = self.entries[*row as usize];
            for (entries, bin) in histogram.iter_mut().zip(self.binned.row(*row)) {
                entries[usize::from(*bin) % MOST_BINS] += entry;
            }
        }
        histogram
    }

    /// The split with the most gain: the fall of half the sum of squared distances from the gradients' means, twice
    /// (Chen and Guestrin 2016, `XGBoost`, equation 7, with second derivatives of 1).
    fn best(&self, leaf: &Growing, used: &[bool]) -> Option<Split> {
        let least = self.shape.leaf_rows as i64;
        if count(leaf.total) < 2 * least {
            return None;
        }
        let whole = self.score(leaf.total);
        let mut best: Option<Split> = None;
        let mut consider = |left: i64, feature: usize, bin: usize, missing_left: bool| {
            let right = leaf.total - left;
            if count(left) < least || count(right) < least {
                return;
            }
            let gain = self.score(left) + self.score(right) - whole;
            if gain > best.map_or(1e-12 * whole.max(1.0), |best| best.gain) {
                best = Some(Split { gain, feature, bin, missing_left, left });
            }
        };
        for (feature, (entries, cuts)) in leaf.histogram.iter().zip(&self.cuts.0).enumerate() {
            if !used.get(feature).copied().unwrap_or(true) {
                continue;
            }
            let missing = entries[(cuts.len() + 1) % MOST_BINS];
            let mut left = 0;
            for (bin, entry) in entries[..cuts.len()].iter().enumerate() {
                left += entry;
                if *entry != 0 || bin == 0 {
                    // Where nothing was missing, a missing value goes where most rows go.
                    consider(left, feature, bin, missing == 0 && 2 * count(left) >= count(leaf.total));
                    if missing != 0 {
                        consider(left + missing, feature, bin, true);
                    }
                }
            }
            if missing != 0 {
                // All that is known goes left.
                consider(leaf.total - missing, feature, cuts.len(), false);
            }
        }
        best
    }

    /// The squared sum of gradients over the count, in fixed-point units.
    fn score(&self, total: i64) -> f64 {
        let sum = (total >> COUNT_BITS) as f64;
        sum * sum / (count(total) as f64 + self.shape.ridge)
    }

    fn attach(&self, nodes: &mut Vec<Node>, leaf: &Growing, split: Split) {
        let index = nodes.len();
        hang(nodes, leaf.parent, Child::Node(index as u16));
        nodes.push(Node {
            feature: split.feature as u16,
            cut: self.cuts.0[split.feature].get(split.bin).copied().unwrap_or(f32::INFINITY),
            missing_left: split.missing_left,
            left: Child::Leaf(0),
            right: Child::Leaf(0),
        });
    }

    /// Parts the rows of a leaf. Only the histogram of the child with fewer rows is made from rows.
    fn part(&mut self, leaf: Growing, split: Split, node: usize) -> [Growing; 2] {
        let missing = self.cuts.0[split.feature].len() + 1;
        self.right.clear();
        let mut end = leaf.from;
        for i in leaf.from..leaf.to {
            let row = self.order[i];
            let bin = usize::from(self.binned.row(row)[split.feature]);
            let left = if bin == missing { split.missing_left } else { bin <= split.bin };
            if left {
                self.order[end] = row;
                end += 1;
            } else {
                self.right.push(row);
            }
        }
        self.order[end..leaf.to].copy_from_slice(&self.right);
        let left_is_small = 2 * (end - leaf.from) <= leaf.to - leaf.from;
        let (from, to) = if left_is_small { (leaf.from, end) } else { (end, leaf.to) };
        let small = self.histogram(from, to);
        let mut large = leaf.histogram;
        for (large, small) in large.iter_mut().zip(&small) {
            for (large, small) in large.iter_mut().zip(small) {
                *large -= small;
            }
        }
        let (left, right) = if left_is_small { (small, large) } else { (large, small) };
        let child = |from, to, total, histogram, is_left| Growing {
            from,
            to,
            total,
            histogram,
            split: None,
            parent: Some((node, is_left)),
        };
        [
            child(leaf.from, end, split.left, left, true),
            child(end, leaf.to, leaf.total - split.left, right, false),
        ]
    }

    fn finish(&mut self, mut nodes: Vec<Node>, leaves: Vec<Growing>) -> Grown {
        let mut values = Vec::with_capacity(leaves.len());
        let mut ranges = Vec::with_capacity(leaves.len());
        let mut counts = Vec::with_capacity(leaves.len());
        for (i, leaf) in leaves.into_iter().enumerate() {
            hang(&mut nodes, leaf.parent, Child::Leaf(i as u16));
            let sum = (leaf.total >> COUNT_BITS) as f64 * self.unit;
            let rows = count(leaf.total) as f64 + self.shape.ridge;
            values.push(if rows > 0.0 { -sum / rows } else { 0.0 });
            ranges.push((leaf.from, leaf.to));
            counts.push((leaf.to - leaf.from) as u32);
            self.spare.push(leaf.histogram);
        }
        Grown { tree: Tree { nodes, leaves: values, rows: counts }, ranges }
    }
}

fn count(total: i64) -> i64 {
    total & MOST_ROWS as i64
}

fn hang(nodes: &mut [Node], parent: Option<(usize, bool)>, child: Child) {
    if let Some((parent, is_left)) = parent
        && let Some(node) = nodes.get_mut(parent)
    {
        *(if is_left { &mut node.left } else { &mut node.right }) = child;
    }
}
