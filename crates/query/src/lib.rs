//! The query document: what a user asks of a data set, as data instead of SQL.
//!
//! The way of a query: a [`QueryDocument`] (from the query builder or the REST API) is checked with
//! [`validate`] against the [`Catalog`] of the data set, [`output_columns`] tells its result's columns, and
//! [`render`] makes SQL for a [`Dialect`] with bound values. With the feature `engine`, `Engine` runs it on
//! an upload with DataFusion. Without it the crate is small enough for the browser.
//!
//! To add an aggregate function:
//! 1. add a variant to [`AggregateFunction`];
//! 2. give it its type rule and result type in `validate::aggregate` and `validate::output`;
//! 3. give it its SQL in `sql::aggregate`, with a golden test there;
//! 4. add a line to the engine's table of aggregates in `engine/operators.rs`.
//!
//! To add a dialect: add a variant to [`Dialect`] and answer every `match` on it in `sql::dialect`.

mod catalog;
mod document;
#[cfg(feature = "engine")]
mod engine;
#[cfg(feature = "engine")]
mod explore;
pub mod expression;
mod filter;
#[cfg(feature = "engine")]
mod impact;
#[cfg(feature = "engine")]
mod narrow;
#[cfg(feature = "engine")]
mod pivot;
#[cfg(feature = "engine")]
mod resolve;
mod restriction;
mod scope;
mod sql;
#[cfg(feature = "engine")]
mod statement;
mod steps;
#[cfg(feature = "engine")]
mod text;
mod validate;
mod value;

pub use catalog::{Catalog, Relation};
pub use document::{
    Aggregate, AggregateFunction, Bucket, Computed, Group, Join, JoinKey, JoinKind, Parameter, QueryDocument,
    Sort, Source, SqlColumn, SqlSource, TableSource, TimeUnit, Union, VERSION, Window, WindowFunction,
};
#[cfg(feature = "engine")]
pub use engine::{
    Batches, Cluster, Counts, Database, Engine, EngineConfig, Error, Parts, Ran, Result, Tables,
};
#[cfg(feature = "engine")]
pub use explore::{Cell, explore};
pub use filter::{Comparison, Filter, Operator, ParameterRef, Period, Scalar, Which};
#[cfg(feature = "engine")]
pub use impact::{Drawing, problems};
#[cfg(feature = "engine")]
pub use narrow::{Narrowed, chosen, narrow};
#[cfg(feature = "engine")]
pub use pivot::{MOST_SPREAD, pivot};
#[cfg(feature = "engine")]
pub use resolve::{Given, resolve};
pub use restriction::Restrictions;
#[cfg(feature = "engine")]
pub use restriction::{Attributes, check_condition, resolve_condition};
pub use sql::{Dialect, RenderError, Rendered, render, render_count, render_text, table_name};
#[cfg(feature = "engine")]
pub use statement::named_tables;
pub use steps::steps;
#[cfg(feature = "engine")]
pub use text::{TextPart, formatted, highlighted};
pub use validate::{
    MAX_COLUMNS, MAX_DEPTH, MAX_GROUPS, MAX_LIST, MAX_NODES, MAX_SORTS, input_columns, output_columns,
    validate,
};
pub use value::{BoundValue, timestamp};
