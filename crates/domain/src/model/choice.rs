//! A choice among many series.

use serde::{Deserialize, Serialize};

/// The series of a forecast, as far as a list of them is of use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesChoice {
    /// The ids of the first ones, 500 at most.
    pub first: Vec<String>,
    /// How many series there are.
    pub count: u64,
}

impl SeriesChoice {
    /// So many are listed.
    const LISTED: usize = 500;

    /// Of all ids.
    pub fn of(mut ids: Vec<String>) -> Self {
        let count = ids.len() as u64;
        ids.truncate(Self::LISTED);
        Self { first: ids, count }
    }

    /// Whether all are listed.
    pub fn is_whole(&self) -> bool {
        self.first.len() as u64 == self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_and_the_count_does_not() {
        let few = SeriesChoice::of(vec!["a".to_owned(), "b".to_owned()]);
        assert!(few.is_whole() && few.first == ["a", "b"]);
        let many = SeriesChoice::of((0..30_490).map(|i| i.to_string()).collect());
        assert_eq!((many.first.len(), many.count, many.is_whole()), (500, 30_490, false));
    }
}
