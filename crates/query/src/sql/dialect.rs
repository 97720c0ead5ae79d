//! How SQL differs between engines.

/// An SQL engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Apache DataFusion, for uploads.
    DataFusion,
}

impl Dialect {
    /// `name` as an identifier.
    pub(super) fn quote(self, name: &str) -> String {
        match self {
            Self::DataFusion => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// The placeholder of the `number`th value, counted from 1.
    pub(super) fn placeholder(self, number: usize) -> String {
        match self {
            Self::DataFusion => format!("${number}"),
        }
    }

    /// The operator of a pattern.
    pub(super) fn like(self, ignore_case: bool) -> &'static str {
        match self {
            Self::DataFusion if ignore_case => " ILIKE ",
            Self::DataFusion => " LIKE ",
        }
    }

    /// What follows a pattern whose escape character is the backslash.
    pub(super) fn like_escape(self) -> &'static str {
        match self {
            Self::DataFusion => " ESCAPE '\\'",
        }
    }

    /// The sum of a column of whole numbers: exact, and an error if it does not fit in 64 bits.
    pub(super) fn exact_sum(self, column: &str) -> String {
        match self {
            Self::DataFusion => format!("CAST(sum(CAST({column} AS DECIMAL(20, 0))) AS BIGINT)"),
        }
    }

    /// The mean, in double precision.
    pub(super) fn mean(self, column: &str) -> String {
        match self {
            Self::DataFusion => format!("avg({column})"),
        }
    }

    /// The median, in double precision.
    pub(super) fn median(self, column: &str) -> String {
        match self {
            // Of whole numbers it would be a whole number.
            Self::DataFusion => format!("median(CAST({column} AS DOUBLE))"),
        }
    }

    /// The standard deviation of a sample, in double precision.
    pub(super) fn stddev(self, column: &str) -> String {
        match self {
            Self::DataFusion => format!("stddev_samp({column})"),
        }
    }

    /// `key` as a key of the order, missing values last.
    pub(super) fn order(self, key: &str, descending: bool) -> String {
        match self {
            Self::DataFusion => format!("{key} {} NULLS LAST", if descending { "DESC" } else { "ASC" }),
        }
    }
}
