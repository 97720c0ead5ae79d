//! The limits of the organization's plan. Who adds something that is limited holds the lock of the
//! organization, so that many at once cannot pass a limit.

use almanac_store::{Tx, api_key, invitation, membership, plan};
use chrono::{DateTime, Utc};

use crate::{App, Error, Result};

/// Whether the organization may have one active member more. Open invitations count as members.
pub(crate) async fn room_for_member(app: &App, tx: &mut Tx) -> Result<()> {
    room_for_members(app, tx, 1).await
}

/// Whether the organization may have so many active members more, at least one.
pub(crate) async fn room_for_members(app: &App, tx: &mut Tx, more: usize) -> Result<()> {
    membership::lock(tx).await?;
    let plan = plan::get(tx).await?;
    let used = membership::count_active(tx).await? + invitation::count_open(tx, app.now()).await?;
    let before = i64::try_from(more).unwrap_or(i64::MAX) - 1;
    room(&plan.name, "members", used.saturating_add(before), plan.members)
}

/// Whether the organization may have one project more.
pub(crate) async fn room_for_project(tx: &mut Tx) -> Result<()> {
    membership::lock(tx).await?;
    let plan = plan::get(tx).await?;
    let used = plan::count_projects(tx).await?;
    room(&plan.name, "projects", used, plan.projects)
}

/// Whether the organization may have one live API key more.
pub(crate) async fn room_for_key(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    membership::lock(tx).await?;
    let plan = plan::get(tx).await?;
    let used = api_key::count_live(tx, now).await?;
    room(&plan.name, "API keys", used, plan.api_keys)
}

fn room(plan: &str, what: &str, used: i64, limit: Option<i64>) -> Result<()> {
    match limit {
        Some(limit) if used >= limit => {
            Err(Error::Quota(format!("the plan {plan} has {limit} {what}, and all are used")))
        }
        _ => Ok(()),
    }
}
