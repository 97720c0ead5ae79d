//! The life of a project: which are listed, archiving, and the offer to take one over.

use almanac_domain::project::{Project, Transfer};
use almanac_domain::{ProjectId, ProjectRole};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::account::who_am_i;
use crate::api::project::{
    AcceptTransfer, ArchiveProject, DeleteProject, DuplicateProject, EndTransfer, UnarchiveProject,
    get_transfer,
};
use crate::components::{Confirm, Note, Post, PostForm, load, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Links to the lists of projects.
#[component]
pub(super) fn Filter() -> impl IntoView {
    let t = texts_now();
    view! {
        <nav class="row" aria-label=t.life.filter>
            <A href="/" exact=true attr:class="button quiet">{t.life.active}</A>
            <A href="/?filter=archived" exact=true attr:class="button quiet">{t.life.archived}</A>
            <A href="/bin" attr:class="button quiet">{t.life.bin}</A>
        </nav>
    }
    .erased()
}

/// What everybody must know of the project before they work in it: it is archived, or offered to somebody.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let state = use_project();
    let (accept, end) = (Post::to::<AcceptTransfer>(), Post::to::<EndTransfer>());
    let offer = Loaded::new(
        move || (state.id(), accept.version().get(), end.version().get()),
        |(id, ..)| async move { Ok((get_transfer(id).await?, who_am_i().await?.user.id)) },
    );
    let unarchive = Post::to::<UnarchiveProject>();
    Effect::new(move || {
        if unarchive.version().get() > 0 {
            state.project.refetch();
        }
    });
    view! {
        {load(state.project, move |project| archived(project, unarchive))}
        <Note failure=accept.failure()/>
        <Note failure=end.failure()/>
        {load(offer, move |(offer, me)| match offer {
            Some(offer) => offered(state.id.get_untracked().ok().map(|id| id.to_string()), &offer, offer.to.id == me, accept, end),
            None => ().erased(),
        })}
    }
    .erased()
}

fn archived(project: Project, unarchive: Post) -> AnyView {
    let t = texts_now();
    if project.archived_at.is_none() {
        return ().erased();
    }
    let owner = project.role == ProjectRole::Owner;
    view! {
        <section class="card warning" aria-label=t.life.archived>
            <p>{t.life.archived_text}</p>
            <Note failure=unarchive.failure()/>
            {owner.then(|| view! {
                <PostForm action=unarchive>
                    <input type="hidden" name="project" value=project.id.to_string()/>
                    <button type="submit" class="button" disabled=unarchive.pending()>{t.life.unarchive}</button>
                </PostForm>
            })}
        </section>
    }
    .erased()
}

fn offered(project: Option<String>, offer: &Transfer, mine: bool, accept: Post, end: Post) -> AnyView {
    let t = texts_now();
    let text = fill(t.sharing.offered, &[("from", &offer.from.name), ("to", &offer.to.name)]);
    let Some(project) = project else { return ().erased() };
    let id = project.clone();
    view! {
        <section class="card info" aria-label=t.sharing.offer>
            <p>{text}</p>
            {mine.then(|| view! {
                <div class="row">
                    <PostForm action=accept>
                        <input type="hidden" name="project" value=project/>
                        <button type="submit" class="button primary">{t.sharing.accept}</button>
                    </PostForm>
                    <PostForm action=end>
                        <input type="hidden" name="project" value=id/>
                        <button type="submit" class="button">{t.sharing.decline}</button>
                    </PostForm>
                </div>
            })}
        </section>
    }
    .erased()
}

/// Makes another project from one.
#[component]
fn Duplicate(project: ProjectId) -> impl IntoView {
    let t = texts_now();
    let duplicate = Post::to::<DuplicateProject>();
    let failure = duplicate.failure();
    view! {
        <details class="fold">
            <summary class="button">{t.life.duplicate}</summary>
            <PostForm action=duplicate class="form card">
                <Note failure/>
                <p class="muted">{t.life.duplicate_text}</p>
                <input type="hidden" name="project" value=project.to_string()/>
                <div class="field">
                    <label for="duplicate-name">{t.life.duplicate_name}</label>
                    <input id="duplicate-name" name="name" required=true/>
                </div>
                <button type="submit" class="button primary" disabled=duplicate.pending()>{t.life.duplicate}</button>
            </PostForm>
        </details>
    }
    .erased()
}

/// Duplicates, archives or deletes a project, for its owners.
#[component]
pub(super) fn Ending(project: Project) -> impl IntoView {
    let t = texts_now();
    let (archive, delete) = (Post::to::<ArchiveProject>(), Post::to::<DeleteProject>());
    let state = use_project();
    Effect::new(move || {
        if archive.version().get() > 0 {
            state.project.refetch();
        }
    });
    let id = project.id;
    let archives = project.archived_at.is_none().then(|| {
        view! {
            <PostForm action=archive>
                <input type="hidden" name="project" value=id.to_string()/>
                <button type="submit" class="button" disabled=archive.pending()>{t.life.archive}</button>
            </PostForm>
        }
    });
    view! {
        <Duplicate project=id/>
        {archives}
        <Confirm id="delete-project" name=project.name text=t.life.to_bin label=t.project.danger undoable=true>
            <PostForm action=delete>
                <input type="hidden" name="project" value=id.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
        <Note failure=archive.failure()/>
        <Note failure=delete.failure()/>
    }
    .erased()
}
