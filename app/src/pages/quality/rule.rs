//! Makes or changes a rule. `?kind=` chooses the form.

use almanac_domain::quality::RuleCheck;
use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::form::form;
use super::said::{kind, said};
use crate::api::quality::{DeleteRule, RuleStart, SaveRule, rule_draft};
use crate::components::{
    Confirm, Head, Note, Post, PostForm, cards, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Makes a rule.
#[component]
pub(crate) fn NewRulePage() -> impl IntoView {
    let project = use_project();
    let dataset = id_param::<DatasetId>("dataset");
    let chosen = query_param::<String>("kind");
    let save = Post::to::<SaveRule>();
    let draft = Loaded::new(
        move || (project.id(), dataset.get()),
        |(project, dataset)| async move { rule_draft(project, dataset?, None).await },
    );
    load(draft, move |draft| {
        let known = chosen.get().filter(|name| RuleCheck::KINDS.contains(&name.as_str()));
        let title = texts_now().rule.new;
        let note = draft.dataset.name.clone();
        let content = match known {
            Some(kind) => form(project.id(), &kind, &draft, save),
            None => kinds(project.id(), draft.dataset.id),
        };
        view! { <Head title note/> {content} }.erased()
    })
}

/// The kinds, as links to their forms.
fn kinds(project: ProjectId, dataset: DatasetId) -> AnyView {
    let card = |name: &&str| {
        let (title, text) = kind(name)?;
        Some((paths::dataset_page(project, dataset, &format!("quality/rules/new?kind={name}")), title, text))
    };
    cards(texts_now().rule.choose, RuleCheck::KINDS.iter().filter_map(card))
}

/// Changes or deletes a rule.
#[component]
pub(crate) fn EditRulePage() -> impl IntoView {
    let project = use_project();
    let (dataset, rule) = (id_param::<DatasetId>("dataset"), id_param::<RuleId>("rule"));
    let (save, delete) = (Post::to::<SaveRule>(), Post::to::<DeleteRule>());
    let draft = Loaded::new(
        move || (project.id(), dataset.get(), rule.get()),
        |(project, dataset, rule)| async move { rule_draft(project, dataset?, Some(rule?)).await },
    );
    load(draft, move |draft| edit(project.id(), &draft, save, delete))
}

fn edit(project: ProjectId, draft: &RuleStart, save: Post, delete: Post) -> AnyView {
    let t = texts_now();
    let Some(rule) = &draft.rule else { return ().erased() };
    let id = draft.dataset.id;
    let names: Vec<_> = draft.others.iter().map(|(id, name, _)| (*id, name.clone())).collect();
    let sentence = said(&rule.check, &names);
    let rows = rule.check.is_of_rows().then(|| {
        let href = paths::dataset_page(project, id, &format!("quality/rules/{}/rows", rule.id));
        view! { <A href attr:class="button">{t.rule.rows}</A> }
    });
    let rule_id = rule.id;
    let delete_form = draft.edits.then(|| {
        view! {
            <Confirm id="delete-rule" name=sentence.clone() text=t.rule.delete_text>
                <PostForm action=delete>
                    <input type="hidden" name="project" value=project.to_string()/>
                    <input type="hidden" name="dataset" value=id.to_string()/>
                    <input type="hidden" name="rule" value=rule_id.to_string()/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
        }
    });
    view! {
        <Head title=t.rule.edit note=sentence.clone()>
            {rows}
            {delete_form}
        </Head>
        <Note failure=delete.failure()/>
        {form(project, rule.check.kind(), draft, save)}
    }
    .erased()
}
