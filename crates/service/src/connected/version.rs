//! Versions of a source's schema: what people say about them, and which one queries use.

use almanac_domain::source::{PinVersion, Source, SourceVersion, VersionInput};
use almanac_domain::{Actor, Capability, Page, PageRequest, ProjectId, SourceId};
use almanac_store::{source, source_version};
use serde_json::json;

use super::shown;
use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// The versions of a source's schema.
pub async fn versions(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    page: PageRequest,
) -> Result<Page<SourceVersion>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    source::get(&mut tx, project, id).await?;
    Ok(source_version::list(&mut tx, project, id, page).await?)
}

/// A version of a source's schema.
pub async fn get_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (SourceId, i64),
) -> Result<SourceVersion> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    Ok(source_version::get(&mut tx, project, id, number).await?)
}

/// The SQL of a version.
///
/// # Errors
/// [`Error::NotFound`] if its schema is not written so.
pub async fn ddl(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (SourceId, i64),
) -> Result<String> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    source_version::ddl(&mut tx, project, id, number).await?.ok_or(Error::NotFound)
}

/// Says something about a version.
pub async fn describe(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (SourceId, i64),
    input: VersionInput,
) -> Result<SourceVersion> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    let input = input.trimmed();
    source_version::describe(&mut tx, project, id, number, &input).await?;
    let detail = json!({ "version": number, "note": input.note, "labels": input.labels });
    record(app, &mut tx, actor, "source.describe", Object("source", id.0), detail).await?;
    let described = source_version::get(&mut tx, project, id, number).await?;
    tx.save().await?;
    Ok(described)
}

/// Makes queries use a version, also when newer ones are found.
pub async fn pin(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    input: PinVersion,
) -> Result<Source> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    source::get(&mut tx, project, id).await?;
    if source_version::find(&mut tx, project, id, input.version).await?.is_none() {
        return Err(Error::field("version", "there is no such version"));
    }
    source::pin(&mut tx, project, id, Some(input.version), app.now()).await?;
    let detail = json!({ "version": input.version });
    record(app, &mut tx, actor, "source.pin", Object("source", id.0), detail).await?;
    let pinned = source::get(&mut tx, project, id).await?;
    tx.save().await?;
    Ok(shown(pinned, true))
}

/// Makes queries use the newest version again.
pub async fn unpin(app: &App, actor: &Actor, project: ProjectId, id: SourceId) -> Result<Source> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    source::pin(&mut tx, project, id, None, app.now()).await?;
    record(app, &mut tx, actor, "source.unpin", Object("source", id.0), json!({})).await?;
    let unpinned = source::get(&mut tx, project, id).await?;
    tx.save().await?;
    Ok(shown(unpinned, true))
}
