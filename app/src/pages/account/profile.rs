//! The profile: name, picture, language, time zone, theme, address.

use almanac_domain::profile::{Locale, Profile, Theme, initials};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::profile::{
    ChangeEmail, DeleteAvatar, ProfileView, SendVerification, UpdateProfile, my_profile,
};
use crate::components::{Choice, Field, Head, Note, Post, PostForm, State, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    remove: Post,
    verify: Post,
    change: Post,
}

/// Shows and changes the profile.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let t = &texts_now().people;
    let forms = Forms {
        remove: Post::to::<DeleteAvatar>(),
        verify: Post::to::<SendVerification>(),
        change: Post::to::<ChangeEmail>(),
    };
    let update = Post::to::<UpdateProfile>();
    let list =
        Loaded::new(move || (forms.remove.version().get(), forms.verify.version().get()), |_| my_profile());
    view! {
        <Head title=texts_now().pages.profile note=t.profile_text/>
        <Note failure=update.failure()/>
        {load(list, move |mine: ProfileView| view! {
            {choices(&mine)}
            {picture(&mine.profile, forms)}
            {address(&mine.profile, forms)}
        }.erased())}
    }
    .erased()
}

/// A plain form, so that the page comes back whole in the new language and theme.
fn choices(mine: &ProfileView) -> AnyView {
    let t = texts_now();
    let chosen = &mine.profile.choices;
    let word = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    let locales = vec![word("", t.people.as_browser), word("en", "English"), word("de", "Deutsch")];
    let themes = vec![
        word(Theme::Auto.name(), t.g.theme_auto),
        word(Theme::Light.name(), t.g.theme_light),
        word(Theme::Dark.name(), t.g.theme_dark),
    ];
    let zones = mine.zones.iter().map(|zone| word(zone, zone));
    let zones = [word("", "UTC")].into_iter().chain(zones).collect::<Vec<_>>();
    let locale = chosen.locale.map(Locale::tag).unwrap_or_default();
    let theme = chosen.theme.map(Theme::name).unwrap_or_default();
    let zone = chosen.time_zone.clone().unwrap_or_default();
    view! {
        <form method="post" action=UpdateProfile::url() class="form card">
            <Field label=t.account.your_name name="name" autocomplete="name" value=mine.profile.user.name.clone()/>
            <Choice label=t.g.language id="locale" name="locale" options=locales chosen=locale/>
            <Choice label=t.people.time_zone id="time_zone" name="time_zone" options=zones chosen=zone/>
            <Choice label=t.g.theme id="theme" name="theme" options=themes chosen=theme/>
            <label class="check">
                <input type="checkbox" name="schema_mails" value="true" checked=!chosen.mute_schema_changes/>
                {t.people.schema_mails}
            </label>
            <button type="submit" class="button primary">{t.g.save}</button>
        </form>
    }
    .erased()
}

fn picture(profile: &Profile, forms: Forms) -> AnyView {
    let t = &texts_now().people;
    let shown = match profile.avatar_changed_at {
        Some(at) => {
            let address = format!("{}?{}", paths::avatar(profile.user.id), at.timestamp_micros());
            view! { <img class="avatar" src=address alt=t.picture width="64" height="64"/> }.erased()
        }
        None => {
            view! { <span class="avatar" aria-hidden="true">{initials(&profile.user.name)}</span> }.erased()
        }
    };
    let remove = profile.avatar_changed_at.map(|_| {
        view! {
            <PostForm action=forms.remove>
                <button type="submit" class="button quiet danger">{t.picture_remove}</button>
            </PostForm>
        }
    });
    view! {
        <section class="form card" aria-labelledby="picture-title">
            <h2 id="picture-title">{t.picture}</h2>
            <p role="alert" class="wrong"></p>
            <Note failure=forms.remove.failure()/>
            <div class="row">
                {shown}
                <input
                    type="file" accept="image/png,image/jpeg,image/webp" class="scripted"
                    aria-label=t.picture aria-describedby="picture-note"
                    data-put=paths::MY_AVATAR data-failed=t.picture_failed
                />
                {remove}
            </div>
            <p id="picture-note" class="hint">{t.picture_hint}</p>
        </section>
    }
    .erased()
}

fn address(profile: &Profile, forms: Forms) -> AnyView {
    let t = &texts_now().people;
    let proved = profile.user.email_verified_at.is_some();
    let state = if proved {
        view! { <State kind="good" text=t.confirmed/> }
    } else {
        view! { <State kind="bad" text=t.unconfirmed/> }
    };
    let rest = match (profile.sends_mail, proved) {
        (false, _) => view! { <p class="muted">{t.no_mail}</p> }.erased(),
        (true, true) => change_form(forms.change),
        (true, false) => view! {
            <Note failure=forms.verify.failure()/>
            <PostForm action=forms.verify>
                <button type="submit" class="button">{t.send_verification}</button>
            </PostForm>
            {change_form(forms.change)}
        }
        .erased(),
    };
    view! {
        <section class="form card" aria-labelledby="email-title">
            <h2 id="email-title">{t.email}</h2>
            <p>{profile.user.email.clone()} " " {state}</p>
            {rest}
        </section>
    }
    .erased()
}

fn change_form(action: Post) -> AnyView {
    let t = &texts_now().people;
    let failure = action.failure();
    view! {
        <PostForm action class="form">
            <Note failure/>
            <Field label=t.new_email name="email" kind="email" autocomplete="email" hint=t.change_email_text failure/>
            <button type="submit" class="button" disabled=action.pending()>{t.change_email}</button>
        </PostForm>
    }
    .erased()
}
