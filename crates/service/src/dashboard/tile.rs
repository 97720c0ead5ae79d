//! The result of a tile.

use almanac_chart::ChartSpec;
use almanac_domain::dashboard::{
    Chosen, DashboardContent, DashboardTile, MOST_CHOSEN, RunTile, Show, TileContent, TileResult,
};
use almanac_domain::saved::{QueryResult, RunQuery, SavedQuery};
use almanac_domain::{Actor, Capability, DashboardId, ProjectId, TileId};
use almanac_query::{Catalog, Filter, QueryDocument, Relation, Source, chosen, narrow, output_columns};
use almanac_store::{Tx, dashboard, query};
use serde_json::Value;

use super::conditions::{Condition, shared};
use crate::query::{Readable, readable};
use crate::row_rule::For;
use crate::{App, Error, Result, access};

/// Rows that a chart is drawn of.
const MOST_DRAWN: u64 = 5_000;
/// Rows of the answer.
const MOST_SHOWN: usize = 200;

/// Runs the query of a tile with filters and chosen values. Dropping the future cancels it.
pub async fn run_tile(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, tile): (DashboardId, TileId),
    input: RunTile,
) -> Result<TileResult> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    if input.chosen.len() > MOST_CHOSEN {
        return Err(Error::field("chosen", "at most 20 values"));
    }
    let content = dashboard::get(&mut tx, project, id).await?.content;
    let tile = content.tile(tile).ok_or(Error::NotFound)?;
    let saved = saved(&mut tx, project, tile).await?;
    let mut conditions = shared(&content, &input.filters)?;
    let mut unapplied = Vec::new();
    for one in input.chosen.into_iter().filter(|one| one.tile != tile.id) {
        match picked(app, &mut tx, (actor, project), &content, &one).await? {
            Some(condition) => conditions.push((one.column, condition)),
            None => unapplied.push(one.column),
        }
    }
    let (document, left) = narrowed(app, &mut tx, (actor, project), &saved, &conditions).await?;
    unapplied.extend(left);
    drop(tx);
    let asked = RunQuery { query: Some(saved.id), fresh: input.fresh, ..RunQuery::new(document, MOST_DRAWN) };
    let mut result = crate::query::run(app, actor, project, asked).await?;
    let as_of = result.computed_at.unwrap_or_else(|| app.now());
    let (chart, x) = drawn(tile, &saved, &result)?;
    result.truncated |= result.rows.len() > MOST_SHOWN;
    result.rows.truncate(MOST_SHOWN);
    Ok(TileResult { result, chart, x, unapplied, as_of })
}

/// The query of a tile.
async fn saved(tx: &mut Tx, project: ProjectId, tile: &DashboardTile) -> Result<SavedQuery> {
    let TileContent::Query { query: id, .. } = &tile.content else {
        return Err(Error::Conflict("a text has no result".to_owned()));
    };
    let gone = || Error::Conflict("the query of this tile was deleted".to_owned());
    query::find(tx, project, *id).await?.ok_or_else(gone)
}

/// A saved query with the catalogue of what it names.
async fn known(
    app: &App,
    tx: &mut Tx,
    at: (&Actor, ProjectId),
    saved: &SavedQuery,
) -> Result<(QueryDocument, Catalog)> {
    let document: QueryDocument = serde_json::from_value(saved.document.clone()).map_err(Error::internal)?;
    let asked = RunQuery::new(saved.document.clone(), 1);
    let Readable { document: written, mut tables } =
        readable(app, tx, For::Person(at.0), at.1, asked).await?;
    name_queries(&document, &written, &mut tables.catalog);
    Ok((document, tables.catalog))
}

/// Tells the catalogue the columns of the saved queries that a document names, from where they are written out.
fn name_queries(document: &QueryDocument, written: &QueryDocument, catalog: &mut Catalog) {
    let named = std::iter::once(&document.source).chain(document.joins.iter().map(|join| &join.source));
    let found = std::iter::once(&written.source).chain(written.joins.iter().map(|join| &join.source));
    for pair in named.zip(found) {
        match pair {
            (Source::Query(_), Source::Document(inner)) => {
                let columns = output_columns(inner, catalog);
                catalog.insert(pair.0.clone(), Relation::Columns(columns));
            }
            (Source::Document(document), Source::Document(written)) => {
                name_queries(document, written, catalog);
            }
            _ => {}
        }
    }
    for (named, found) in document.unions.iter().zip(&written.unions) {
        name_queries(&named.query, &found.query, catalog);
    }
}

/// The condition that a chosen value stands for; none if what it was chosen in is not there any more.
async fn picked(
    app: &App,
    tx: &mut Tx,
    at: (&Actor, ProjectId),
    content: &DashboardContent,
    one: &Chosen,
) -> Result<Option<Filter>> {
    let Some(tile) = content.tile(one.tile) else { return Ok(None) };
    let saved = match saved(tx, at.1, tile).await {
        Ok(saved) => saved,
        Err(Error::Conflict(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (document, catalog) = known(app, tx, at, &saved).await?;
    Ok(chosen(&document, &catalog, &one.column, &one.value))
}

/// The document of a query under conditions, and which of these say nothing about it.
async fn narrowed(
    app: &App,
    tx: &mut Tx,
    at: (&Actor, ProjectId),
    saved: &SavedQuery,
    conditions: &[Condition],
) -> Result<(Value, Vec<String>)> {
    if conditions.is_empty() {
        return Ok((saved.document.clone(), Vec::new()));
    }
    let (document, catalog) = known(app, tx, at, saved).await?;
    let filters: Vec<_> = conditions.iter().map(|(_, filter)| filter.clone()).collect();
    let narrowed = narrow(document, &catalog, &filters);
    let left = conditions.iter().zip(&narrowed.applied).filter(|(_, applied)| !**applied);
    let unapplied = left.map(|((name, _), _)| name.clone()).collect();
    Ok((serde_json::to_value(narrowed.document).map_err(Error::internal)?, unapplied))
}

/// How a tile says that it is drawn, if it does.
pub(super) fn drawing(content: &TileContent) -> std::result::Result<Option<ChartSpec>, serde_json::Error> {
    match content {
        TileContent::Query { chart: Some(chart), .. } => serde_json::from_value(chart.clone()).map(Some),
        _ => Ok(None),
    }
}

/// The options of a tile's chart with the column along its axis: as the tile or its query says, or as suits the
/// columns. The title stands above the tile.
fn drawn(
    tile: &DashboardTile,
    saved: &SavedQuery,
    result: &QueryResult,
) -> Result<(Option<Value>, Option<String>)> {
    if !matches!(&tile.content, TileContent::Query { show: Show::Chart, .. }) {
        return Ok((None, None));
    }
    let own = drawing(&tile.content).map_err(Error::internal)?;
    let of_query = saved.chart.clone().and_then(|chart| serde_json::from_value(chart).ok());
    let fits = |spec: &ChartSpec| spec.validate(&result.columns).is_ok();
    let spec = own.filter(fits).or(of_query.filter(fits));
    let spec = spec.unwrap_or_else(|| almanac_chart::default_spec(&result.columns));
    let spec = ChartSpec { title: String::new(), ..spec };
    Ok(match almanac_chart::options(&spec, result) {
        Ok(options) => (Some(options), Some(spec.x)),
        Err(_) => (None, None),
    })
}
