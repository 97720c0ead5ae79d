//! Models: list, training form, leaderboard.

mod advanced;
mod detail;
mod hierarchy_form;
mod leaderboard;
mod list;
mod new;
#[cfg(feature = "ssr")]
mod reconciliation;
mod search;
mod train_form;

use almanac_domain::model::ModelState;
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::i18n::texts_now;

pub(crate) use detail::ModelPage;
pub(crate) use list::ModelsPage;
pub(crate) use new::NewModelPage;
#[cfg(feature = "ssr")]
pub(crate) use reconciliation::reconciliation;

fn state(state: ModelState) -> AnyView {
    let t = &texts_now().model;
    let (kind, text) = match state {
        ModelState::Training => ("busy", t.training),
        ModelState::Ready => ("good", t.ready),
        ModelState::Failed => ("bad", t.failed),
        ModelState::Cancelled => ("idle", t.cancelled),
    };
    view! { <State kind text/> }.erased()
}
