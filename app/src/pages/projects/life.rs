//! The life of a project: which are listed, archiving, and the offer to take one over.

use almanac_domain::ProjectRole;
use almanac_domain::project::{Project, Transfer};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::account::who_am_i;
use crate::api::project::{AcceptTransfer, EndTransfer, UnarchiveProject, get_transfer};
use crate::components::{Note, Post, PostForm, load, use_project};
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
            <a href="/bin" rel="external" class="button quiet">{t.pages.bin}</a>
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
    let text = fill(t.life.offered, &[("from", &offer.from.name), ("to", &offer.to.name)]);
    let Some(project) = project else { return ().erased() };
    let id = project.clone();
    view! {
        <section class="card info" aria-label=t.life.offer>
            <p>{text}</p>
            {mine.then(|| view! {
                <div class="row">
                    <PostForm action=accept>
                        <input type="hidden" name="project" value=project/>
                        <button type="submit" class="button primary">{t.life.accept}</button>
                    </PostForm>
                    <PostForm action=end>
                        <input type="hidden" name="project" value=id/>
                        <button type="submit" class="button">{t.life.decline}</button>
                    </PostForm>
                </div>
            })}
        </section>
    }
    .erased()
}
