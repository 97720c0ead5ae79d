//! What the pages of versions share, be they of a connected database or of a data set.

mod diff;
mod impact;
mod list;

pub(super) use diff::{compared, compared_title, tally};
pub(super) use impact::problem_list;
pub(super) use list::{Listed, author, compare, describe, listed, version_name};
