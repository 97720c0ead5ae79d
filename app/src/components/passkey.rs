//! A button that asks for a passkey: the element `<almanac-passkey>` of `public/passkeys.js`, which is loaded
//! by pages that have one. Without JavaScript it is not there.

use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// What the passkey is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasskeyUse {
    /// Register a new one.
    Register,
    /// Sign in without a name.
    SignIn,
    /// Be the second factor after the password.
    SecondFactor,
    /// Prove again who somebody is.
    Confirm,
}

impl PasskeyUse {
    /// Its name in the REST interface.
    fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::SecondFactor => "second_factor",
            Self::Confirm => "confirm",
        }
    }
}

/// The button; after success the browser goes to `next`.
#[component]
pub(crate) fn PasskeyButton(
    what: PasskeyUse,
    #[prop(into)] next: Signal<String>,
    label: &'static str,
) -> impl IntoView {
    let t = texts_now();
    let name = (what == PasskeyUse::Register).then(|| {
        view! {
            <div class="field">
                <label for="passkey-name">{t.factor.passkey_name}</label>
                <input id="passkey-name" type="text" maxlength="200" required/>
            </div>
        }
    });
    let inside = view! {
        {name}
        <button type="button" class="button">{label}</button>
        <p role="alert" class="wrong hint"></p>
    };
    leptos::html::custom("almanac-passkey")
        .attr("class", "form")
        .attr("data-purpose", what.name())
        .attr("data-next", move || next.get())
        .attr("data-failed", t.factor.passkey_failed)
        .child(inside)
        .erased()
}
