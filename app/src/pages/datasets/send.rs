//! Sends a file to the server, with progress, and can be stopped. Browser only.

use almanac_domain::data::Upload;
use almanac_domain::{ApiError, DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, HtmlInputElement, ProgressEvent, XmlHttpRequest};

use super::new::Sending;
use crate::api::Failure;
use crate::components::failure_text;
use crate::i18n::texts_now;
use crate::paths;

type OnProgress = Closure<dyn FnMut(ProgressEvent)>;

/// Sends one file at a time.
#[derive(Clone, Copy)]
pub(super) struct Sender {
    project: ProjectId,
    state: RwSignal<Sending>,
    request: StoredValue<Option<(XmlHttpRequest, OnProgress, Vec<OnProgress>)>, LocalStorage>,
    arrived: Callback<Upload>,
}

impl Sender {
    /// What it sends becomes a data set, or a version of `into`.
    pub fn new(project: ProjectId, into: Option<DatasetId>, state: RwSignal<Sending>) -> Self {
        let navigate = use_navigate();
        let arrived = Callback::new(move |upload: Upload| {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&paths::import(project, upload.id, into), options);
        });
        let sender = Self { project, state, request: StoredValue::new_local(None), arrived };
        on_cleanup(move || {
            sender.request.try_with_value(|request| {
                if let Some((request, ..)) = request {
                    drop(request.abort());
                }
            });
        });
        sender
    }

    /// Takes the file that was chosen.
    pub fn chosen(self, event: &leptos::ev::Event) {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input.and_then(|input| input.files()?.get(0)) {
            self.send(&file);
        }
    }

    /// Takes the file that was dropped.
    pub fn dropped(self, event: &leptos::ev::DragEvent) {
        if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
            self.send(&file);
        }
    }

    /// Stops.
    pub fn cancel(self) {
        self.request.with_value(|request| {
            if let Some((request, ..)) = request {
                // Fails only if there is nothing to stop.
                drop(request.abort());
            }
        });
    }

    fn send(self, file: &File) {
        if self.begin(file).is_err() {
            self.state.set(Sending::Stopped(texts_now().import.broken.to_owned()));
        }
    }

    fn begin(self, file: &File) -> Result<(), wasm_bindgen::JsValue> {
        let name = file.name();
        let encoded = String::from(js_sys::encode_uri_component(&name));
        let request = XmlHttpRequest::new()?;
        request.open("POST", &paths::rest(self.project, &format!("uploads?file_name={encoded}")))?;
        request.set_request_header("content-type", "application/octet-stream")?;
        let state = self.state;
        state.set(Sending::Sent { name: name.clone(), bytes: 0.0, of: file.size() });
        let progress = OnProgress::new(move |event: ProgressEvent| {
            let (bytes, of) = (event.loaded(), event.total());
            let all = bytes >= of;
            state.set(if all { Sending::Looking } else { Sending::Sent { name: name.clone(), bytes, of } });
        });
        request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        let (ended, answer) = (self, request.clone());
        let load = OnProgress::new(move |_| ended.answered(&answer));
        let error = OnProgress::new(move |_| {
            state.set(Sending::Stopped(texts_now().import.broken.to_owned()));
        });
        let abort = OnProgress::new(move |_| {
            state.set(Sending::Stopped(texts_now().import.stopped.to_owned()));
        });
        request.set_onload(Some(load.as_ref().unchecked_ref()));
        request.set_onerror(Some(error.as_ref().unchecked_ref()));
        request.set_onabort(Some(abort.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(file))?;
        self.request.set_value(Some((request, progress, vec![load, error, abort])));
        Ok(())
    }

    fn answered(self, request: &XmlHttpRequest) {
        let text = request.response_text().ok().flatten().unwrap_or_default();
        let ok = request.status().is_ok_and(|status| (200..300).contains(&status));
        match serde_json::from_str::<Upload>(&text) {
            Ok(upload) if ok => self.arrived.run(upload),
            _ => {
                let why = serde_json::from_str::<ApiError>(&text)
                    .map_or_else(|_| texts_now().errors.internal.to_owned(), |e| failure_text(&Failure(e)));
                self.state.set(Sending::Stopped(why));
            }
        }
    }
}
