//! The person's API keys.

use almanac_domain::Page;
use almanac_domain::key::ApiKey;
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::form::NewKeyForm;
use super::{names, state};
use crate::api::key::list_keys;
use crate::components::{Empty, Head, Pager, Time, load, query_param};
use crate::erased::Erased;
use crate::format::NONE;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists the person's keys, and makes new ones.
#[component]
pub(crate) fn KeysPage() -> impl IntoView {
    let t = &texts_now().keys;
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(move || after.get(), list_keys);
    view! {
        <Head title=texts_now().pages.keys note=t.text/>
        {load(list, move |page| table(page, after.get_untracked().is_none()))}
        <NewKeyForm/>
    }
    .erased()
}

fn table(page: Page<ApiKey>, first: bool) -> AnyView {
    let t = texts_now();
    if page.items.is_empty() && first {
        return view! { <Empty title=t.keys.empty_title text=t.keys.empty_text/> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|key| {
            let end = match key.expires_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => t.keys.never.erased(),
            };
            let used = match key.last_used_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => NONE.erased(),
            };
            view! {
                <tr>
                    <th scope="row"><A href=paths::key(key.id)>{key.name}</A></th>
                    <td><code>"alm_" {key.prefix} "…"</code></td>
                    <td>{state(key.state)}</td>
                    <td class="wrap">{names(&key.scopes)}</td>
                    <td>{used}</td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.keys>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.keys.prefix}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col">{t.keys.scopes}</th>
                    <th scope="col">{t.keys.last_used}</th>
                    <th scope="col">{t.keys.expiry}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
