//! The attributes of a member, which row rules compare with.

use almanac_domain::UserId;
use almanac_domain::member::Member;
use almanac_domain::row_rule::MemberAttributes;
use leptos::prelude::*;

use crate::api::organization::{SetAttributes, get_attributes, written};
use crate::components::{Head, Note, Post, PostForm, id_param, load};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows and sets the attributes of a member.
#[component]
pub(crate) fn AttributesPage() -> impl IntoView {
    let member = id_param::<UserId>("member");
    let save = Post::to::<SetAttributes>();
    let found = Loaded::new(
        move || (member.get(), save.version().get()),
        |(member, _)| async move { get_attributes(member?).await },
    );
    load(found, move |(member, attributes)| page(member, &attributes, save))
}

fn page(member: Member, attributes: &MemberAttributes, save: Post) -> AnyView {
    let t = texts_now();
    let title = fill(t.seen.attributes_named, &[("name", &member.user.name)]);
    let (failure, lines) = (save.failure(), written(attributes));
    view! {
        <Head title note=t.seen.attributes_text/>
        <PostForm action=save class="form card">
            <Note failure/>
            <input type="hidden" name="member" value=member.user.id.to_string()/>
            <div class="field">
                <label for="attributes">{t.seen.attributes}</label>
                <textarea id="attributes" name="attributes" rows="8" aria-describedby="attributes-note">{lines}</textarea>
                <p id="attributes-note" class="hint">{t.seen.attributes_hint}</p>
            </div>
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <a href="/organization/members" class="button quiet">{t.pages.members}</a>
            </div>
        </PostForm>
    }
    .erased()
}
