//! A line above the page for who was not asked yet about the use of their data, or not about its new text.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::api::consent::consent_pending;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Where it is decided.
const PRIVACY: &str = "/account/privacy";

/// Reminds of a decision that is open, but not where it is made.
#[component]
pub(crate) fn ConsentReminder() -> impl IntoView {
    let t = texts_now();
    let there = use_location().pathname.get_untracked() == PRIVACY;
    let pending =
        Loaded::new(|| (), move |()| async move { if there { Ok(false) } else { consent_pending().await } });
    let reminder = move || {
        Suspend::new(async move {
            let asked = pending.await.unwrap_or(false);
            asked
                .then(|| {
                    view! {
                        <p class="reminder" role="status">
                            {t.g.consent_reminder} " " <a href=PRIVACY rel="external">{t.g.consent_decide}</a>
                        </p>
                    }
                })
                .erased()
        })
    };
    view! { <Transition>{reminder}</Transition> }.erased()
}
