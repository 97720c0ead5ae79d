//! What was compared in a training, as the server writes it.

use almanac_domain::ProjectId;
use almanac_domain::model::{Model, ModelState, Reconciliation, Search};
use leptos::prelude::*;

use super::leaderboard::leaderboard;
use super::reconciliation::reconciliation;
use super::search::search_table;
use crate::erased::Erased;

/// The models beside each other, the ways to make forecasts add up, and the trials of a search.
pub(crate) fn comparison(
    project: ProjectId,
    model: &Model,
    reconciled: Option<&[Reconciliation]>,
    search: Option<Search>,
) -> AnyView {
    view! {
        {(model.state == ModelState::Ready).then(|| leaderboard(project, model))}
        {reconciled.map(|rows| reconciliation(model, rows))}
        {search.map(search_table)}
    }
    .erased()
}
