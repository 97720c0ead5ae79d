//! What changed below saved queries: the versions of schemas that they were saved with, and what of a document is
//! not there any more in others.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use almanac_chart::ChartSpec;
use almanac_domain::dashboard::{Dashboard, Show, TileContent};
use almanac_domain::data::DatasetState;
use almanac_domain::saved::{QueryRead, SavedQuery};
use almanac_domain::source::{QueryProblem, SchemaBreak, TableName, Versioned, renamed_table};
use almanac_domain::{ProjectId, QueryId};
use almanac_query::{Catalog, Drawing, QueryDocument, Relation, Source, TableSource};
use almanac_store::{Tx, dashboard, dataset, query};
use serde_json::Value;

use super::read::{MOST_NESTED, parse};
use crate::versioned::schema;
use crate::{App, Result};

/// The versions of a schema that are compared: the one before and the one after.
pub(crate) type Versions = HashMap<Versioned, (i64, i64)>;

/// A table or data set that a query reads.
pub(crate) struct Read<'a> {
    /// What has its versions.
    pub(crate) of: Versioned,
    /// The table; none if it is a data set.
    table: Option<&'a TableName>,
    /// The version with which the query was saved.
    saved: Option<i64>,
}

impl Read<'_> {
    /// Whether it is among the tables of its schema that have changed.
    pub(crate) fn is_among(&self, changed: &HashSet<&TableName>) -> bool {
        self.table.map_or(!changed.is_empty(), |table| changed.contains(table))
    }
}

/// How tiles of dashboards draw queries in their own way, with their places.
type Tiles = BTreeMap<QueryId, Vec<(String, ChartSpec)>>;

/// The saved queries of a project with what they read.
pub(crate) struct Changes<'a> {
    app: &'a App,
    project: ProjectId,
    reads: BTreeMap<QueryId, Vec<QueryRead>>,
    /// Read when the first query is looked at: most lists have none whose schema has changed.
    tiles: OnceLock<Tiles>,
}

impl<'a> Changes<'a> {
    pub(crate) async fn load(app: &'a App, tx: &mut Tx, project: ProjectId) -> Result<Self> {
        let mut reads: BTreeMap<QueryId, Vec<QueryRead>> = BTreeMap::new();
        for (id, read) in query::reads(tx, project).await? {
            reads.entry(id).or_default().push(read);
        }
        Ok(Self { app, project, reads, tiles: OnceLock::new() })
    }

