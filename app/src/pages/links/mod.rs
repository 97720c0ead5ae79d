//! The public links of a project.

mod form;
mod page;

pub(crate) use page::LinksPage;
