//! Public links: made and revoked by editors, opened by whoever has the secret. A link reads as its maker
//! would, so it ends with their right; it is counted, and written into the audit log once a minute.

mod table;

use almanac_domain::link::{LinkInput, LinkKind, LinkToken, MadeLink, PublicLink, Shared, SharedContent};
use almanac_domain::model::SeriesChoice;
use almanac_domain::saved::RunQuery;
use almanac_domain::{
    Actor, Capability, ForecastId, KeyId, KeyScope, LinkId, ProjectId, QueryId, ScenarioId, Via,
};
use almanac_store::link::StoredLink;
use almanac_store::{
    Scope, Tx, forecast as forecasts, link, person, query as queries, scenario as scenarios,
};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::account::network;
use crate::audit::{Object, record, record_by};
use crate::{App, Client, Error, Result, access, forecast, query, scenario};

/// Links that a list shows at most.
const MOST_LISTED: i64 = 500;
/// Rows of a query that a link shows.
const MOST_ROWS: u64 = 10_000;
/// How often a use is written into the audit log.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// The links of a project, newest first.
pub async fn list(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<PublicLink>> {
    let mut tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    Ok(link::list(&mut tx, project, MOST_LISTED).await?)
}

/// Makes a link. Its secret is in the answer and nowhere else.
pub async fn make(app: &App, actor: &Actor, project: ProjectId, input: LinkInput) -> Result<MadeLink> {
    let mut tx = access::write(app, actor, project, Capability::LinkWrite).await?;
    let now = app.now();
    input.validate(now)?;
    let object = object(&mut tx, project, input.kind, input.object_id).await?;
    let (name, mut content) = object.ok_or_else(|| Error::field("object_id", "there is no such object"))?;
    // A change of a query that this one reads must not show.
    if let Some(document) = content.get_mut("document") {
        *document = query::frozen(app, &mut tx, project, document.take()).await?;
    }
    let (created_by, _) = person::find(&mut tx, actor.user_id).await?.ok_or(Error::Unauthenticated)?;
    let token = almanac_identity::generate(&mut rand::rng());
    let made = PublicLink {
        id: LinkId(app.new_id()),
        kind: input.kind,
        object_id: input.object_id,
        name,
        created_by,
        created_at: now,
        expires_at: input.expires_at,
        uses: 0,
        last_used_at: None,
    };
    link::insert(&mut tx, project, &made, &almanac_identity::hash(&token), &content).await?;
    let detail = json!({ "kind": made.kind, "object": made.object_id, "expires_at": made.expires_at });
    record(app, &mut tx, actor, "link.create", Object("link", made.id.0), detail).await?;
    tx.save().await?;
    Ok(MadeLink { link: made, token: LinkToken(token) })
}

/// Name of an object of the project, and what a link keeps of it.
async fn object(
    tx: &mut Tx,
    project: ProjectId,
    kind: LinkKind,
    id: uuid::Uuid,
) -> Result<Option<(String, Value)>> {
    let nothing = || json!({});
    Ok(match kind {
        LinkKind::Query => queries::find(tx, project, QueryId(id)).await?.map(|found| {
            let content = json!({ "document": found.document, "chart": found.chart });
            (found.name, content)
        }),
        LinkKind::Forecast => {
            forecasts::find(tx, project, ForecastId(id)).await?.map(|found| (found.name, nothing()))
        }
        LinkKind::Scenario => {
            scenarios::find(tx, project, ScenarioId(id)).await?.map(|found| (found.name, nothing()))
        }
    })
}

/// Ends a link at once.
pub async fn revoke(app: &App, actor: &Actor, project: ProjectId, id: LinkId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::LinkWrite).await?;
    link::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "link.revoke", Object("link", id.0), json!({})).await?;
    Ok(tx.save().await?)
}

