//! What public links show.

mod compared;
mod edits;
mod page;

pub(crate) use page::SharedPage;
