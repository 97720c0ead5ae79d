//! Pages of API keys.

mod detail;
mod form;
mod list;
mod made;
mod organization;

use almanac_domain::KeyScope;
use almanac_domain::key::KeyState;
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::i18n::texts_now;

pub(super) use detail::KeyPage;
pub(super) use list::KeysPage;
pub(super) use organization::OrganizationKeysPage;

/// What a scope allows, in a few words.
fn explained(scope: KeyScope) -> &'static str {
    let t = &texts_now().keys;
    match scope {
        KeyScope::QueryRead => t.query_read,
        KeyScope::QueryExecute => t.query_execute,
        KeyScope::DataWrite => t.data_write,
        KeyScope::ModelTrain => t.model_train,
        KeyScope::ModelRead => t.model_read,
        KeyScope::ForecastRead => t.forecast_read,
        KeyScope::AnalyticsRead => t.analytics_read,
        KeyScope::Admin => t.admin,
    }
}

/// Whether a key can be used, as a word.
fn state(state: KeyState) -> AnyView {
    let t = &texts_now().keys;
    let (kind, text) = match state {
        KeyState::Live => ("good", t.live),
        KeyState::Expired => ("idle", t.expired),
        KeyState::Revoked => ("bad", t.revoked),
    };
    view! { <State kind text/> }.erased()
}

/// The names of scopes.
fn names(scopes: &[KeyScope]) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", ")
}
