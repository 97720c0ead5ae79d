//! Asking for consent: boxes for forms that make an account, and a reminder for who was not asked yet.

use almanac_domain::consent::{Purpose, PurposeText};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use crate::api::consent::consent_pending;
use crate::erased::Erased;
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::preferences::Locale;

const PRIVACY: &str = "/account/privacy";

/// The text of a purpose in the language of the page.
pub(crate) fn purpose_text(purpose: Purpose) -> PurposeText {
    match words().1 {
        Locale::En => purpose.english(),
        Locale::De => purpose.german(),
    }
}

/// A box for each purpose that a person may agree to, none of them ticked. The form sends `consents`, a list of
/// purposes.
#[component]
pub(crate) fn ConsentBoxes() -> impl IntoView {
    let t = &texts_now().consent;
    let necessary = purpose_text(Purpose::Necessary);
    let boxes = Purpose::optional()
        .enumerate()
        .map(|(i, purpose)| {
            let text = purpose_text(purpose);
            let id = format!("consent-{}", purpose.name());
            let described = format!("{id}-text");
            view! {
                <div>
                    <label class="check" for=id.clone()>
                        <input
                            id=id.clone()
                            type="checkbox"
                            name=format!("consents[{i}]")
                            value=purpose.name()
                            aria-describedby=described.clone()
                        />
                        <span>{text.title}</span>
                    </label>
                    <p id=described class="hint">{text.text}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="form">
            <legend>{t.boxes}</legend>
            <p class="hint">{necessary.text} " " {t.boxes_text}</p>
            {boxes}
        </fieldset>
    }
    .erased()
}

/// A line above the page for who has not decided about a purpose, or about its new text.
#[component]
pub(crate) fn ConsentReminder() -> impl IntoView {
    let t = &texts_now().consent;
    let path = use_location().pathname;
    // Asked again after the page on which it is decided.
    let there = Memo::new(move |_| path.get() == PRIVACY);
    let pending = Loaded::new(
        move || there.get(),
        |there| async move { if there { Ok(false) } else { consent_pending().await } },
    );
    let reminder = move || {
        Suspend::new(async move {
            let asked = pending.await.unwrap_or(false);
            asked
                .then(|| {
                    view! {
                        <p class="reminder" role="status">
                            {t.reminder} " " <A href=PRIVACY>{t.reminder_link}</A>
                        </p>
                    }
                })
                .erased()
        })
    };
    view! { <Transition>{reminder}</Transition> }.erased()
}
