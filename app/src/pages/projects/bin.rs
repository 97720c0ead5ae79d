//! The bin: deleted projects, to take them back.

use almanac_domain::project::DeletedProject;
use leptos::prelude::*;

use super::life::Filter;
use crate::api::project::{RestoreProject, list_bin};
use crate::components::{Empty, Head, Note, Post, PostForm, Time, load};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists deleted projects and restores them.
#[component]
pub(crate) fn BinPage() -> impl IntoView {
    let t = texts_now();
    let restore = Post::to::<RestoreProject>();
    let list = Loaded::new(move || restore.version().get(), |_| list_bin());
    view! {
        <main id="main" class="single">
            <Head title=t.pages.bin note=t.ending.bin_text/>
            <Filter/>
            <Note failure=restore.failure()/>
            {load(list, move |deleted| table(deleted, restore))}
        </main>
    }
    .erased()
}

fn table(deleted: Vec<DeletedProject>, restore: Post) -> AnyView {
    let t = texts_now();
    if deleted.is_empty() {
        return view! { <Empty title=t.ending.bin_empty_title text=t.ending.bin_empty_text/> }.erased();
    }
    let rows = deleted
        .into_iter()
        .map(|project| {
            let spoken = fill(t.ending.restore_named, &[("name", &project.name)]);
            view! {
                <tr>
                    <th scope="row">{project.name}</th>
                    <td><Time at=project.deleted_at/></td>
                    <td><Time at=project.removed_at/></td>
                    <td>
                        <PostForm action=restore>
                            <input type="hidden" name="project" value=project.id.to_string()/>
                            <button type="submit" class="button quiet" aria-label=spoken>{t.ending.restore}</button>
                        </PostForm>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.bin>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.ending.deleted}</th>
                    <th scope="col">{t.ending.removed}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
