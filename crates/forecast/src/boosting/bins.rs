//! Features as small integers: histogram boosting looks only at the order of values (Ke et al. 2017, algorithm 1).

/// Bins of a feature at most, that of missing values among them. A power of two.
pub(crate) const MOST_BINS: usize = 128;
/// Values of a feature that its cuts are found from, at most.
const SAMPLE: usize = 20_000;

/// A table of numbers, row by row; NaN is a missing value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The values, `width` for each row.
    pub(crate) values: Vec<f32>,
    /// Features of a row; not 0.
    pub(crate) width: usize,
}

impl Table {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }
}

/// For each feature the values that part its bins, ascending: bin `b` holds what is above cut `b - 1` and at most
/// cut `b`; the bin after the last holds the missing values.
#[derive(Debug, Clone)]
pub(crate) struct Cuts(pub(crate) Vec<Vec<f32>>);

impl Cuts {
    /// Cuts between all values of a feature if they are few, else such that bins are equally full.
    pub(crate) fn of(table: &Table) -> Self {
        let stride = table.len().div_ceil(SAMPLE).max(1);
        let feature = |f: usize| {
            let column = table.values.iter().skip(f).step_by(table.width * stride);
            let mut column: Vec<f32> = column.copied().filter(|v| !v.is_nan()).collect();
            column.sort_unstable_by(f32::total_cmp);
            cuts(&column)
        };
        Self((0..table.width).map(feature).collect())
    }

    /// The bins of a table's rows.
    pub(crate) fn bin(&self, table: &Table) -> Binned {
        let mut bins = Vec::with_capacity(table.values.len());
        for row in table.values.chunks_exact(table.width) {
            bins.extend(row.iter().zip(&self.0).map(|(value, cuts)| {
                if value.is_nan() { cuts.len() + 1 } else { cuts.partition_point(|cut| cut < value) }
            } as u8));
        }
        Binned { bins, width: table.width }
    }
}

/// The bin of each value of a table, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Binned {
    bins: Vec<u8>,
    width: usize,
}

impl Binned {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.bins.len() / self.width.max(1)
    }

    /// Features of a row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// One row.
    pub(crate) fn row(&self, row: u32) -> &[u8] {
        let from = row as usize * self.width;
        &self.bins[from..from + self.width]
    }
}

/// The cuts of sorted values.
fn cuts(sorted: &[f32]) -> Vec<f32> {
    // One bin is for what lies above the last cut and one for what is missing.
    let most = MOST_BINS - 2;
    let mut distinct: Vec<(f32, usize)> = Vec::new();
    for value in sorted {
        match distinct.last_mut() {
            Some((last, count)) if *last >= *value => *count += 1,
            _ => distinct.push((*value, 1)),
        }
    }
    let mut cuts = Vec::new();
    // A bin is closed once it has its share of what is left for the bins that are left.
    let (mut left, mut full) = (sorted.len(), 0);
    for pair in distinct.windows(2) {
        let ((value, count), (next, _)) = (pair[0], pair[1]);
        full += count;
        if distinct.len() <= most || full * (most + 1 - cuts.len()) >= left {
            let cut = f32::midpoint(value, next);
            cuts.push(if cut < next { cut } else { value });
            left -= full;
            full = 0;
            if cuts.len() == most {
                break;
            }
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_have_a_bin_each_and_missing_ones_the_last() {
        let table = Table { values: vec![3.0, 1.0, f32::NAN, 2.0, 1.0], width: 1 };
        let cuts = Cuts::of(&table);
        assert_eq!(cuts.0, [[1.5, 2.5]]);
        assert_eq!(cuts.bin(&table).bins, [2, 0, 3, 1, 0]);
    }

    #[test]
    fn many_values_share_bins_that_are_equally_full() {
        let values: Vec<f32> = (0..10_000_u16).map(|i| f32::from(i).sqrt()).collect();
        let table = Table { values, width: 1 };
        let cuts = Cuts::of(&table);
        let mut full = [0; MOST_BINS];
        cuts.bin(&table).bins.iter().for_each(|bin| full[usize::from(*bin)] += 1);
        assert_eq!(cuts.0[0].len(), MOST_BINS - 2);
        assert!(full[..MOST_BINS - 1].iter().all(|n| (70..90).contains(n)), "{full:?}");
        assert_eq!(full[MOST_BINS - 1], 0);
    }

    #[test]
    fn a_feature_without_values_has_one_bin_and_that_of_missing_ones() {
        let table = Table { values: vec![f32::NAN, 1.0, f32::NAN, 1.0], width: 2 };
        let cuts = Cuts::of(&table);
        assert_eq!(cuts.0, [[0.0; 0], [0.0; 0]]);
        assert_eq!(cuts.bin(&table).bins, [1, 0, 1, 0]);
    }
}
