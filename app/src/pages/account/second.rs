//! The second step of a sign-in.

use almanac_domain::ErrorCode;
use almanac_domain::factor::SecondFactor;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::account::{SignInSecond, pending_factors};
use crate::components::{
    Field, Head, Note, PasskeyButton, PasskeyUse, Post, PostForm, PreferencesMenu, load, query_param,
};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Asks for a code or a passkey, then goes to `?next=`.
#[component]
pub(crate) fn SecondPage() -> impl IntoView {
    let factors = Loaded::new(|| (), |()| pending_factors());
    let asked = query_param::<String>("next");
    let next = Signal::derive(move || asked.get().unwrap_or_else(|| "/".to_owned()));
    let action = Post::to::<SignInSecond>();
    view! {
        <main id="main" class="door">
            {load(factors, move |factors| if factors.is_empty() { gone() } else { form(factors, next, action) })}
            <footer class="row"><PreferencesMenu/></footer>
        </main>
    }
    .erased()
}

fn form(factors: Vec<SecondFactor>, next: Signal<String>, action: Post) -> AnyView {
    let t = texts_now();
    let failure = action.failure();
    // "Not signed in" is the answer to a wrong code; every other failure speaks for itself.
    let wrong = move || failure.get().is_some_and(|f| f.0.code == ErrorCode::Unauthenticated);
    let other = Signal::derive(move || failure.get().filter(|_| !wrong()));
    let codes = factors.iter().any(|factor| *factor != SecondFactor::Passkey);
    let passkey = factors.contains(&SecondFactor::Passkey);
    view! {
        <Head title=t.factor.second_title note=t.factor.second_text/>
        {codes.then(|| view! {
            <PostForm action class="form card">
                <Note failure=other/>
                <div role="alert" class="note">
                    {move || wrong().then(|| view! { <p class="wrong">{t.factor.second_wrong}</p> })}
                </div>
                <input type="hidden" name="next" value=next/>
                <Field label=t.factor.second_code name="code" autocomplete="one-time-code" failure=other autofocus=true/>
                <button type="submit" class="button primary" disabled=action.pending()>{t.g.sign_in}</button>
            </PostForm>
        })}
        {passkey.then(|| view! { <PasskeyButton what=PasskeyUse::SecondFactor next label=t.factor.passkey_use/> })}
        <p><A href="/sign-in">{t.factor.again}</A></p>
    }
    .erased()
}

fn gone() -> AnyView {
    let t = texts_now();
    view! {
        <Head title=t.factor.second_title note=t.factor.second_gone/>
        <A href="/sign-in" attr:class="button primary">{t.factor.again}</A>
    }
    .erased()
}
