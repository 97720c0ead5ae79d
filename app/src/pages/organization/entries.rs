//! Entries of the audit log as a table.

use almanac_domain::audit::{AuditEntry, AuditPage};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::Time;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The entries, with a link to the older ones at `older`.
pub(crate) fn entries(page: AuditPage, older: impl Fn(i64) -> String, first: bool, start: String) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().organization);
    if page.items.is_empty() {
        return view! { <p class="muted">{t.no_entries}</p> }.erased();
    }
    let next = page.next.map(older);
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=texts_now().pages.audit>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.when}</th>
                    <th scope="col">{t.who}</th>
                    <th scope="col">{t.what}</th>
                    <th scope="col">{t.object}</th>
                    <th scope="col">{t.from_where}</th>
                    <th scope="col">{t.detail}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <nav class="pager" aria-label=g.more_pages>
            {(!first).then(|| view! { <A href=start>{g.newest}</A> })}
            {next.map(|href| view! { <A href=href>{g.older}</A> })}
        </nav>
    }
    .erased()
}

fn row(entry: AuditEntry) -> AnyView {
    let t = &texts_now().organization;
    let who = match (entry.actor_id, entry.actor_name) {
        (None, _) => t.system.to_owned(),
        (Some(_), Some(name)) => name,
        (Some(_), None) => t.former.to_owned(),
    };
    let mut facts = vec![
        format!("seq {}", entry.seq),
        format!("id {}", entry.id),
        format!("hash {}", entry.hash),
        entry.detail.to_string(),
    ];
    facts.extend(entry.object_id.map(|id| format!("{} {id}", entry.object_type)));
    facts.extend(entry.request_id.map(|id| format!("request {id}")));
    let facts = facts.into_iter().map(|fact| view! { <li><code>{fact}</code></li> }).collect_view();
    let summary = format!("{} {}", t.detail, entry.seq);
    view! {
        <tr>
            <td><Time at=entry.at/></td>
            <td>{who}</td>
            <td><code>{entry.action}</code></td>
            <td>{entry.object_type}</td>
            <td>{entry.address}</td>
            <td class="wrap"><details><summary>{summary}</summary><ul class="plain">{facts}</ul></details></td>
        </tr>
    }
    .erased()
}
