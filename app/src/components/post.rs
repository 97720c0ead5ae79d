//! Forms that call a server function. Without JavaScript the browser sends them and follows the answer; with
//! it they are sent in the background, in the same shape.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;

use crate::api::Failure;
use crate::erased::Erased;

/// What a form does, and how that went.
#[derive(Clone, Copy)]
pub(crate) struct Post {
    address: &'static str,
    sending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    answered: RwSignal<usize>,
}

impl Post {
    /// Sends the form to the server function `S`.
    pub fn to<S: ServerFn<Error = Failure>>() -> Self {
        Self::at(S::PATH, S::url())
    }

    fn at(path: &str, address: &'static str) -> Self {
        // Without JavaScript the failure of the last try comes back in the address of the page.
        let error = use_context::<ServerActionError>().filter(|error| error.path() == path);
        let failure = error.map(|error| ServerFnUrlError::<Failure>::decode_err(error.err()));
        Self {
            address,
            sending: RwSignal::new(false),
            failure: RwSignal::new(failure),
            answered: RwSignal::new(0),
        }
    }

    /// Where the form is sent: for a second button in the form of another action.
    #[cfg(feature = "ssr")]
    pub fn address(self) -> &'static str {
        self.address
    }

    /// Whether the form is under way.
    pub fn pending(self) -> Signal<bool> {
        self.sending.into()
    }

    /// Why the last try failed, if it did.
    pub fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// How many tries were answered.
    pub fn version(self) -> Signal<usize> {
        self.answered.into()
    }

    #[cfg(not(feature = "ssr"))]
    fn submit(self, event: &web_sys::SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let Some(body) = browser::body(event) else { return };
        self.sending.set(true);
        leptos::task::spawn_local(async move {
            let outcome = browser::send(self.address, &body).await;
            // The page may have gone meanwhile, with its signals.
            self.failure.try_set(outcome.err());
            self.answered.try_update(|answered| *answered += 1);
            self.sending.try_set(false);
        });
    }
}

/// A form for `action`.
#[component]
pub(crate) fn PostForm(
    action: Post,
    #[prop(default = "")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let submit = move |event: web_sys::SubmitEvent| {
        #[cfg(not(feature = "ssr"))]
        action.submit(&event);
        #[cfg(feature = "ssr")]
        drop(event);
    };
    view! {
        <form action=action.address method="post" class=class on:submit=submit>
            {children()}
        </form>
    }
    .erased()
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::window;
    use leptos::server_fn::error::FromServerFnError;
    use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, SubmitEvent, UrlSearchParams};

    use crate::api::Failure;

    /// What the browser would send by itself; our buttons have no values.
    pub fn body(event: &SubmitEvent) -> Option<UrlSearchParams> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        UrlSearchParams::new_with_str_sequence_sequence(&data).ok()
    }

    /// Sends it, and goes where the answer says.
    pub async fn send(address: &str, body: &UrlSearchParams) -> Result<(), Failure> {
        let answer = ask(address, body).await.map_err(|error| Failure::internal(format!("{error:?}")))?;
        let status = answer.status();
        if status >= 400 {
            let text = match answer.text() {
                Ok(text) => JsFuture::from(text).await,
                Err(error) => Err(error),
            };
            let text = text.ok().and_then(|text| text.as_string()).unwrap_or_default();
            return Err(Failure::de(text.into_bytes().into()));
        }
        let moved = (300..400).contains(&status) || answer.headers().has(REDIRECT_HEADER).unwrap_or_default();
        if let (true, Ok(Some(place))) = (moved, answer.headers().get("location")) {
            call_redirect_hook(&place);
        }
        Ok(())
    }

    async fn ask(address: &str, body: &UrlSearchParams) -> Result<Response, JsValue> {
        let headers = Headers::new()?;
        // Not a page: the server then answers with JSON instead of sending the browser somewhere.
        headers.set("accept", "application/json")?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_headers(&headers);
        // The browser names the type of the content.
        request.set_body(body);
        JsFuture::from(window().fetch_with_str_and_init(address, &request)).await?.dyn_into()
    }
}
