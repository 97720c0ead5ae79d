//! What the person did in the organization.

use leptos::prelude::*;

use super::entries::entries;
use crate::api::organization::own_activity;
use crate::components::{Head, load, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

const PATH: &str = "/account/activity";

/// Lists the person's own entries of the audit log.
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let t = &texts_now().organization;
    let before = query_param::<i64>("before");
    let list = Loaded::new(move || before.get(), own_activity);
    view! {
        <Head title=texts_now().pages.activity note=t.activity_text/>
        {load(list, move |page| {
            let older = |before| format!("{PATH}?before={before}");
            entries(page, older, before.get_untracked().is_none(), PATH.to_owned())
        })}
    }
    .erased()
}
