//! Whether a database answers. The answer is the class of the error and no more, and each failure takes the same
//! time, so that nobody looks around in the network of the server (R33).

use std::sync::Arc;
use std::time::Duration;

use almanac_connect::Connector;
use almanac_domain::source::{SourceFault, SourceKind, SourcePassword, SourceProbe, SourceTest};
use almanac_domain::{Actor, Capability, ProjectId, SourceId};
use almanac_store::source;
use serde_json::json;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::read::fault;
use super::{Kept, connector, elsewhere, kept, no_connection, way};
use crate::audit::{Object, record};
use crate::{App, Result, access};

/// Tries settings that may not be stored yet.
pub async fn test(app: &App, actor: &Actor, project: ProjectId, probe: SourceProbe) -> Result<SourceTest> {
    let mut tx = access::read(app, actor, project, Capability::DataWrite).await?;
    probe.validate()?;
    if probe.settings.is_schema_only() {
        return Err(no_connection());
    }
    let before = match probe.source_id {
        Some(id) => Some(source::get(&mut tx, project, id).await?),
        None => None,
    };
    drop(tx);
    let entered = SourcePassword::entered(probe.password.as_ref());
    let opened = match before.filter(|_| entered.is_none()) {
        Some(before) => match kept(&before, &probe.settings, probe.password.as_ref()) {
            Kept::Elsewhere => return Err(elsewhere()),
            Kept::None => way(app, &probe.settings, None),
            Kept::Stays => {
                let changed = source::StoredSource { settings: probe.settings.clone(), ..before };
                connector(app, actor.org_id, &changed)?
            }
        },
        None => way(app, &probe.settings, entered),
    };
    let object = probe.source_id.map_or(Object("project", project.0), |id| Object("source", id.0));
    answer(app, actor, object, probe.settings.kind(), opened).await
}

/// Tries a source as it is stored.
pub async fn test_stored(app: &App, actor: &Actor, project: ProjectId, id: SourceId) -> Result<SourceTest> {
    let mut tx = access::read(app, actor, project, Capability::DataWrite).await?;
    let stored = source::get(&mut tx, project, id).await?;
    drop(tx);
    if stored.source.schema_only {
        return Err(no_connection());
    }
    let opened = connector(app, actor.org_id, &stored)?;
    answer(app, actor, Object("source", id.0), stored.settings.kind(), opened).await
}

async fn answer(
    app: &App,
    actor: &Actor,
    object: Object,
    kind: SourceKind,
    opened: almanac_connect::Result<Arc<dyn Connector>>,
) -> Result<SourceTest> {
    app.source_rate().check(actor.user_id.to_string(), app.now())?;
    let error = try_it(app.settings().source_patience, opened).await.err();
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "kind": kind, "error": error });
    record(app, &mut tx, actor, "source.test", object, detail).await?;
    tx.save().await?;
    Ok(SourceTest { error })
}

/// The way to a source that answers; each failure takes the same time.
pub(super) async fn try_it(
    patience: Duration,
    opened: almanac_connect::Result<Arc<dyn Connector>>,
) -> Result<Arc<dyn Connector>, SourceFault> {
    let end = Instant::now() + patience;
    let tried = async {
        let connector = opened?;
        connector.test().await?;
        Ok(connector)
    };
    let failed = match timeout_at(end, tried).await {
        Ok(Ok(connector)) => return Ok(connector),
        Ok(Err(error)) => fault(&error),
        Err(_) => SourceFault::Unreachable,
    };
    sleep_until(end).await;
    Err(failed)
}

#[cfg(test)]
mod tests {
    use almanac_connect::{Batches, Error, Limits, Statement};
    use almanac_domain::source::{Schema, SourceKind, TableColumn};
    use async_trait::async_trait;

    use super::*;

    /// Refuses at once, or never answers.
    #[derive(Debug)]
    struct Fake {
        refuses: bool,
    }

    #[async_trait]
    impl Connector for Fake {
        fn kind(&self) -> SourceKind {
            SourceKind::Postgres
        }

        async fn test(&self) -> almanac_connect::Result<()> {
            if self.refuses { Err(Error::Refused) } else { std::future::pending().await }
        }

        async fn introspect(&self) -> almanac_connect::Result<Schema> {
            Ok(Schema::default())
        }

        async fn describe(&self, _: &str, _: Duration) -> almanac_connect::Result<Vec<TableColumn>> {
            Err(Error::Unreachable)
        }

        async fn query(&self, _: Statement, _: Limits) -> almanac_connect::Result<Batches> {
            Err(Error::Unreachable)
        }
    }

    #[tokio::test]
    async fn r33_no_failure_is_told_before_the_slowest_would_be() {
        let patience = Duration::from_millis(20);
        let fake = |refuses| Ok(Arc::new(Fake { refuses }) as Arc<dyn Connector>);
        for (opened, class) in [
            (Err(Error::NotAllowed), SourceFault::NotAllowed),
            (fake(true), SourceFault::Refused),
            (fake(false), SourceFault::Unreachable),
        ] {
            let begun = Instant::now();
            assert_eq!(try_it(patience, opened).await.unwrap_err(), class);
            assert!(begun.elapsed() >= patience, "{class:?}");
        }
    }
}
