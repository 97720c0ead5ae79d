//! How a file is read: as detected, then corrected, with a preview that follows.

use almanac_domain::data::{Detection, ImportOptions, Upload};
use almanac_domain::{DatasetId, ProjectId, UploadId};
use leptos::prelude::*;

use super::options::{ColumnTable, Reading};
use crate::api::Failure;
use crate::api::dataset::{ImportDataset, ImportVersion};
use crate::api::upload::{DeleteUpload, detect_upload};
use crate::components::{Field, Note, Post, PostForm, failure_text};
use crate::erased::Erased;
use crate::format::{bytes, count, stamp};
use crate::i18n::{texts_now, words};

/// The form, which makes a data set or a version of `dataset`. Without JavaScript it imports the file as it was
/// detected.
#[component]
pub(crate) fn ImportForm(project: ProjectId, dataset: Option<DatasetId>, upload: Upload) -> impl IntoView {
    let (t, locale) = words();
    let id = upload.id;
    let found = upload.detection.clone();
    let options = RwSignal::new(found.options.clone());
    let preview = RwSignal::new(found.clone());
    let detect = Action::new(move |options: &ImportOptions| {
        let options = options.clone();
        async move { detect_upload(project, id, options).await }
    });
    // Changing an option asks the server again; the columns of the answer replace those of the form.
    let change = Callback::new(move |changed: ImportOptions| {
        options.set(changed.clone());
        detect.dispatch(changed);
    });
    let current = Memo::new(move |_| match detect.value().get() {
        Some(Ok(detection)) => detection,
        _ => preview.get(),
    });
    let columns = Memo::new(move |_| match detect.value().get() {
        Some(Ok(detection)) if !detect.pending().get() => detection.options,
        _ => options.get(),
    });
    let import = if dataset.is_some() { Post::to::<ImportVersion>() } else { Post::to::<ImportDataset>() };
    let failure = import.failure();
    let wrong = move || detect.value().get().and_then(Result::err).map(|failure| failure_text(&failure));
    let size = format!("{} · {}", upload.file_name, bytes(upload.size.max(0) as u64, locale));
    let width = Memo::new(move |_| count(columns.read().columns.len() as u64, locale));
    view! {
        <h2>{t.import.check}</h2>
        <p class="muted">{size}</p>
        <Notes detection=current/>
        <PostForm action=import class="form wide">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="upload" value=id.to_string()/>
            <input type="hidden" name="options" value=move || serde_json::to_string(&*columns.read()).unwrap_or_default()/>
            {about(dataset, &upload.file_name, failure)}
            <Reading options=columns change/>
            <h3>{t.import.columns} " " <span class="muted">{width}</span></h3>
            <ColumnTable options=columns change/>
            <div role="alert" class="note">{move || wrong().map(|text| view! { <p class="wrong">{text}</p> })}</div>
            <h3>{t.import.preview}</h3>
            <PreviewTable detection=current/>
            <div class="row">
                <button type="submit" class="button primary" disabled=import.pending()>{t.import.start}</button>
            </div>
        </PostForm>
        <Discard project upload=id/>
    }
    .erased()
}

/// What is said of the data: the name of a new data set, or note and labels of a version.
fn about(dataset: Option<DatasetId>, file_name: &str, failure: Signal<Option<Failure>>) -> AnyView {
    let t = &texts_now().import;
    let Some(dataset) = dataset else {
        let name = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        return view! { <Field label=t.name name="name" value=name failure/> }.erased();
    };
    view! {
        <input type="hidden" name="dataset" value=dataset.to_string()/>
        <Field label=t.note name="note" required=false failure/>
        <Field label=t.labels name="labels" hint=t.labels_hint required=false failure/>
    }
    .erased()
}

#[component]
fn Discard(project: ProjectId, upload: UploadId) -> impl IntoView {
    let t = texts_now();
    let discard = Post::to::<DeleteUpload>();
    view! {
        <PostForm action=discard>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="upload" value=upload.to_string()/>
            <button type="submit" class="button quiet danger">{t.import.discard}</button>
        </PostForm>
    }
    .erased()
}

#[component]
fn Notes(detection: Memo<Detection>) -> impl IntoView {
    let t = texts_now();
    let list = move || {
        let notes = detection.read().notes.clone();
        (!notes.is_empty()).then(|| {
            let notes = notes.into_iter().map(|note| view! { <li>{note.text}</li> }).collect_view();
            view! { <section class="card info" aria-label=t.import.notes><p>{t.import.notes}</p><ul>{notes}</ul></section> }
        })
    };
    view! { <div aria-live="polite">{list}</div> }.erased()
}

#[component]
fn PreviewTable(detection: Memo<Detection>) -> impl IntoView {
    let t = texts_now();
    let table = move || {
        let detection = detection.get();
        let columns = &detection.options.columns;
        let class = |i: usize| columns.get(i).is_some_and(|c| c.kind.is_numeric()).then_some("number");
        let head: Vec<_> = columns
            .iter()
            .enumerate()
            .map(|(i, column)| view! { <th scope="col" class=class(i)>{column.name.clone()}</th> })
            .collect();
        let rows: Vec<_> = detection
            .preview
            .iter()
            .take(20)
            .map(|row| {
                let cell = |(i, cell): (usize, &Option<String>)| {
                    let text = cell.as_deref().map_or("–".to_owned(), stamp);
                    view! { <td class=class(i)>{text}</td> }
                };
                view! { <tr>{row.iter().enumerate().map(cell).collect::<Vec<_>>()}</tr> }
            })
            .collect();
        view! { <table class="dense"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table> }
    };
    view! { <div class="scroll" tabindex="0" role="region" aria-label=t.import.preview>{table}</div> }
        .erased()
}
