//! The page of an invitation.

use almanac_domain::invitation::{Offer, Visitor};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{door, gone, token};
use crate::api::invitation::{AcceptInvitation, look_at_invitation};
use crate::components::{ConsentBoxes, Field, Head, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::organization::role_name;

/// Shows what is offered, and accepts it.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    let token = token();
    let accept = Post::to::<AcceptInvitation>();
    let offer = Loaded::new(move || token.get(), look_at_invitation);
    let shown = move |offer: Option<Offer>| match offer {
        Some(offer) => page(token.get_untracked(), offer, accept),
        None => gone(),
    };
    door(load(offer, shown))
}

fn page(token: String, offer: Offer, accept: Post) -> AnyView {
    let t = &texts_now().people;
    let title = fill(t.offer_title, &[("organization", &offer.organization)]);
    let text = if offer.invited_by.is_empty() { t.offer_asked } else { t.offer_text };
    let note =
        fill(text, &[("by", &offer.invited_by), ("email", &offer.email), ("role", role_name(offer.role))]);
    let next = match offer.visitor {
        Visitor::New => newcomer(token, &offer, accept),
        Visitor::Invited => one_click(token, accept),
        Visitor::Known => sign_in(&token),
        Visitor::SomebodyElse => somebody_else(),
    };
    view! { <Head title note/> {next} }.erased()
}

fn newcomer(token: String, offer: &Offer, action: Post) -> AnyView {
    let t = texts_now();
    let failure = action.failure();
    let (email, called) = (offer.email.clone(), offer.name.clone());
    view! {
        <PostForm action class="form card">
            <Note failure/>
            <input type="hidden" name="token" value=token/>
            <input type="hidden" autocomplete="username" value=email/>
            <Field label=t.account.your_name name="name" autocomplete="name" value=called failure autofocus=true/>
            <Field label=t.account.password name="password" kind="password" autocomplete="new-password" hint=t.account.password_hint failure/>
            <ConsentBoxes/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.people.accept_new}</button>
        </PostForm>
    }
    .erased()
}

fn one_click(token: String, action: Post) -> AnyView {
    view! {
        <PostForm action class="form card">
            <Note failure=action.failure()/>
            <input type="hidden" name="token" value=token/>
            <button type="submit" class="button primary" disabled=action.pending()>{texts_now().people.accept}</button>
        </PostForm>
    }
    .erased()
}

fn sign_in(token: &str) -> AnyView {
    let t = texts_now();
    let place = format!("/sign-in?next=/invitation/{token}");
    view! {
        <p>{t.people.known}</p>
        <A href=place attr:class="button primary">{t.g.sign_in}</A>
    }
    .erased()
}

fn somebody_else() -> AnyView {
    let t = texts_now();
    view! {
        <p>{t.people.somebody_else}</p>
        <form action="/auth/sign-out" method="post">
            <button type="submit" class="button">{t.g.sign_out}</button>
        </form>
    }
    .erased()
}
