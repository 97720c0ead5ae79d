//! What a query may read.

use almanac_domain::data::Column;
use almanac_domain::source::Table;

use crate::{Restrictions, Source, output_columns};

/// What is known about a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// Its columns: of a data set, or of the result of a saved query.
    Columns(Vec<Column>),
    /// A table of a connected database.
    Table(Table),
}

/// The sources that a query may name, with their columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    relations: Vec<(Source, Relation)>,
    restrictions: Restrictions,
}

impl Catalog {
    /// A catalogue of one source with these columns.
    pub fn new(source: Source, columns: Vec<Column>) -> Self {
        Self::default().with(source, Relation::Columns(columns))
    }

    /// The catalogue with a further source.
    #[must_use]
    pub fn with(mut self, source: Source, relation: Relation) -> Self {
        self.insert(source, relation);
        self
    }

    /// Adds a source.
    pub fn insert(&mut self, source: Source, relation: Relation) {
        self.relations.push((source, relation));
    }

    /// Lets only those rows be read that `restrictions` leave.
    pub fn restrict(&mut self, restrictions: Restrictions) {
        self.restrictions = restrictions;
    }

    /// Which rows are read.
    pub fn restrictions(&self) -> &Restrictions {
        &self.restrictions
    }

    /// Whether a part of what is read is hidden.
    pub fn is_restricted(&self) -> bool {
        self.relations.iter().any(|(source, _)| self.restrictions.restricts(source))
    }

    /// What is known about `source`.
    pub fn find(&self, source: &Source) -> Option<&Relation> {
        self.relations.iter().find(|(one, _)| one == source).map(|(_, relation)| relation)
    }

    /// All sources with what is known about them.
    pub fn iter(&self) -> impl Iterator<Item = (&Source, &Relation)> {
        self.relations.iter().map(|(source, relation)| (source, relation))
    }

    /// The columns of `source`; those of a result if it is a query.
    pub fn columns(&self, source: &Source) -> Option<Vec<Column>> {
        match source {
            Source::Document(document) => Some(output_columns(document, self)),
            _ => match self.find(source)? {
                Relation::Columns(columns) => Some(columns.clone()),
                Relation::Table(table) => Some(table.readable().collect()),
            },
        }
    }
}
