//! What the person's data may be used for: to decide, and what was decided.

use almanac_domain::Page;
use almanac_domain::consent::{Consent, Decision};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::consent::{DecideConsent, consent_history, present_consents};
use crate::components::{Head, Note, Pager, Post, PostForm, State, Time, load, purpose_text, query_param};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows purposes and history.
#[component]
pub(crate) fn PrivacyPage() -> impl IntoView {
    let t = &texts_now().consent;
    let after = query_param::<Uuid>("after");
    let decide = Post::to::<DecideConsent>();
    let present = Loaded::new(move || decide.version().get(), |_| present_consents());
    let history =
        Loaded::new(move || (after.get(), decide.version().get()), |(after, _)| consent_history(after));
    view! {
        <Head title=texts_now().pages.privacy note=t.text/>
        <Note failure=decide.failure()/>
        {load(present, move |consents| purposes(consents, decide))}
        <section aria-labelledby="consent-history">
            <h2 id="consent-history">{t.history}</h2>
            {load(history, move |page| table(page, after.get_untracked().is_none()))}
        </section>
    }
    .erased()
}

fn purposes(consents: Vec<Consent>, decide: Post) -> AnyView {
    let cards = consents.into_iter().map(|consent| card(consent, decide)).collect_view();
    view! { <ul class="cards">{cards}</ul> }.erased()
}

/// A purpose. Giving and withdrawing are one button of the same kind each.
fn card(consent: Consent, decide: Post) -> AnyView {
    let t = &texts_now().consent;
    let text = purpose_text(consent.purpose);
    let state = match consent.given {
        _ if consent.necessary => view! { <State kind="good" text=t.necessary/> },
        Some(true) => view! { <State kind="good" text=t.given/> },
        Some(false) => view! { <State kind="idle" text=t.declined/> },
        None => view! { <State kind="idle" text=t.open/> },
    };
    let button = |given: bool, label: &'static str| {
        view! {
            <PostForm action=decide>
                <input type="hidden" name="purpose" value=consent.purpose.name()/>
                <input type="hidden" name="version" value=consent.version.to_string()/>
                <input type="hidden" name="given" value=given.to_string()/>
                <button type="submit" class="button" aria-label=format!("{label}: {}", text.title)>{label}</button>
            </PostForm>
        }
        .erased()
    };
    let buttons = match consent.given {
        _ if consent.necessary => Vec::new(),
        Some(true) => vec![button(false, t.withdraw)],
        Some(false) => vec![button(true, t.give)],
        None => vec![button(true, t.give), button(false, t.decline)],
    };
    let version = fill(t.version, &[("version", &consent.version.to_string())]);
    let at = consent.decided_at.map(|at| view! { ", " <Time at/> });
    view! {
        <li class="card form">
            <h2>{text.title}</h2>
            <p>{text.text}</p>
            <p>{state} " " <span class="muted small">{version} {at}</span></p>
            <div class="row">{buttons}</div>
        </li>
    }
    .erased()
}

fn table(page: Page<Decision>, first: bool) -> AnyView {
    let t = &texts_now().consent;
    let rows = page
        .items
        .into_iter()
        .map(|decision| {
            let what = if decision.given { t.given } else { t.declined };
            view! {
                <tr>
                    <th scope="row">{purpose_text(decision.purpose).title}</th>
                    <td>{what}</td>
                    <td class="number">{decision.version}</td>
                    <td><Time at=decision.at/></td>
                    <td>{decision.address}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.history>
            <table>
                <thead><tr>
                    <th scope="col">{t.purpose}</th>
                    <th scope="col">{t.decision}</th>
                    <th scope="col" class="number">{t.text_version}</th>
                    <th scope="col">{t.at}</th>
                    <th scope="col">{t.address}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
