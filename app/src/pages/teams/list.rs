//! The teams of the organization.

use almanac_domain::OrgCapability;
use almanac_domain::sharing::Team;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::account::who_am_i;
use crate::api::team::{CreateTeam, list_teams};
use crate::components::{Empty, Field, Head, Note, Post, PostForm, Time, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists teams, and makes them.
#[component]
pub(crate) fn TeamsPage() -> impl IntoView {
    let t = texts_now();
    let list = Loaded::new(|| (), |()| list_teams());
    let me = Loaded::new(|| (), |()| who_am_i());
    view! {
        <Head title=t.pages.teams note=t.team.text/>
        {load(list, table)}
        {load(me, |me| {
            let manages = me.role.can(OrgCapability::MemberManage);
            view! { {manages.then(|| view! { <NewTeam/> })} }.erased()
        })}
    }
    .erased()
}

fn table(teams: Vec<Team>) -> AnyView {
    let t = texts_now();
    if teams.is_empty() {
        return view! { <Empty title=t.team.empty_title text=t.team.empty_text/> }.erased();
    }
    let rows = teams
        .into_iter()
        .map(|team| {
            view! {
                <tr>
                    <th scope="row"><A href=paths::team(team.id)>{team.name}</A></th>
                    <td class="number">{team.members}</td>
                    <td><Time at=team.created_at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.teams>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col" class="number">{t.sharing.member_count}</th>
                    <th scope="col">{t.g.created}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

#[component]
fn NewTeam() -> impl IntoView {
    let t = texts_now();
    let create = Post::to::<CreateTeam>();
    let failure = create.failure();
    view! {
        <details class="fold" open=failure.get_untracked().is_some()>
            <summary class="button">{t.team.new}</summary>
            <PostForm action=create class="form card">
                <Note failure/>
                <Field label=t.g.name name="name" failure/>
                <button type="submit" class="button primary" disabled=create.pending()>{t.team.create}</button>
            </PostForm>
        </details>
    }
    .erased()
}
