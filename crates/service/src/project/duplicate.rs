//! A project as the template of another: everything that is ready in it, under new ids. Files are shared, so
//! nothing is copied but rows, and nothing is trained again.

use std::collections::HashMap;

use almanac_domain::dashboard::TileContent;
use almanac_domain::data::DatasetState;
use almanac_domain::model::{ModelState, Source};
use almanac_domain::project::{Project, ProjectInput};
use almanac_domain::saved::QueryFilter;
use almanac_domain::{
    Actor, DashboardId, DatasetId, ForecastId, ModelId, PageRequest, ProjectId, QueryId, ScenarioId,
};
use almanac_query::QueryDocument;
use almanac_store::{
    Tx, dashboard, dataset, dataset_version, file, forecast, model, query, query_place, scenario,
};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{Object, record};
use crate::dataset::first_version;
use crate::files::Stored;
use crate::quality::copy_rules;
use crate::{App, Error, Result, access, row_rule};

/// All rows of a list, the oldest first.
macro_rules! all {
    ($page:ident => $list:expr) => {{
        let mut found = Vec::new();
        let mut $page = PageRequest { limit: 200, after: None };
        loop {
            let part = $list;
            found.extend(part.items);
            if part.next.is_none() {
                break;
            }
            $page.after = part.next;
        }
        found.reverse();
        found
    }};
}

/// Makes a project like one of one's own. Who is in that one is not taken over.
pub async fn duplicate(app: &App, actor: &Actor, from: ProjectId, input: ProjectInput) -> Result<Project> {
    // Nobody sweeps files away before the new references to them are saved.
    let hold = Stored::new(app, actor.org_id).await;
    let (mut tx, _) = access::manage(app, actor, from).await?;
    let made = super::begin(app, &mut tx, actor, &input).await?;
    let mut copy = Copying { app, actor, tx: &mut tx, from, to: made.id, ids: HashMap::new() };
    copy.datasets().await?;
    copy.rules().await?;
    row_rule::copy_rules(app, copy.tx, (from, made.id), &copy.ids).await?;
    copy.queries().await?;
    copy.dashboards().await?;
    copy.models().await?;
    copy.forecasts().await?;
    copy.scenarios().await?;
    let detail = json!({ "name": made.name, "from": from });
    record(app, &mut tx, actor, "project.duplicate", Object("project", made.id.0), detail).await?;
    tx.save().await?;
    drop(hold);
    Ok(made)
}

/// The copying of one project into another.
struct Copying<'a> {
    app: &'a App,
    actor: &'a Actor,
    tx: &'a mut Tx,
    from: ProjectId,
    to: ProjectId,
    /// From the id of an object to that of its copy.
    ids: HashMap<Uuid, Uuid>,
}

