//! The form that renames a folder of saved queries, `?folder=`.

use almanac_domain::ProjectId;
use almanac_domain::saved::QueryFolder;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::Failure;
use crate::api::query::{RenameQueryFolder, query_folders};
use crate::components::{Head, Note, Post, PostForm, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Renames a folder.
#[component]
pub(crate) fn RenameFolderPage() -> impl IntoView {
    let project = use_project();
    let folder = query_param::<String>("folder").get_untracked().unwrap_or_default();
    let save = Post::to::<RenameQueryFolder>();
    let found = Loaded::new(move || project.id(), query_folders);
    load(found, move |folders| form(project.id(), &folder, folders, save))
}

fn form(project: ProjectId, folder: &str, folders: Vec<QueryFolder>, save: Post) -> AnyView {
    let t = texts_now();
    let failure = save.failure();
    let (from, back) = (folder.to_owned(), paths::query_folder(project, folder));
    let field = folder_field(t.place.new_path, "to", folder, folders, true, failure);
    view! {
        <Head title=fill(t.place.rename_folder, &[("name", folder)]) note=t.place.rename_note/>
        <PostForm action=save class="form card">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="from" value=from/>
            {field}
            <div class="row">
                <button type="submit" class="button primary">{t.g.rename}</button>
                <A href=back attr:class="button quiet">{t.g.cancel}</A>
            </div>
        </PostForm>
    }
    .erased()
}

/// A field for a folder that offers those that are there.
pub(super) fn folder_field(
    label: &'static str,
    name: &'static str,
    value: &str,
    folders: Vec<QueryFolder>,
    required: bool,
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let t = &texts_now().place;
    let error = failure.get_untracked().and_then(|failure| failure.of_field(name));
    let (invalid, wrong) = (error.is_some().then_some("true"), error.is_some());
    let hint = if required { t.path_hint } else { t.none_hint };
    let options: Vec<_> = folders
        .into_iter()
        .filter(|folder| !folder.path.is_empty())
        .map(|folder| view! { <option value=folder.path></option> })
        .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name name=name list="folders" autocomplete="off" maxlength="304" required=required
                value=value.to_owned() aria-describedby="folder-note" aria-invalid=invalid
            />
            <datalist id="folders">{options}</datalist>
            <p id="folder-note" class="hint" class:wrong=wrong>{error.unwrap_or_else(|| hint.to_owned())}</p>
        </div>
    }
    .erased()
}
