//! Upload, then import.

use almanac_domain::data::Dataset;
use almanac_domain::{DatasetId, ProjectId, UploadId};
use leptos::prelude::*;

use super::import::ImportForm;
use crate::api::dataset::get_dataset;
use crate::api::upload::get_upload;
use crate::components::{Head, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{bytes, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;

/// Sends a file; when it is there (`?upload=`), asks how it is read. It becomes a data set, or a new version of the
/// one in `?into=`.
#[component]
pub(crate) fn NewDatasetPage() -> impl IntoView {
    let project = use_project();
    let upload = query_param::<UploadId>("upload");
    let into = query_param::<DatasetId>("into");
    let content = move || {
        let (project, upload) = (project.id(), upload.get());
        match into.get() {
            None => page(project, upload, None),
            Some(into) => {
                let found = Loaded::new(|| (), move |()| get_dataset(project, into));
                load(found, move |found| page(project, upload, Some(found.dataset)))
            }
        }
    };
    view! { {content} }.erased()
}

fn page(project: ProjectId, upload: Option<UploadId>, into: Option<Dataset>) -> AnyView {
    let t = texts_now();
    let (title, note) = match &into {
        None => (t.import.title, String::new()),
        Some(dataset) => (t.data.new_version, fill(t.import.into, &[("name", &dataset.name)])),
    };
    let dataset = into.map(|dataset| dataset.id);
    let content = match upload {
        None => view! { <Drop project dataset/> }.erased(),
        Some(upload) => {
            let upload = Loaded::new(|| (), move |()| get_upload(project, upload));
            load(upload, move |upload| view! { <ImportForm project dataset upload/> }.erased())
        }
    };
    view! {
        <Head title note/>
        {content}
    }
    .erased()
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "only browsers send files"))]
pub(super) enum Sending {
    /// Nothing is on its way.
    Idle,
    /// Bytes are on their way.
    Sent { name: String, bytes: f64, of: f64 },
    /// All bytes are there, the server looks at them.
    Looking,
    /// It was given up; why.
    Stopped(String),
}

/// Where a file is dropped or chosen.
#[component]
fn Drop(project: ProjectId, dataset: Option<DatasetId>) -> impl IntoView {
    let t = texts_now();
    let sending = RwSignal::new(Sending::Idle);
    let over = RwSignal::new(false);
    #[cfg(not(feature = "ssr"))]
    let sender = super::send::Sender::new(project, dataset, sending);
    #[cfg(not(feature = "ssr"))]
    let cancel = move |_| sender.cancel();
    #[cfg(not(feature = "ssr"))]
    let choose = move |event: leptos::ev::Event| sender.chosen(&event);
    #[cfg(not(feature = "ssr"))]
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        sender.dropped(&event);
    };
    #[cfg(feature = "ssr")]
    let (cancel, choose, dropped) = {
        let _ = (project, dataset);
        (|_| (), |_: leptos::ev::Event| (), |_: leptos::ev::DragEvent| ())
    };
    let busy = move || matches!(*sending.read(), Sending::Sent { .. } | Sending::Looking);
    let stopped = move || matches!(*sending.read(), Sending::Stopped(_));
    let text = move || said(&sending.read());
    let fraction = move || match *sending.read() {
        Sending::Sent { bytes, of, .. } if of > 0.0 => Some(bytes / of),
        _ => None,
    };
    view! {
        <section
            class="drop" class:over=over class:busy=busy aria-label=t.import.choose
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <p>{t.import.drop}</p>
            <label class="button primary" for="file">{t.import.choose}</label>
            <input id="file" class="hidden-input" type="file" accept=".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.json,.xlsx" on:change=choose disabled=busy/>
            <p class="muted small">{t.import.formats}</p>
            <Show when=busy>
                <progress max="1" value=fraction aria-label=t.g.progress></progress>
                <button type="button" class="button" on:click=cancel>{t.g.cancel}</button>
            </Show>
            <p role="status" class:wrong=stopped>{text}</p>
            <noscript class="wrong" inner_html=t.import.needs_script></noscript>
        </section>
    }
    .erased()
}

fn said(sending: &Sending) -> String {
    let (t, locale) = words();
    match sending {
        Sending::Idle => String::new(),
        Sending::Sent { name, bytes: sent, of } => {
            let (sent, all) = (bytes(*sent as u64, locale), bytes(*of as u64, locale));
            fill(t.import.sending, &[("name", name), ("sent", &sent), ("all", &all)])
        }
        Sending::Looking => t.import.looking.to_owned(),
        Sending::Stopped(why) => why.clone(),
    }
}
