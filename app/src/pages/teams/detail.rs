//! A team and who is in it.

use almanac_domain::sharing::Person;
use almanac_domain::{OrgCapability, TeamId};
use leptos::prelude::*;
use leptos_router::components::Form;

use crate::api::account::who_am_i;
use crate::api::team::{AddTeamMember, DeleteTeam, RemoveTeamMember, RenameTeam, TeamView, get_team};
use crate::components::{Confirm, Field, Head, Note, Post, PostForm, id_param, load, query_param};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

#[derive(Clone, Copy)]
struct Acts {
    add: Post,
    remove: Post,
    rename: Post,
    delete: Post,
}

/// Shows a team; who manages members changes it.
#[component]
pub(crate) fn TeamPage() -> impl IntoView {
    let id = id_param::<TeamId>("team");
    let search = query_param::<String>("search");
    let acts = Acts {
        add: Post::to::<AddTeamMember>(),
        remove: Post::to::<RemoveTeamMember>(),
        rename: Post::to::<RenameTeam>(),
        delete: Post::to::<DeleteTeam>(),
    };
    let version = move || {
        [acts.add, acts.remove, acts.rename].into_iter().map(|post| post.version().get()).sum::<usize>()
    };
    let team = Loaded::new(
        move || (id.get(), search.get(), version()),
        |(id, search, _)| async move { Ok((get_team(id?, search).await?, who_am_i().await?.role)) },
    );
    view! {
        {load(team, move |(team, role)| {
            page(team, search.get_untracked(), role.can(OrgCapability::MemberManage), acts)
        })}
    }
    .erased()
}

fn page(view: TeamView, search: Option<String>, manages: bool, acts: Acts) -> AnyView {
    let t = texts_now();
    let TeamView { team, members, found } = view;
    let nobody = members.is_empty();
    let rows = members.into_iter().map(|person| member(team.id, person, manages, acts.remove)).collect_view();
    let found = search.is_some().then_some(found);
    view! {
        <Head title=team.name.clone()/>
        <Note failure=acts.add.failure()/>
        <Note failure=acts.remove.failure()/>
        <section aria-labelledby="team-members">
            <h2 id="team-members">{t.sharing.people}</h2>
            {nobody.then(|| view! { <p class="muted">{t.team.nobody}</p> })}
            <ul class="plain">{rows}</ul>
        </section>
        {manages.then(|| add(team.id, search.unwrap_or_default(), found, acts.add))}
        {manages.then(|| settings(team.id, team.name, acts))}
    }
    .erased()
}

fn member(team: TeamId, person: Person, manages: bool, remove: Post) -> AnyView {
    let t = texts_now();
    let spoken = fill(t.sharing.remove_named, &[("name", &person.name)]);
    view! {
        <li class="row spread">
            <span><strong>{person.name}</strong> " " <span class="muted">{person.email}</span></span>
            {manages.then(|| view! {
                <PostForm action=remove>
                    <input type="hidden" name="team" value=team.to_string()/>
                    <input type="hidden" name="user" value=person.id.to_string()/>
                    <button type="submit" class="button quiet danger" aria-label=spoken>{t.sharing.remove}</button>
                </PostForm>
            })}
        </li>
    }
    .erased()
}

fn add(team: TeamId, search: String, found: Option<Vec<Person>>, add: Post) -> AnyView {
    let t = texts_now();
    let none = found.as_ref().is_some_and(Vec::is_empty);
    let rows = found
        .into_iter()
        .flatten()
        .map(|person| {
            let spoken = fill(t.team.add_named, &[("name", &person.name)]);
            view! {
                <li class="row spread">
                    <span><strong>{person.name}</strong> " " <span class="muted">{person.email}</span></span>
                    <PostForm action=add>
                        <input type="hidden" name="team" value=team.to_string()/>
                        <input type="hidden" name="user" value=person.id.to_string()/>
                        <button type="submit" class="button" aria-label=spoken>{t.team.add}</button>
                    </PostForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="team-add">
            <h2 id="team-add">{t.team.add_title}</h2>
            <Form method="GET" action=paths::team(team) attr:class="form inline">
                <div class="field">
                    <label for="search">{t.sharing.search}</label>
                    <input id="search" name="search" type="search" maxlength="200" value=search/>
                </div>
                <button type="submit" class="button">{t.sharing.find}</button>
            </Form>
            {none.then(|| view! { <p class="muted" role="status">{t.sharing.none_found}</p> })}
            <ul class="plain">{rows}</ul>
        </section>
    }
    .erased()
}

fn settings(team: TeamId, name: String, acts: Acts) -> AnyView {
    let t = texts_now();
    let failure = acts.rename.failure();
    let now = name.clone();
    view! {
        <footer class="foot">
            <details class="fold" open=failure.get_untracked().is_some()>
                <summary class="button">{t.g.rename}</summary>
                <PostForm action=acts.rename class="form card">
                    <Note failure/>
                    <input type="hidden" name="team" value=team.to_string()/>
                    <Field label=t.g.name name="name" value=now failure/>
                    <button type="submit" class="button primary" disabled=acts.rename.pending()>{t.g.save}</button>
                </PostForm>
            </details>
            <Confirm id="delete-team" name=name text=t.team.delete_text>
                <PostForm action=acts.delete>
                    <input type="hidden" name="team" value=team.to_string()/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
            <Note failure=acts.delete.failure()/>
        </footer>
    }
    .erased()
}
