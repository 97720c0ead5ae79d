//! The API keys of everybody in the organization, for administrators.

use almanac_domain::Page;
use almanac_domain::key::{ApiKey, KeyState};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::detail::revocation;
use super::{names, state};
use crate::api::key::{RevokeKey, list_all_keys};
use crate::components::{Field, Head, Note, Pager, Post, Time, load, query_param};
use crate::erased::Erased;
use crate::format::NONE;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists all keys of the organization, to revoke those that should not be.
#[component]
pub(crate) fn OrganizationKeysPage() -> impl IntoView {
    let t = &texts_now().keys;
    let prefix = query_param::<String>("prefix");
    let after = query_param::<Uuid>("after");
    let revoke = Post::to::<RevokeKey>();
    let list = Loaded::new(
        move || (prefix.get(), after.get(), revoke.version().get()),
        |(prefix, after, _)| list_all_keys(prefix.unwrap_or_default(), after),
    );
    let searched = prefix.get_untracked().unwrap_or_default();
    view! {
        <Head title=texts_now().pages.keys note=t.organization_text/>
        <form method="get" action="/organization/keys" role="search" class="form inline">
            <Field label=t.search name="prefix" value=searched hint=t.search_hint required=false/>
            <button type="submit" class="button">{t.search_button}</button>
        </form>
        <Note failure=revoke.failure()/>
        {load(list, move |page| table(page, after.get_untracked().is_none(), revoke))}
    }
    .erased()
}

fn table(page: Page<ApiKey>, first: bool, revoke: Post) -> AnyView {
    let t = texts_now();
    if page.items.is_empty() && first {
        return view! { <p class="muted">{t.keys.nothing_found}</p> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|key| {
            let used = match key.last_used_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => NONE.erased(),
            };
            let end = (key.state == KeyState::Live).then(|| revocation(key.id, key.name.clone(), revoke));
            view! {
                <tr>
                    <th scope="row"><A href=paths::key(key.id)>{key.name}</A></th>
                    <td><code>"alm_" {key.prefix} "…"</code></td>
                    <td>{key.user_name}</td>
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
                    <th scope="col">{t.keys.owner}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col">{t.keys.scopes}</th>
                    <th scope="col">{t.keys.last_used}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
