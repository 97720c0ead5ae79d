//! Offering a project to somebody else, for its owners. Who may accept sees the offer on the first page.

use almanac_domain::project::Transfer;
use almanac_domain::sharing::Person;
use leptos::prelude::*;

use super::page::Acts;
use crate::components::PostForm;
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The pending offer, or a form that makes one.
pub(super) fn offer(
    project: &str,
    pending: Option<Transfer>,
    people: Vec<Person>,
    manages: bool,
    acts: &Acts,
) -> AnyView {
    let t = texts_now();
    let project = project.to_owned();
    let content = match pending {
        Some(offer) => {
            let text = fill(t.life.offered, &[("from", &offer.from.name), ("to", &offer.to.name)]);
            view! {
                <p>{text}</p>
                {manages.then(|| view! {
                    <PostForm action=acts.end>
                        <input type="hidden" name="project" value=project/>
                        <button type="submit" class="button">{t.sharing.withdraw}</button>
                    </PostForm>
                })}
            }
            .erased()
        }
        None if manages && !people.is_empty() => {
            let options = people
                .into_iter()
                .map(|person| view! { <option value=person.id.to_string()>{person.name}</option> })
                .collect_view();
            view! {
                <p class="muted">{t.sharing.offer_text}</p>
                <PostForm action=acts.offer class="form inline">
                    <input type="hidden" name="project" value=project/>
                    <div class="field">
                        <label for="offer-to">{t.sharing.offer_to}</label>
                        <select id="offer-to" name="user_id">{options}</select>
                    </div>
                    <button type="submit" class="button">{t.sharing.offer_button}</button>
                </PostForm>
            }
            .erased()
        }
        None => return ().erased(),
    };
    view! {
        <section aria-labelledby="offer">
            <h2 id="offer">{t.life.offer}</h2>
            {content}
        </section>
    }
    .erased()
}
