//! Makes and changes a row rule, and tells what somebody sees by it. `?about=` chooses the data set or table.

use almanac_domain::row_rule::{RowRulePreview, RuleSource};
use almanac_domain::sharing::Person;
use almanac_domain::{ProjectId, RowRuleId, UserId};
use leptos::prelude::*;

use super::form::{Entered, form};
use super::whom;
use crate::api::Failure;
use crate::api::row_rule::{
    DeleteRowRule, RowRuleDraft, RowRuleView, SaveRowRule, get_row_rule, row_rule_start,
};
use crate::components::{
    Choice, Confirm, Head, Note, Post, PostForm, failure_text, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Makes a rule: chooses what it is about, then its condition.
#[component]
pub(crate) fn NewRowRulePage() -> impl IntoView {
    let state = use_project();
    let about = query_param::<String>("about");
    let save = Post::to::<SaveRowRule>();
    let start = Loaded::new(
        move || (state.id(), about.get()),
        |(project, about)| async move { row_rule_start(project, about).await },
    );
    load(start, move |start| new(state.id(), &start, save))
}

fn new(project: ProjectId, start: &RowRuleDraft, save: Post) -> AnyView {
    let t = texts_now();
    let chosen = start.about.as_ref().and_then(|about| {
        let source: RuleSource = serde_json::from_value(about.source.clone()).ok()?;
        Some((source, about))
    });
    let (note, content) = match &chosen {
        Some((source, about)) => (about.name.clone(), form(project, (source, about), None, save)),
        None => (String::new(), choice(project, start)),
    };
    view! { <Head title=t.seen.new note/> {content} }.erased()
}

/// What the rule can be about.
fn choice(project: ProjectId, start: &RowRuleDraft) -> AnyView {
    let t = texts_now();
    if start.sources.is_empty() {
        return view! { <p class="muted">{t.seen.nothing}</p> }.erased();
    }
    let options = start.sources.iter().map(|one| (one.source.to_string(), one.name.clone())).collect();
    view! {
        <form method="get" action=paths::area(project, "row-rules/new") class="form card">
            <Choice label=t.seen.about id="about" name="about" options/>
            <div class="row">
                <button type="submit" class="button primary">{t.seen.next}</button>
                <a href=paths::area(project, "row-rules") class="button quiet">{t.g.cancel}</a>
            </div>
        </form>
    }
    .erased()
}

/// Changes or deletes a rule.
#[component]
pub(crate) fn EditRowRulePage() -> impl IntoView {
    let state = use_project();
    let (rule, member) = (id_param::<RowRuleId>("rule"), query_param::<UserId>("member"));
    let (save, delete) = (Post::to::<SaveRowRule>(), Post::to::<DeleteRowRule>());
    let shown = Loaded::new(
        move || (state.id(), rule.get(), member.get()),
        |(project, rule, member)| async move { get_row_rule(project, rule?, member).await },
    );
    load(shown, move |shown| edit(state.id(), shown, member.get_untracked(), save, delete))
}

fn edit(project: ProjectId, shown: RowRuleView, member: Option<UserId>, save: Post, delete: Post) -> AnyView {
    let t = texts_now();
    let RowRuleView { rule, about, people, preview } = shown;
    let name = about.as_ref().map_or_else(|| t.seen.gone.to_owned(), |about| about.name.clone());
    let said = format!("{name}: {} ({})", Entered::said(&rule.content.condition), whom(&rule.content));
    let form = about.as_ref().map(|about| form(project, (&rule.content.source, about), Some(&rule), save));
    let id = rule.id.to_string();
    view! {
        <Head title=t.seen.edit note=said.clone()>
            <a href=paths::area(project, "row-rules") class="button quiet">{t.seen.back}</a>
            <Confirm id="delete-row-rule" name=said text=t.seen.delete_text>
                <PostForm action=delete>
                    <input type="hidden" name="project" value=project.to_string()/>
                    <input type="hidden" name="rule" value=id/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
        </Head>
        <Note failure=delete.failure()/>
        {form}
        {preview_of(people, member, preview)}
    }
    .erased()
}

/// Chooses a person, and tells how many rows they see.
fn preview_of(
    people: Vec<Person>,
    member: Option<UserId>,
    preview: Option<Result<RowRulePreview, Failure>>,
) -> AnyView {
    let t = texts_now();
    if people.is_empty() {
        return ().erased();
    }
    let options = people.into_iter().map(|one| (one.id.to_string(), format!("{} ({})", one.name, one.email)));
    let options = options.collect();
    let chosen = member.map(|id| id.to_string()).unwrap_or_default();
    let told = preview.map(|preview| match preview {
        Ok(RowRulePreview { restricted, rows, total }) => {
            let text = if restricted { t.seen.rows_of } else { t.seen.whole };
            fill(text, &[("rows", &rows.to_string()), ("total", &total.to_string())])
        }
        Err(failure) => failure_text(&failure),
    });
    view! {
        <section aria-labelledby="row-rule-preview">
            <h2 id="row-rule-preview">{t.seen.preview}</h2>
            <p class="muted">{t.seen.preview_text}</p>
            <form method="get" class="form inline">
                <Choice label=t.seen.member id="member" name="member" options chosen/>
                <button type="submit" class="button">{t.seen.show}</button>
            </form>
            <p role="status">{told}</p>
        </section>
    }
    .erased()
}
