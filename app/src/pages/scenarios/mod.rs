//! Scenarios: list and comparison.

mod compare;
mod list;

pub(crate) use compare::ComparePage;
pub(crate) use list::ScenariosPage;
