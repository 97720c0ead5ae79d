//! Asking for consent in forms that make an account.

use almanac_domain::consent::{Purpose, PurposeText};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::{texts_now, words};
use crate::preferences::Locale;

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
