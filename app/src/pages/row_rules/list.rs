//! All row rules of a project.

use almanac_domain::ProjectId;
use almanac_domain::row_rule::RowRule;
use leptos::prelude::*;

use super::form::Entered;
use super::whom;
use crate::api::row_rule::list_row_rules;
use crate::components::{Empty, Head, load, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists the rules.
#[component]
pub(crate) fn RowRulesPage() -> impl IntoView {
    let t = &texts_now().seen;
    let state = use_project();
    let rules = Loaded::new(move || state.id(), list_row_rules);
    let new = move || paths::area(state.id(), "row-rules/new");
    view! {
        <Head title=t.title note=t.text>
            <a href=new class="button primary">{t.new}</a>
        </Head>
        {load(rules, move |rules| table(state.id(), rules))}
    }
    .erased()
}

fn table(project: ProjectId, rules: Vec<(RowRule, Option<String>)>) -> AnyView {
    let t = &texts_now().seen;
    if rules.is_empty() {
        return view! { <Empty title=t.empty_title text=t.empty_text/> }.erased();
    }
    let rows = rules
        .into_iter()
        .map(|(rule, name)| {
            let href = paths::area(project, &format!("row-rules/{}", rule.id));
            let name = name.unwrap_or_else(|| t.gone.to_owned());
            let said = Entered::said(&rule.content.condition);
            view! {
                <tr>
                    <th scope="row"><a href=href>{name}</a></th>
                    <td>{whom(&rule.content)}</td>
                    <td class="wrap">{said}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.about}</th>
                    <th scope="col">{t.whom}</th>
                    <th scope="col">{t.sees}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