/// What a link shows; of a forecast the series that is named, or the first one.
///
/// # Errors
/// [`Error::NotFound`] for every link that does not hold, [`Error::Busy`] for an address that asks too often.
pub async fn open(app: &App, client: &Client, token: &str, series: Option<&str>) -> Result<Shared> {
    app.link_rate().check(network(&client.address), app.now())?;
    let (stored, maker) = holding(app, token).await?;
    let content = content(app, &maker, &stored, series).await;
    // Why an object cannot be shown any more would tell about others.
    let content = content.map_err(|error| match error {
        Error::Invalid(_) | Error::Forbidden | Error::Conflict(_) => Error::NotFound,
        other => other,
    })?;
    Ok(Shared { name: stored.link.name, expires_at: stored.link.expires_at, content })
}

/// What a link shows, as CSV.
///
/// # Errors
/// As [`open`].
pub async fn export_csv(app: &App, client: &Client, token: &str, series: Option<&str>) -> Result<Vec<u8>> {
    let shared = open(app, client, token, series).await?;
    Ok(almanac_ingest::csv_text(&table::of(shared.content)).into_bytes())
}

/// A link that holds, after its use was counted, and who reads by it: its maker, who may no more than read.
async fn holding(app: &App, token: &str) -> Result<(StoredLink, Actor)> {
    let mut tx = app.db().read(Scope::System).await?;
    let found = link::find_by_hash(&mut tx, &almanac_identity::hash(token)).await?;
    drop(tx);
    let now = app.now();
    let stored = found.filter(|stored| stored.link.expires_at > now).ok_or(Error::NotFound)?;
    let mut tx = app.write(stored.org).await?;
    let maker = stored.link.created_by.id;
    let (_, org_role) = person::find(&mut tx, maker).await?.ok_or(Error::NotFound)?;
    let via = Via::Key { id: KeyId(stored.link.id.0), scopes: vec![KeyScope::Admin] };
    let maker = Actor { user_id: maker, org_id: stored.org, org_role, via };
    access::require(&mut tx, &maker, stored.project, Capability::LinkWrite)
        .await
        .map_err(|_| Error::NotFound)?;
    object(&mut tx, stored.project, stored.link.kind, stored.link.object_id).await?.ok_or(Error::NotFound)?;
    let id = stored.link.id;
    let noted = link::count_use(&mut tx, id, now, NOTED).await?;
    if noted {
        let detail = json!({ "kind": stored.link.kind, "object": stored.link.object_id });
        record_by(app, &mut tx, None, "link.use", Object("link", id.0), detail).await?;
    }
    tx.save().await?;
    let scopes = vec![KeyScope::QueryRead, KeyScope::QueryExecute, KeyScope::ForecastRead];
    let via = Via::Key { id: KeyId(id.0), scopes };
    Ok((stored, Actor { via, ..maker }))
}

async fn content(
    app: &App,
    maker: &Actor,
    stored: &StoredLink,
    series: Option<&str>,
) -> Result<SharedContent> {
    let (project, id) = (stored.project, stored.link.object_id);
    match stored.link.kind {
        LinkKind::Query => {
            let part = |name: &str| stored.content.get(name).cloned().unwrap_or_default();
            let asked = RunQuery::new(part("document"), MOST_ROWS);
            let result = query::run(app, maker, project, asked).await?;
            Ok(SharedContent::Query { result, chart: Some(part("chart")).filter(|chart| !chart.is_null()) })
        }
        LinkKind::Forecast => {
            let id = ForecastId(id);
            let ids = forecast::series_ids(app, maker, project, id).await?;
            let series = forecast::meant(&ids, series.map(str::to_owned));
            let view = forecast::view(app, maker, project, id, series.as_deref()).await?;
            Ok(SharedContent::Forecast { series: SeriesChoice::of(ids), view })
        }
        LinkKind::Scenario => {
            let found = scenario::get(app, maker, project, ScenarioId(id)).await?;
            Ok(SharedContent::Scenario {
                unique_id: found.unique_id,
                edits: found.edits,
                ds: found.ds,
                mean: found.mean,
                bands: found.bands,
                baseline: found.baseline,
            })
        }
    }
}