    /// The queries that read anything.
    pub(crate) fn queries(&self) -> impl Iterator<Item = QueryId> + '_ {
        self.reads.keys().copied()
    }

    /// The tables and data sets that a query reads, itself or through others, with the versions with which these were
    /// saved.
    pub(crate) fn reads_of(&self, id: QueryId) -> Vec<Read<'_>> {
        let (mut seen, mut waiting, mut found) = (BTreeSet::from([id]), vec![id], Vec::new());
        while let Some(next) = waiting.pop() {
            for read in self.reads.get(&next).into_iter().flatten() {
                match read {
                    // What a statement of SQL names is known to its database alone.
                    QueryRead::Sql(_) => {}
                    QueryRead::Dataset { id, version } => {
                        found.push(Read { of: Versioned::Dataset(*id), table: None, saved: *version });
                    }
                    QueryRead::Table { source, table, version } => {
                        let of = Versioned::Source(*source);
                        found.push(Read { of, table: Some(table), saved: *version });
                    }
                    QueryRead::Query(inner) => {
                        if seen.insert(*inner) {
                            waiting.push(*inner);
                        }
                    }
                }
            }
        }
        found
    }

    /// From the versions with which a query was saved to those that are used.
    pub(crate) fn since_saved(&self, id: QueryId, used: &HashMap<Versioned, i64>) -> Versions {
        let mut versions = Versions::new();
        for Read { of, saved, .. } in self.reads_of(id) {
            if let (Some(saved), Some(used)) = (saved, used.get(&of)) {
                let oldest = &mut versions.entry(of).or_insert((saved, *used)).0;
                *oldest = saved.min(*oldest);
            }
        }
        versions
    }

    /// The name of a query, and what it uses that is another in the versions after; none if it is gone.
    pub(crate) async fn problems(
        &self,
        tx: &mut Tx,
        id: QueryId,
        versions: &Versions,
    ) -> Result<Option<(String, Vec<QueryProblem>)>> {
        let Some(saved) = query::find(tx, self.project, id).await? else { return Ok(None) };
        let mut document = parse(&saved.document)?;
        self.write_out(tx, &mut document, &mut vec![id]).await?;
        let before = self.catalog(tx, &document, versions, |both| both.0).await?;
        let after = self.catalog(tx, &document, versions, |both| both.1).await?;
        let charts = self.charts(tx, &saved).await?;
        let mut problems = {
            let drawings: Vec<Drawing<'_>> = charts.iter().map(drawing).collect();
            almanac_query::problems(&document, &drawings, &before, &after)
        };
        for problem in &mut problems {
            self.guess(tx, problem, versions).await?;
        }
        Ok(Some((saved.name, problems)))
    }

    /// How a query is drawn, on its own page and by tiles, with the places.
    async fn charts(&self, tx: &mut Tx, saved: &SavedQuery) -> Result<Vec<(String, ChartSpec)>> {
        let tiles = if let Some(tiles) = self.tiles.get() {
            tiles
        } else {
            let found = drawn(dashboard::all(tx, self.project).await?);
            self.tiles.get_or_init(|| found)
        };
        let own = saved.chart.as_ref().and_then(chart).map(|chart| ("chart".to_owned(), chart));
        Ok(own.into_iter().chain(tiles.get(&saved.id).into_iter().flatten().cloned()).collect())
    }

    /// Writes the saved queries that `document` reads in their place. `within` are those that it is a part of.
    async fn write_out(
        &self,
        tx: &mut Tx,
        document: &mut QueryDocument,
        within: &mut Vec<QueryId>,
    ) -> Result<()> {
        for source in document.reads_mut() {
            let Source::Query(id) = source else { continue };
            let id = *id;
            if within.contains(&id) || within.len() > MOST_NESTED {
                continue;
            }
            let Some(saved) = query::find(tx, self.project, id).await? else { continue };
            let mut inner = parse(&saved.document)?;
            inner.parameters.clear();
            within.push(id);
            Box::pin(self.write_out(tx, &mut inner, within)).await?;
            within.pop();
            *source = Source::Document(Box::new(inner));
        }
        Ok(())
    }

    /// What a document reads, by one of the versions.
    async fn catalog(
        &self,
        tx: &mut Tx,
        document: &QueryDocument,
        versions: &Versions,
        of: fn(&(i64, i64)) -> i64,
    ) -> Result<Catalog> {
        let mut catalog = Catalog::default();
        for source in document.reads() {
            if catalog.find(source).is_some() {
                continue;
            }
            match source {
                Source::Dataset(id) => {
                    let found = dataset::find(tx, self.project, *id).await?;
                    let Some(found) = found.filter(|one| one.state == DatasetState::Ready) else { continue };
                    let data = Versioned::Dataset(*id);
                    let number = versions.get(&data).map_or(found.version, of);
                    let schema = schema(self.app, tx, self.project, data, number).await?;
                    if let Some(table) = schema.tables.first() {
                        catalog.insert(source.clone(), Relation::Table(table.clone()));
                    }
                }
                Source::Table(TableSource { source: id, table }) => {
                    let database = Versioned::Source(*id);
                    let Some(both) = versions.get(&database) else { continue };
                    let schema = schema(self.app, tx, self.project, database, of(both)).await?;
                    if let Some(found) = schema.find(table) {
                        catalog.insert(source.clone(), Relation::Table(found.clone()));
                    }
                }
                Source::Sql(sql) => catalog.insert(source.clone(), Relation::Columns(sql.columns())),
                Source::Query(_) | Source::Document(_) => {}
            }
        }
        Ok(catalog)
    }

    /// Guesses what a table that is gone may be called now.
    async fn guess(&self, tx: &mut Tx, problem: &mut QueryProblem, versions: &Versions) -> Result<()> {
        let SchemaBreak::TableRemoved { table, renamed_to } = &mut problem.what else { return Ok(()) };
        let both = problem.of.and_then(|of| Some((of, versions.get(&of)?)));
        if let Some((of, (old, new))) = both {
            let before = schema(self.app, tx, self.project, of, *old).await?;
            let after = schema(self.app, tx, self.project, of, *new).await?;
            *renamed_to = renamed_table(table, &before, &after);
        }
        Ok(())
    }
}

fn chart(written: &Value) -> Option<ChartSpec> {
    serde_json::from_value(written.clone()).ok()
}

/// The charts that tiles have of their own, by the query that they show.
fn drawn(dashboards: Vec<Dashboard>) -> Tiles {
    let mut found = Tiles::new();
    for dashboard in dashboards {
        for (i, tile) in dashboard.content.tiles.iter().enumerate() {
            let TileContent::Query { query, show: Show::Chart, chart: Some(written), .. } = &tile.content
            else {
                continue;
            };
            if let Some(chart) = chart(written) {
                let place = format!("dashboards[\"{}\"].tiles[{i}].chart", dashboard.name);
                found.entry(*query).or_default().push((place, chart));
            }
        }
    }
    found
}

fn drawing((place, chart): &(String, ChartSpec)) -> Drawing<'_> {
    Drawing {
        place: place.clone(),
        columns: chart.columns(),
        check: Box::new(move |columns| chart.validate(columns).err().unwrap_or_default()),
    }
}
