//! The members of the organization: who they are, their roles, and whether they may come in.

use almanac_domain::member::{Member, MemberState};
use almanac_domain::{OrgCapability, Page, UserId};
use leptos::prelude::*;
use leptos_router::components::Form;
use uuid::Uuid;

use super::{role_name, role_word, roles};
use crate::api::organization::{ChangeMember, RemoveMember, list_members};
use crate::components::{
    Choice, Confirm, Head, Note, Pager, Person, Post, PostForm, State, Time, load, query_param,
};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists members and changes them.
#[component]
pub(crate) fn MembersPage() -> impl IntoView {
    let t = &texts_now().organization;
    let (search, after) = (query_param::<String>("search"), query_param::<Uuid>("after"));
    let (change, remove) = (Post::to::<ChangeMember>(), Post::to::<RemoveMember>());
    let list = Loaded::new(
        move || {
            (search.get().unwrap_or_default(), after.get(), change.version().get(), remove.version().get())
        },
        |(search, after, _, _)| list_members(search, after),
    );
    let Person(person) = expect_context();
    view! {
        <Head title=texts_now().pages.members note=t.members_text/>
        <Form method="GET" action="/organization/members" attr:class="row">
            <label class="hidden" for="search">{t.search}</label>
            <input id="search" name="search" type="search" placeholder=t.search value=move || search.get().unwrap_or_default()/>
            <button type="submit" class="button">{t.find}</button>
        </Form>
        <Note failure=change.failure()/>
        <Note failure=remove.failure()/>
        {load(person, move |me| {
            let deed = me.role.can(OrgCapability::MemberManage).then_some((change, remove));
            let attributes = me.role.can(OrgCapability::OrgManage);
            load(list, move |page| table(me.user.id, deed, attributes, page, after.get_untracked().is_none()))
        })}
        <p class="muted">{t.roles_text}</p>
    }
    .erased()
}

fn table(
    me: UserId,
    deed: Option<(Post, Post)>,
    attributes: bool,
    page: Page<Member>,
    first: bool,
) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().organization);
    if page.items.is_empty() {
        return view! { <p class="muted">{t.nobody}</p> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|member| {
            let own = member.user.id == me;
            row(member, own, deed.filter(|_| !own), attributes)
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=texts_now().pages.members>
            <table>
                <thead><tr>
                    <th scope="col">{g.name}</th>
                    <th scope="col">{t.role}</th>
                    <th scope="col">{g.state}</th>
                    <th scope="col">{t.last_sign_in}</th>
                    <th scope="col">{t.since}</th>
                    {deed.map(|_| view! { <th scope="col">{g.action}</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}

fn row(member: Member, own: bool, deed: Option<(Post, Post)>, attributes: bool) -> AnyView {
    let t = &texts_now().organization;
    let state = match member.state {
        MemberState::Active => view! { <State kind="good" text=t.active/> },
        MemberState::Deactivated => view! { <State kind="idle" text=t.deactivated/> },
    };
    let seen = member.last_sign_in_at.map_or_else(|| t.never.erased(), |at| view! { <Time at/> }.erased());
    let role = match deed {
        Some((change, _)) => role_form(&member, change),
        None => role_name(member.role).erased(),
    };
    view! {
        <tr>
            <th scope="row">
                {member.user.name.clone()} {own.then(|| format!(" ({})", t.you))}
                <br/> <span class="muted small">{member.user.email.clone()}</span>
                {attributes.then(|| {
                    let href = format!("/organization/members/{}", member.user.id);
                    let spoken = fill(texts_now().seen.attributes_named, &[("name", &member.user.name)]);
                    view! { <br/> <a class="small" href=href aria-label=spoken>{texts_now().seen.attributes}</a> }
                })}
            </th>
            <td>{role}</td>
            <td>{state}</td>
            <td>{seen}</td>
            <td><Time at=member.since/></td>
            {deed.map(|(change, remove)| view! { <td><div class="row">{actions(&member, change, remove)}</div></td> })}
        </tr>
    }
    .erased()
}

fn role_form(member: &Member, change: Post) -> AnyView {
    let t = &texts_now().organization;
    let (id, label) = (member.user.id.to_string(), format!("{}: {}", t.role, member.user.name));
    let spoken = format!("{}: {}", t.change_role, member.user.name);
    let (chosen, list) = (role_word(member.role), format!("role-{id}"));
    view! {
        <PostForm action=change class="row">
            <input type="hidden" name="member" value=id/>
            <Choice label id=list name="role" options=roles() chosen quiet=true/>
            <button type="submit" class="button quiet" aria-label=spoken>{t.change_role}</button>
        </PostForm>
    }
    .erased()
}

fn actions(member: &Member, change: Post, remove: Post) -> AnyView {
    let t = &texts_now().organization;
    let (id, name) = (member.user.id.to_string(), member.user.name.clone());
    let (state, label) = match member.state {
        MemberState::Active => ("deactivated", t.deactivate),
        MemberState::Deactivated => ("active", t.reactivate),
    };
    let spoken = format!("{label}: {name}");
    let (question, asks) = (fill(t.remove_question, &[("name", &name)]), format!("remove-{id}"));
    let removed = id.clone();
    view! {
        <PostForm action=change>
            <input type="hidden" name="member" value=id/>
            <input type="hidden" name="state" value=state/>
            <button type="submit" class="button quiet" aria-label=spoken>{label}</button>
        </PostForm>
        <Confirm id=asks question name text=t.remove_text label=t.remove>
            <PostForm action=remove>
                <input type="hidden" name="member" value=removed/>
                <button type="submit" class="button danger">{t.remove}</button>
            </PostForm>
        </Confirm>
    }
    .erased()
}
