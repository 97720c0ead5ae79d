//! The page on which a project is shared.

use leptos::prelude::*;
use leptos_router::components::A;

use super::candidates::candidates;
use super::invited::invited;
use super::members::{people, teams};
use super::offer::offer;
use crate::api::project::{EndTransfer, LeaveProject, OfferTransfer};
use crate::api::sharing::{PutMember, PutTeam, RemoveMember, RemoveTeam, Sharing, get_sharing};
use crate::components::{Head, Note, Post, PostForm, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// What can be done on the page.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub put_member: Post,
    pub remove_member: Post,
    pub put_team: Post,
    pub remove_team: Post,
    pub offer: Post,
    pub end: Post,
}

impl Acts {
    fn new() -> Self {
        Self {
            put_member: Post::to::<PutMember>(),
            remove_member: Post::to::<RemoveMember>(),
            put_team: Post::to::<PutTeam>(),
            remove_team: Post::to::<RemoveTeam>(),
            offer: Post::to::<OfferTransfer>(),
            end: Post::to::<EndTransfer>(),
        }
    }

    fn all(self) -> [Post; 6] {
        [self.put_member, self.remove_member, self.put_team, self.remove_team, self.offer, self.end]
    }

    /// Grows with each act that was answered.
    fn version(self) -> usize {
        self.all().into_iter().map(|post| post.version().get()).sum()
    }
}

/// Shares a project with people and teams.
#[component]
pub(crate) fn SharingPage() -> impl IntoView {
    let t = texts_now();
    let state = use_project();
    let search = query_param::<String>("search");
    let acts = Acts::new();
    let sharing = Loaded::new(
        move || (state.id(), search.get(), acts.version()),
        |(project, search, _)| async move { get_sharing(project, search).await },
    );
    let access = move || format!("{}/access", paths::area(state.id(), "sharing"));
    let notes: Vec<_> = acts.all().into_iter().map(|post| view! { <Note failure=post.failure()/> }).collect();
    view! {
        <Head title=t.pages.sharing note=t.sharing.text>
            <A href=access attr:class="button">{t.sharing.access}</A>
        </Head>
        {notes}
        {load(sharing, move |sharing| view(state.id.get_untracked().ok().map(|id| id.to_string()), search.get_untracked(), sharing, &acts))}
        <Leave/>
    }
    .erased()
}

fn view(project: Option<String>, search: Option<String>, sharing: Sharing, acts: &Acts) -> AnyView {
    let Some(project) = project else { return ().erased() };
    let manages = sharing.manages;
    let found = search.is_some().then(|| sharing.found.clone());
    view! {
        {manages.then(|| {
            let href = format!("/projects/{project}/row-rules");
            view! { <p><a href=href>{texts_now().seen.title}</a> " " <span class="muted">{texts_now().seen.empty_text}</span></p> }
        })}
        {people(&project, sharing.members, manages, acts)}
        {invited(sharing.invited)}
        {teams(&project, sharing.teams, manages, acts)}
        {manages.then(|| candidates(&project, search.unwrap_or_default(), found, acts))}
        {offer(&project, sharing.transfer, sharing.heirs, manages, acts)}
    }
    .erased()
}

/// Gives one's own role up.
#[component]
fn Leave() -> impl IntoView {
    let t = texts_now();
    let state = use_project();
    let leave = Post::to::<LeaveProject>();
    view! {
        <footer class="foot">
            <PostForm action=leave>
                <input type="hidden" name="project" value=move || state.id().to_string()/>
                <button type="submit" class="button quiet danger">{t.sharing.leave}</button>
            </PostForm>
            <Note failure=leave.failure()/>
        </footer>
    }
    .erased()
}
