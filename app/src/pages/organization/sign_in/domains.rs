//! The domains of the organization.

use almanac_domain::sso::Domain;
use leptos::prelude::*;

use crate::api::sso::{AddDomain, RemoveDomain, VerifyDomain, list_domains};
use crate::components::{Confirm, Note, Post, PostForm, State, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists, adds, proves and removes domains.
#[component]
pub(super) fn Domains() -> impl IntoView {
    let t = &texts_now().sso;
    let (add, verify) = (Post::to::<AddDomain>(), Post::to::<VerifyDomain>());
    let remove = Post::to::<RemoveDomain>();
    let list = Loaded::new(
        move || (add.version().get(), verify.version().get(), remove.version().get()),
        |_| list_domains(),
    );
    view! {
        <h2>{t.domains}</h2>
        <p class="muted">{t.domains_text}</p>
        <Note failure=add.failure()/>
        <Note failure=verify.failure()/>
        <Note failure=remove.failure()/>
        {load(list, move |domains| table(domains, verify, remove))}
        <PostForm action=add class="form inline">
            <div class="field">
                <label for="domain-name">{t.domain}</label>
                <input id="domain-name" name="name" required=true placeholder="example.org"/>
            </div>
            <button type="submit" class="button" disabled=add.pending()>{t.add_domain}</button>
        </PostForm>
    }
    .erased()
}

fn table(domains: Vec<Domain>, verify: Post, remove: Post) -> AnyView {
    let (g, t) = (&texts_now().g, &texts_now().sso);
    if domains.is_empty() {
        return view! { <p class="muted">{t.no_domains}</p> }.erased();
    }
    let rows = domains.into_iter().map(|domain| row(domain, verify, remove)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.domains>
            <table>
                <thead><tr>
                    <th scope="col">{t.domain}</th>
                    <th scope="col">{g.state}</th>
                    <th scope="col">{t.record}</th>
                    <th scope="col">{g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(domain: Domain, verify: Post, remove: Post) -> AnyView {
    let t = &texts_now().sso;
    let (id, name) = (domain.id.to_string(), domain.name);
    let (removed, asks) = (id.clone(), format!("remove-{id}"));
    let spoken = format!("{}: {name}", t.verify);
    let open = domain.verified_at.is_none();
    let state = if open {
        view! { <State kind="idle" text=t.unverified/> }.erased()
    } else {
        view! { <State kind="good" text=t.verified/> }.erased()
    };
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td>{state}</td>
            <td><code>{domain.record_name}</code> <br/> <code>{domain.record_value}</code></td>
            <td><div class="row">
                {open.then(|| view! {
                    <PostForm action=verify>
                        <input type="hidden" name="domain" value=id/>
                        <button type="submit" class="button quiet" aria-label=spoken>{t.verify}</button>
                    </PostForm>
                })}
                <Confirm id=asks name>
                    <PostForm action=remove>
                        <input type="hidden" name="domain" value=removed/>
                        <button type="submit" class="button danger">{texts_now().g.delete}</button>
                    </PostForm>
                </Confirm>
            </div></td>
        </tr>
    }
    .erased()
}
