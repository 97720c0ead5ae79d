//! Who sees a project, and why.

use almanac_domain::sharing::{Access, Reason};
use leptos::prelude::*;

use super::members::role_name;
use crate::api::sharing::get_access;
use crate::components::{Head, load, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Every person with the role they have and all reasons.
#[component]
pub(crate) fn AccessPage() -> impl IntoView {
    let t = texts_now();
    let state = use_project();
    let access = Loaded::new(move || state.id(), get_access);
    view! {
        <Head title=t.sharing.access note=t.sharing.access_text/>
        {load(access, table)}
    }
    .erased()
}

fn reason(reason: &Reason) -> String {
    let t = &texts_now().sharing;
    match reason {
        Reason::Own { role } => fill(t.own, &[("role", role_name(*role))]),
        Reason::Team { name, role, .. } => fill(t.by_team, &[("name", name), ("role", role_name(*role))]),
        Reason::Administrator => t.administrator.to_owned(),
        Reason::Limited => t.limited.to_owned(),
    }
}

fn table(people: Vec<Access>) -> AnyView {
    let t = texts_now();
    let rows = people
        .into_iter()
        .map(|access| {
            let reasons = access.reasons.iter().map(|one| view! { <li>{reason(one)}</li> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{access.person.name}</th>
                    <td>{access.person.email}</td>
                    <td>{role_name(access.role)}</td>
                    <td class="wrap"><ul class="plain">{reasons}</ul></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.sharing.access>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.account.email}</th>
                    <th scope="col">{t.sharing.role}</th>
                    <th scope="col">{t.sharing.reasons}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
