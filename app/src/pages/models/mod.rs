//! Models: list, training form, leaderboard.

#[cfg(feature = "ssr")]
mod advanced;
#[cfg(feature = "ssr")]
mod comparison;
mod detail;
#[cfg(feature = "ssr")]
mod errors;
#[cfg(feature = "ssr")]
mod hierarchy_form;
#[cfg(feature = "ssr")]
mod leaderboard;
mod list;
#[cfg(feature = "ssr")]
mod new;
#[cfg(feature = "ssr")]
mod reconciliation;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
mod train_form;

use almanac_domain::model::ModelState;
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::i18n::texts_now;

#[cfg(feature = "ssr")]
pub(crate) use comparison::comparison;
pub(crate) use detail::ModelPage;
#[cfg(feature = "ssr")]
pub(crate) use errors::ErrorsPage;
pub(crate) use list::ModelsPage;
#[cfg(feature = "ssr")]
pub(crate) use new::NewModelPage;

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