impl Copying<'_> {
    /// A new id for an object.
    fn copied(&mut self, old: Uuid) -> Uuid {
        let new = self.app.new_id();
        self.ids.insert(old, new);
        new
    }

    /// The copy of an object, if there is one.
    fn copy_of(&self, old: Uuid) -> Option<Uuid> {
        self.ids.get(&old).copied()
    }

    async fn datasets(&mut self) -> Result<()> {
        let found = all!(page => dataset::list(self.tx, self.from, page).await?);
        let shown: HashMap<DatasetId, i64> = found.iter().map(|one| (one.id, one.version)).collect();
        for mut one in found.into_iter().filter(|one| one.state == DatasetState::Ready) {
            let (old, fingerprint) = (one.id, dataset::fingerprint(self.tx, self.from, one.id).await?);
            let own = dataset_version::fingerprint(self.tx, self.from, old, one.version).await?;
            one.id = DatasetId(self.copied(old.0));
            one.job_id = None;
            // What it shows is the first version of the copy.
            one.version = 1;
            if let Some(origin) = &mut one.origin
                && let Some(copy) = self.copy_of(origin.dataset.0)
            {
                let same = origin.version.is_some() && shown.get(&origin.dataset).copied() == origin.version;
                origin.version = same.then_some(1);
                origin.dataset = DatasetId(copy);
            }
            dataset::insert(self.tx, self.to, &one, &fingerprint).await?;
            let version = first_version(self.app, self.tx, self.actor, self.to, (&one, &own)).await?;
            file::share(self.tx, old.0, version.id).await?;
            file::share(self.tx, old.0, one.id.0).await?;
        }
        Ok(())
    }

    /// The rules of the data sets.
    async fn rules(&mut self) -> Result<()> {
        for (old, new) in self.ids.clone() {
            let (from, to) = ((self.from, DatasetId(old)), (self.to, DatasetId(new)));
            copy_rules(self.app, self.tx, from, to, &self.ids).await?;
        }
        Ok(())
    }

    /// The queries whose sources are copied too, with their folders and tags; those that others read come before these.
    async fn queries(&mut self) -> Result<()> {
        let any = QueryFilter::default();
        let mut left =
            all!(page => query_place::list(self.tx, self.from, self.actor.user_id, &any, page).await?);
        loop {
            let (before, mut waiting) = (left.len(), Vec::new());
            for mut one in left {
                let mut document: QueryDocument =
                    serde_json::from_value(one.document.clone()).map_err(Error::internal)?;
                if !self.point(&mut document) {
                    waiting.push(one);
                    continue;
                }
                one.document = serde_json::to_value(document).map_err(Error::internal)?;
                one.id = QueryId(self.copied(one.id.0));
                let reads = crate::query::reads(self.app, self.tx, self.to, &one.document).await?;
                one.version = 1;
                query::insert(self.tx, self.to, &one, &reads).await?;
                crate::query::keep(self.app, self.tx, self.actor, self.to, &one).await?;
            }
            if waiting.len() == before {
                return Ok(());
            }
            left = waiting;
        }
    }

    /// Points a document to the copies of what it reads; false if one is not there.
    fn point(&self, document: &mut QueryDocument) -> bool {
        use almanac_query::Source;
        document.reads_mut().into_iter().all(|source| match source {
            Source::Dataset(id) => self.copy_of(id.0).is_some_and(|copy| {
                *id = DatasetId(copy);
                true
            }),
            Source::Query(id) => self.copy_of(id.0).is_some_and(|copy| {
                *id = QueryId(copy);
                true
            }),
            Source::Table(_) => false,
            Source::Sql(sql) => sql.source.is_none(),
            Source::Document(_) => true,
        })
    }

    /// The dashboards, with the tiles whose queries are copied too.
    async fn dashboards(&mut self) -> Result<()> {
        for mut one in all!(page => dashboard::list(self.tx, self.from, "", page).await?) {
            one.content.tiles.retain_mut(|tile| match &mut tile.content {
                TileContent::Query { query, .. } => self.copy_of(query.0).is_some_and(|copy| {
                    *query = QueryId(copy);
                    true
                }),
                TileContent::Text { .. } => true,
            });
            one.id = DashboardId(self.copied(one.id.0));
            one.version = 1;
            dashboard::insert(self.tx, self.to, &one).await?;
        }
        Ok(())
    }

    async fn models(&mut self) -> Result<()> {
        let found = all!(page => model::list(self.tx, self.from, page).await?);
        for mut one in found.into_iter().filter(|one| one.state == ModelState::Ready) {
            // What it was trained on may be gone: the model has a snapshot of its own.
            one.config.source = match one.config.source {
                Source::Dataset(id) => Source::Dataset(DatasetId(self.copy_of(id.0).unwrap_or(id.0))),
                Source::Query(id) => Source::Query(QueryId(self.copy_of(id.0).unwrap_or(id.0))),
            };
            let old = one.id;
            one.id = ModelId(self.copied(old.0));
            one.job_id = None;
            model::insert(self.tx, self.to, &one).await?;
            file::share(self.tx, old.0, one.id.0).await?;
        }
        Ok(())
    }

    async fn forecasts(&mut self) -> Result<()> {
        for mut one in all!(page => forecast::list(self.tx, self.from, page).await?) {
            let Some(model) = self.copy_of(one.model_id.0) else { continue };
            let old = one.id;
            one.model_id = ModelId(model);
            one.id = ForecastId(self.copied(old.0));
            forecast::insert(self.tx, self.to, &one).await?;
            file::share(self.tx, old.0, one.id.0).await?;
        }
        Ok(())
    }

    async fn scenarios(&mut self) -> Result<()> {
        for mut one in all!(page => scenario::list(self.tx, self.from, None, page).await?) {
            let Some(forecast) = self.copy_of(one.forecast_id.0) else { continue };
            one.forecast_id = ForecastId(forecast);
            one.id = ScenarioId(self.app.new_id());
            scenario::insert(self.tx, self.to, &one).await?;
        }
        Ok(())
    }
}
