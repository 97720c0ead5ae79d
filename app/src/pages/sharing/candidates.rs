//! Looks for people and teams with whom a project is to be shared.

use almanac_domain::ProjectRole;
use almanac_domain::sharing::Candidates;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::members::role_choice;
use super::page::Acts;
use crate::components::{Post, PostForm};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// A search, and what it found if there was one.
pub(super) fn candidates(project: &str, search: String, found: Option<Candidates>, acts: &Acts) -> AnyView {
    let t = texts_now();
    let action = format!("/projects/{project}/sharing");
    view! {
        <section aria-labelledby="share-with">
            <h2 id="share-with">{t.sharing.add}</h2>
            <Form method="GET" action=action attr:class="form inline">
                <div class="field">
                    <label for="search">{t.sharing.search}</label>
                    <input id="search" name="search" type="search" maxlength="200" value=search/>
                </div>
                <button type="submit" class="button">{t.sharing.find}</button>
            </Form>
            {found.map(|found| list(project, found, acts))}
        </section>
    }
    .erased()
}

fn list(project: &str, found: Candidates, acts: &Acts) -> AnyView {
    let t = texts_now();
    if found.people.is_empty() && found.teams.is_empty() {
        return view! { <p class="muted" role="status">{t.sharing.none_found}</p> }.erased();
    }
    let people = found.people.into_iter().map(|person| {
        one(project, acts.put_member, "user", person.id.to_string(), person.name, person.email)
    });
    let teams = found.teams.into_iter().map(|team| {
        one(project, acts.put_team, "team", team.id.to_string(), team.name, t.sharing.teams.to_owned())
    });
    view! { <ul class="plain">{people.chain(teams).collect_view()}</ul> }.erased()
}

fn one(project: &str, put: Post, field: &'static str, id: String, name: String, more: String) -> AnyView {
    let t = texts_now();
    let spoken = fill(t.sharing.share_named, &[("name", &name)]);
    let (project, choice) = (project.to_owned(), role_choice(&id, &name, ProjectRole::Viewer));
    view! {
        <li class="row spread">
            <span><strong>{name}</strong> " " <span class="muted">{more}</span></span>
            <PostForm action=put class="row">
                <input type="hidden" name="project" value=project/>
                <input type="hidden" name=field value=id/>
                <div class="row">
                    <div>{choice}</div>
                    <button type="submit" class="button" aria-label=spoken>{t.sharing.share}</button>
                </div>
            </PostForm>
        </li>
    }
    .erased()
}
