//! Fills missing values in a data set of their own. `?method=` chooses the form.

use almanac_domain::quality::FillMethod;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use super::fill_form::form;
use crate::api::quality::{FillDataset, start_fill};
use crate::components::{Head, Post, cards, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// The name of a method, and what it does.
pub(super) fn method(name: &str) -> Option<(&'static str, &'static str)> {
    let t = &texts_now().fill;
    Some(match name {
        "forward" => (t.forward, t.forward_text),
        "linear" => (t.linear, t.linear_text),
        "seasonal" => (t.seasonal, t.seasonal_text),
        "knn" => (t.knn, t.knn_text),
        "mice" => (t.mice, t.mice_text),
        _ => return None,
    })
}

/// Fills missing values.
#[component]
pub(crate) fn FillPage() -> impl IntoView {
    let project = use_project();
    let dataset = id_param::<DatasetId>("dataset");
    let chosen = query_param::<String>("method");
    let save = Post::to::<FillDataset>();
    let found = Loaded::new(
        move || (project.id(), dataset.get()),
        |(project, dataset)| async move { start_fill(project, dataset?).await },
    );
    load(found, move |(dataset, profile)| {
        let t = &texts_now().fill;
        let note = fill(t.text, &[("name", &dataset.name)]);
        let content = match chosen.get().as_deref().and_then(FillMethod::of_name) {
            Some(method) => form(project.id(), &dataset, &profile, method, save),
            None => methods(project.id(), dataset.id),
        };
        view! { <Head title=t.fill note/> {content} }.erased()
    })
}

/// The methods, as links to their forms.
fn methods(project: ProjectId, dataset: DatasetId) -> AnyView {
    let card = |name: &&str| {
        let (title, text) = method(name)?;
        Some((paths::dataset_page(project, dataset, &format!("quality/fill?method={name}")), title, text))
    };
    cards(texts_now().fill.choose, FillMethod::NAMES.iter().filter_map(card))
}
