//! Rows by series and time, without copying an id per row.

use std::collections::HashMap;

use super::ONLY_SERIES;

/// Row numbers grouped by series.
pub(crate) struct Sorted<'a> {
    /// The ids, ascending.
    pub(crate) names: Vec<&'a str>,
    order: Vec<usize>,
    /// Where each series' rows begin in `order`, and the end.
    bounds: Vec<usize>,
    /// Whether the rows were not grouped and ascending already.
    pub(crate) was_unsorted: bool,
}

impl Sorted<'_> {
    /// The rows of one series in order of `ds`.
    pub(crate) fn rows(&self, series: usize) -> &[usize] {
        &self.order[self.bounds[series]..self.bounds[series + 1]]
    }
}

/// Sorts by id and `ds`; rows that agree in both stay in their order.
pub(crate) fn sorted<'a>(ids: Option<&'a [String]>, ds: &[i64]) -> Sorted<'a> {
    let (names, of_row) = match ids {
        None => (vec![ONLY_SERIES], vec![0; ds.len()]),
        Some(ids) => number(ids),
    };
    let mut order: Vec<usize> = (0..ds.len()).collect();
    let was_unsorted = !order.is_sorted_by_key(|&row| (of_row[row], ds[row]));
    if was_unsorted {
        order.sort_by_key(|&row| (of_row[row], ds[row]));
    }
    let mut bounds = vec![0; names.len() + 1];
    for &series in &of_row {
        bounds[series + 1] += 1;
    }
    for s in 0..names.len() {
        bounds[s + 1] += bounds[s];
    }
    Sorted { names, order, bounds, was_unsorted }
}

/// The distinct ids, ascending, and the number of each row's id among them.
fn number(ids: &[String]) -> (Vec<&str>, Vec<usize>) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    let mut of_row = Vec::with_capacity(ids.len());
    let mut previous: Option<(&str, usize)> = None;
    for id in ids {
        // Long tables mostly repeat the id of the row before.
        let number = match previous {
            Some((name, number)) if name == id => number,
            _ => *numbers.entry(id).or_insert_with(|| {
                names.push(id);
                names.len() - 1
            }),
        };
        previous = Some((id, number));
        of_row.push(number);
    }
    let mut ascending: Vec<usize> = (0..names.len()).collect();
    ascending.sort_by_key(|&i| names[i]);
    let mut rank = vec![0; names.len()];
    for (r, &i) in ascending.iter().enumerate() {
        rank[i] = r;
    }
    for number in &mut of_row {
        *number = rank[*number];
    }
    (ascending.into_iter().map(|i| names[i]).collect(), of_row)
}
