//! The people and teams with a role in a project, to change and remove.

use almanac_domain::ProjectRole;
use almanac_domain::sharing::{ProjectMember, ProjectTeam};
use leptos::prelude::*;

use super::page::Acts;
use crate::components::{Choice, Post, PostForm, Time};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The name of a role.
pub(super) fn role_name(role: ProjectRole) -> &'static str {
    let t = &texts_now().sharing;
    match role {
        ProjectRole::Owner => t.owner,
        ProjectRole::Editor => t.editor,
        ProjectRole::Viewer => t.viewer,
    }
}

/// The word under which a role travels.
fn role_word(role: ProjectRole) -> String {
    match role {
        ProjectRole::Viewer => "viewer".to_owned(),
        ProjectRole::Editor => "editor".to_owned(),
        ProjectRole::Owner => "owner".to_owned(),
    }
}

/// The roles in a project, by their words.
pub(crate) fn project_roles() -> Vec<(String, String)> {
    ProjectRole::ALL.map(|role| (role_word(role), role_name(role).to_owned())).to_vec()
}

/// A choice among the roles for somebody or a team of this id.
pub(super) fn role_choice(id: &str, name: &str, chosen: ProjectRole) -> AnyView {
    let label = fill(texts_now().sharing.role_of, &[("name", name)]);
    let (id, options, chosen) = (format!("role-{id}"), project_roles(), role_word(chosen));
    view! { <Choice label id name="role" options chosen quiet=true/> }.erased()
}

/// Somebody or a team with a role.
struct Shared {
    /// The name of the form's field for the id: `user` or `team`.
    field: &'static str,
    id: String,
    name: String,
    role: ProjectRole,
    put: Post,
    remove: Post,
}

impl Shared {
    /// Changes and removes the role; only its name, if the person does not manage the project.
    fn cells(self, project: &str, manages: bool) -> AnyView {
        let t = texts_now();
        let Self { field, id, name, role, put, remove } = self;
        if !manages {
            return view! { <td>{role_name(role)}</td> }.erased();
        }
        let change = fill(t.sharing.change_named, &[("name", &name)]);
        let spoken = fill(t.sharing.remove_named, &[("name", &name)]);
        let (project, again, same) = (project.to_owned(), project.to_owned(), id.clone());
        let choice = role_choice(&id, &name, role);
        view! {
            <td>
                <PostForm action=put class="row">
                    <input type="hidden" name="project" value=project/>
                    <input type="hidden" name=field value=id/>
                    <div>{choice}</div>
                    <button type="submit" class="button quiet" aria-label=change>{t.sharing.change}</button>
                </PostForm>
            </td>
            <td>
                <PostForm action=remove>
                    <input type="hidden" name="project" value=again/>
                    <input type="hidden" name=field value=same/>
                    <button type="submit" class="button quiet danger" aria-label=spoken>{t.sharing.remove}</button>
                </PostForm>
            </td>
        }
        .erased()
    }
}

/// The people with a role of their own.
pub(super) fn people(project: &str, members: Vec<ProjectMember>, manages: bool, acts: &Acts) -> AnyView {
    let t = texts_now();
    let rows = members
        .into_iter()
        .map(|member| {
            let shared = Shared {
                field: "user",
                id: member.person.id.to_string(),
                name: member.person.name.clone(),
                role: member.role,
                put: acts.put_member,
                remove: acts.remove_member,
            };
            view! {
                <tr>
                    <th scope="row">{member.person.name}</th>
                    <td>{member.person.email}</td>
                    <td><Time at=member.created_at/></td>
                    {shared.cells(project, manages)}
                </tr>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="shared-people">
            <h2 id="shared-people">{t.sharing.people}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=t.sharing.people>
                <table>
                    <thead><tr>
                        <th scope="col">{t.g.name}</th>
                        <th scope="col">{t.account.email}</th>
                        <th scope="col">{t.sharing.since}</th>
                        <th scope="col">{t.sharing.role}</th>
                        {manages.then(|| view! { <th scope="col">{t.g.action}</th> })}
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

/// The teams with a role.
pub(super) fn teams(project: &str, teams: Vec<ProjectTeam>, manages: bool, acts: &Acts) -> AnyView {
    let t = texts_now();
    let none = teams.is_empty();
    let rows = teams
        .into_iter()
        .map(|shared| {
            let cells = Shared {
                field: "team",
                id: shared.team.id.to_string(),
                name: shared.team.name.clone(),
                role: shared.role,
                put: acts.put_team,
                remove: acts.remove_team,
            };
            view! {
                <tr>
                    <th scope="row">{shared.team.name}</th>
                    <td class="number">{shared.team.members}</td>
                    <td><Time at=shared.created_at/></td>
                    {cells.cells(project, manages)}
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.sharing.teams>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col" class="number">{t.sharing.member_count}</th>
                    <th scope="col">{t.sharing.since}</th>
                    <th scope="col">{t.sharing.role}</th>
                    {manages.then(|| view! { <th scope="col">{t.g.action}</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    view! {
        <section aria-labelledby="shared-teams">
            <h2 id="shared-teams">{t.sharing.teams}</h2>
            {if none { view! { <p class="muted">{t.sharing.no_teams}</p> }.erased() } else { table.erased() }}
        </section>
    }
    .erased()
}
