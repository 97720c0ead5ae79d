//! The pages of links in mails, and of those who have lost their password: nobody needs to be signed in.

mod forgot;
mod invitation;
mod join;
mod reset;
mod verify;

pub(crate) use forgot::ForgotPage;
pub(crate) use invitation::InvitationPage;
pub(crate) use join::JoinPage;
pub(crate) use reset::ResetPage;
pub(crate) use verify::VerifyPage;

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::components::{Head, PreferencesMenu};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The secret at the end of the address.
fn token() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("token").unwrap_or_default().to_owned())
}

/// The frame of these pages.
fn door(page: AnyView) -> AnyView {
    view! {
        <main id="main" class="door">
            {page}
            <footer class="row"><PreferencesMenu/></footer>
        </main>
    }
    .erased()
}

/// What is shown for a link that works no more.
fn gone() -> AnyView {
    let t = texts_now();
    view! {
        <Head title=t.people.link_gone note=t.people.link_gone_text/>
        <A href="/sign-in" attr:class="button primary">{t.g.sign_in}</A>
    }
    .erased()
}
