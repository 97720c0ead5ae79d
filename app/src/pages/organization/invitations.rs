//! Invitations: whom to invite, and what became of it.

use almanac_domain::invitation::{Invitation, InvitationState};
use almanac_domain::project::{Project, ProjectFilter};
use almanac_domain::{Page, ProjectRole};
use leptos::prelude::*;
use uuid::Uuid;

use super::{role_name, roles};
use crate::api::invitation::{
    Invite, ResendInvitation, RevokeInvitation, ShowInvitationLink, list_invitations, new_links,
};
use crate::api::project::list_projects;
use crate::components::{Choice, Empty, Head, Note, Pager, Post, PostForm, State, Time, load, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::sharing::project_roles;

/// What can be done with an invitation.
#[derive(Clone, Copy)]
struct Deeds {
    resend: Post,
    show: Post,
    revoke: Post,
}

/// Invites people, and lists the invitations.
#[component]
pub(crate) fn InvitationsPage() -> impl IntoView {
    let t = &texts_now().people;
    let after = query_param::<Uuid>("after");
    let invite = Post::to::<Invite>();
    let deeds = Deeds {
        resend: Post::to::<ResendInvitation>(),
        show: Post::to::<ShowInvitationLink>(),
        revoke: Post::to::<RevokeInvitation>(),
    };
    let done = move || [invite, deeds.resend, deeds.show, deeds.revoke].map(|post| post.version().get());
    let list = Loaded::new(
        move || (after.get(), done()),
        |(after, _)| async move {
            let projects = list_projects(ProjectFilter::Active, None).await?.items;
            Ok((list_invitations(after).await?, new_links().await?, projects))
        },
    );
    view! {
        <Head title=texts_now().pages.invitations note=t.invitations_text/>
        <Note failure=deeds.resend.failure()/>
        <Note failure=deeds.show.failure()/>
        <Note failure=deeds.revoke.failure()/>
        {load(list, move |(page, links, projects)| view! {
            <InviteForm action=invite projects/>
            {links.map(|links| new(&links))}
            {table(page, deeds, after.get_untracked().is_none())}
        }.erased())}
    }
    .erased()
}

/// A form for one address or many.
#[component]
fn InviteForm(action: Post, projects: Vec<Project>) -> impl IntoView {
    let t = texts_now();
    let own = projects.into_iter().filter(|project| project.role == ProjectRole::Owner);
    let own: Vec<_> = own.map(|project| (project.id.to_string(), project.name)).collect();
    let share = (!own.is_empty()).then(|| {
        let options = [vec![(String::new(), t.people.share_nothing.to_owned())], own].concat();
        view! {
            <Choice label=t.people.share id="project" name="project" options/>
            <Choice label=t.people.share_as id="project-role" name="project_role" options=project_roles()/>
        }
    });
    view! {
        <details class="fold" open=action.failure().get_untracked().is_some()>
            <summary class="button">{t.people.invite}</summary>
            <PostForm action class="form card">
                <Note failure=action.failure()/>
                <div class="field">
                    <label for="people">{t.people.guests}</label>
                    <textarea id="people" name="people" rows="4" required=true aria-describedby="people-note" placeholder="ann@example.org, developer, Ann Lee"></textarea>
                    <p id="people-note" class="hint">{t.people.guests_hint}</p>
                </div>
                <Choice label=t.organization.role id="role" name="role" options=roles() chosen="developer"/>
                {share}
                <button type="submit" class="button primary" disabled=action.pending()>{t.people.send}</button>
            </PostForm>
        </details>
    }
    .erased()
}

/// Links that were made just now: address and link on each line.
fn new(links: &str) -> AnyView {
    let t = &texts_now().people;
    let rows = links
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(email, link)| view! { <li>{email.to_owned()} <br/> <code>{link.to_owned()}</code></li> })
        .collect_view();
    view! {
        <section class="card info" aria-labelledby="links-title">
            <h2 id="links-title">{t.links_title}</h2>
            <p>{t.links_text}</p>
            <ul class="plain">{rows}</ul>
        </section>
    }
    .erased()
}

fn table(page: Page<Invitation>, deeds: Deeds, first: bool) -> AnyView {
    let t = texts_now();
    if page.items.is_empty() {
        return view! { <Empty title=t.people.none_title text=t.people.none_text/> }.erased();
    }
    let rows = page.items.into_iter().map(|invitation| row(invitation, deeds)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.invitations>
            <table>
                <thead><tr>
                    <th scope="col">{t.people.invited}</th>
                    <th scope="col">{t.organization.role}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col">{t.people.by}</th>
                    <th scope="col">{t.people.until}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}

fn row(invitation: Invitation, deeds: Deeds) -> AnyView {
    let t = &texts_now().people;
    let (kind, text) = match invitation.state {
        InvitationState::Open => ("busy", t.open),
        InvitationState::Expired => ("bad", t.expired),
        InvitationState::Accepted => ("good", t.accepted),
        InvitationState::Revoked => ("idle", t.revoked),
    };
    let pending = matches!(invitation.state, InvitationState::Open | InvitationState::Expired);
    let actions = pending.then(|| {
        view! {
            {button(deeds.resend, &invitation, t.resend, "button quiet")}
            {button(deeds.show, &invitation, t.show_link, "button quiet")}
            {button(deeds.revoke, &invitation, t.revoke, "button quiet danger")}
        }
    });
    view! {
        <tr>
            <th scope="row">
                {invitation.email.clone()}
                <br/> <span class="muted small">{invitation.name.clone()}</span>
            </th>
            <td>{role_name(invitation.role)}</td>
            <td><State kind text/></td>
            <td>{invitation.invited_by.clone()}</td>
            <td><Time at=invitation.expires_at/></td>
            <td><div class="row">{actions}</div></td>
        </tr>
    }
    .erased()
}

fn button(action: Post, invitation: &Invitation, label: &'static str, class: &'static str) -> AnyView {
    let (spoken, id) = (format!("{label}: {}", invitation.email), invitation.id.to_string());
    view! {
        <PostForm action>
            <input type="hidden" name="invitation" value=id/>
            <button type="submit" class=class aria-label=spoken>{label}</button>
        </PostForm>
    }
    .erased()
}
