//! The sign-in page.

use almanac_domain::ErrorCode;
use leptos::prelude::*;
use leptos_router::components::A;

use super::single_sign_on::SingleSignOn;
use crate::api::account::SignIn;
use crate::components::{
    Field, Head, Note, PasskeyButton, PasskeyUse, Post, PostForm, PreferencesMenu, query_param,
};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Signs in with a password or a passkey, then goes to `?next=`.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let t = texts_now();
    let asked = query_param::<String>("next");
    let next = Signal::derive(move || asked.get().unwrap_or_else(|| "/".to_owned()));
    let action = Post::to::<SignIn>();
    let failure = action.failure();
    // "Not signed in" is the answer to a wrong password; every other failure speaks for itself.
    let wrong = move || failure.get().is_some_and(|f| f.0.code == ErrorCode::Unauthenticated);
    // Who may not sign in this way is told of the other one.
    let elsewhere = move || failure.get().is_some_and(|f| f.0.code == ErrorCode::Forbidden);
    let other = Signal::derive(move || failure.get().filter(|_| !wrong() && !elsewhere()));
    view! {
        <main id="main" class="door">
            <Head title=t.g.sign_in/>
            <PostForm action class="form card">
                <Note failure=other/>
                <div role="alert" class="note">
                    {move || wrong().then(|| view! { <p class="wrong">{t.account.wrong_password}</p> })}
                    {move || elsewhere().then(|| view! { <p class="wrong">{t.sso.needed}</p> })}
                </div>
                <input type="hidden" name="next" value=next/>
                <Field label=t.account.email name="email" kind="email" autocomplete="username" failure=other autofocus=true/>
                <Field label=t.account.password name="password" kind="password" autocomplete="current-password" failure=other/>
                <button type="submit" class="button primary" disabled=action.pending()>{t.g.sign_in}</button>
            </PostForm>
            <PasskeyButton what=PasskeyUse::SignIn next label=t.factor.passkey_sign_in/>
            <p class="row"><A href="/forgot">{t.people.forgot}</A> <A href="/join">{t.people.join}</A></p>
            <SingleSignOn next/>
            <footer class="row"><PreferencesMenu/></footer>
        </main>
    }
    .erased()
}
