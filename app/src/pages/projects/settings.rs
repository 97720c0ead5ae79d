//! The settings of a project: its name, and how it is copied, archived and deleted.

use almanac_domain::project::Project;
use almanac_domain::{ProjectId, ProjectRole};
use leptos::prelude::*;

use super::life::Notices;
use crate::api::project::{ArchiveProject, DeleteProject, DuplicateProject, UpdateProject};
use crate::components::{Confirm, Field, Head, Note, Post, PostForm, load, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// What owners change; others see what the project is.
#[component]
pub(crate) fn ProjectSettingsPage() -> impl IntoView {
    let t = texts_now();
    let state = use_project();
    view! {
        <Head title=t.pages.settings/>
        <Notices/>
        {load(state.project, parts)}
    }
    .erased()
}

fn parts(project: Project) -> AnyView {
    let t = texts_now();
    let owner = project.role == ProjectRole::Owner;
    let active = project.archived_at.is_none();
    let id = project.id;
    view! {
        {(!owner).then(|| view! { <p class="muted">{t.ending.of_owners}</p> })}
        {(owner && active).then(|| description(&project))}
        {owner.then(|| duplicate(id))}
        {(owner && active).then(|| archive(id))}
        {owner.then(|| delete(project.clone()))}
    }
    .erased()
}

fn description(project: &Project) -> AnyView {
    let t = texts_now();
    let update = Post::to::<UpdateProject>();
    let failure = update.failure();
    let (id, name, description) = (project.id, project.name.clone(), project.description.clone());
    view! {
        <section class="part">
            <h2>{t.project.description}</h2>
            <PostForm action=update class="form card">
                <Note failure/>
                <input type="hidden" name="project" value=id.to_string()/>
                <Field label=t.g.name name="name" value=name failure/>
                <Field label=t.project.description name="description" value=description required=false failure/>
                <button type="submit" class="button primary">{t.g.save}</button>
            </PostForm>
        </section>
    }
    .erased()
}

fn duplicate(project: ProjectId) -> AnyView {
    let t = texts_now();
    let duplicate = Post::to::<DuplicateProject>();
    let failure = duplicate.failure();
    view! {
        <section class="part">
            <h2>{t.ending.duplicate}</h2>
            <p class="muted">{t.ending.duplicate_text}</p>
            <PostForm action=duplicate class="form card">
                <Note failure/>
                <input type="hidden" name="project" value=project.to_string()/>
                <div class="field">
                    <label for="duplicate-name">{t.ending.duplicate_name}</label>
                    <input id="duplicate-name" name="name" required=true/>
                </div>
                <button type="submit" class="button">{t.ending.duplicate}</button>
            </PostForm>
        </section>
    }
    .erased()
}

fn archive(project: ProjectId) -> AnyView {
    let t = texts_now();
    let archive = Post::to::<ArchiveProject>();
    view! {
        <section class="part">
            <h2>{t.ending.archive}</h2>
            <p class="muted">{t.ending.archive_text}</p>
            <Note failure=archive.failure()/>
            <PostForm action=archive>
                <input type="hidden" name="project" value=project.to_string()/>
                <button type="submit" class="button">{t.ending.archive}</button>
            </PostForm>
        </section>
    }
    .erased()
}

fn delete(project: Project) -> AnyView {
    let t = texts_now();
    let delete = Post::to::<DeleteProject>();
    view! {
        <section class="part">
            <h2>{t.ending.danger}</h2>
            <p class="muted">{t.ending.to_bin}</p>
            <Note failure=delete.failure()/>
            <Confirm id="delete-project" name=project.name text=t.ending.to_bin label=t.ending.danger undoable=true>
                <PostForm action=delete>
                    <input type="hidden" name="project" value=project.id.to_string()/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
        </section>
    }
    .erased()
}
