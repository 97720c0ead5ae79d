//! What all parts of the form of a query share.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::saved::QuerySource;
use almanac_query::{Catalog, QueryDocument, Relation, Source, input_columns, output_columns};
use leptos::prelude::*;

use super::draft::{Draft, Row};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The form of a query; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct QueryForm {
    pub draft: RwSignal<Draft>,
    /// What can be read.
    pub sources: StoredValue<Vec<(Source, QuerySource)>>,
    pub catalog: StoredValue<Catalog>,
    /// The columns that conditions, groups and numbers may name.
    pub inputs: Memo<Vec<Column>>,
    /// The columns of the result without those of calculations over its rows, which do not see each other.
    pub before_windows: Memo<Vec<Column>>,
    /// The columns of the result.
    pub results: Memo<Vec<Column>>,
}

impl QueryForm {
    pub fn new(draft: Draft, sources: Vec<QuerySource>) -> Self {
        let sources = sources.into_iter().filter_map(|one| {
            let source = serde_json::from_value::<Source>(one.source.clone()).ok()?;
            Some((source, one))
        });
        let sources: Vec<_> = sources.collect();
        let mut known = Catalog::default();
        for (source, one) in &sources {
            known.insert(source.clone(), Relation::Columns(one.columns.clone()));
        }
        let (draft, catalog) = (RwSignal::new(draft), StoredValue::new(known));
        let seen = move |columns: fn(&QueryDocument, &Catalog) -> Vec<Column>| {
            Memo::new(move |_| catalog.with_value(|catalog| columns(&draft.read().frame(), catalog)))
        };
        let before_windows = seen(|document, catalog| {
            output_columns(&QueryDocument { windows: Vec::new(), ..document.clone() }, catalog)
        });
        let (inputs, results) = (seen(input_columns), seen(output_columns));
        Self { draft, sources: StoredValue::new(sources), catalog, inputs, before_windows, results }
    }

    /// The name of a source.
    pub fn name(self, source: &Source) -> String {
        self.sources
            .with_value(|sources| {
                sources.iter().find(|(one, _)| one == source).map(|(_, one)| one.name.clone())
            })
            .unwrap_or_default()
    }

    /// The sources as options, with their place as value.
    pub fn source_options(self, now: &Source) -> AnyView {
        self.sources
            .with_value(|sources| {
                let option = |(i, (source, one)): (usize, &(Source, QuerySource))| {
                    view! { <option value=i.to_string() selected=source == now>{one.name.clone()}</option> }
                };
                sources.iter().enumerate().map(option).collect_view()
            })
            .erased()
    }

    /// The source at a place of the options, with its name and columns.
    pub fn source_at(self, place: &str) -> Option<(Source, QuerySource)> {
        let place: usize = place.parse().ok()?;
        self.sources.with_value(|sources| sources.get(place).cloned())
    }
}

/// The rows of a list of the draft: which list it is.
pub(super) type List<T> = fn(&mut Draft) -> &mut Vec<Row<T>>;

/// A row of a list of the draft.
pub(super) struct RowAt<T: Send + Sync + 'static> {
    pub form: QueryForm,
    pub key: usize,
    pub item: Memo<Option<T>>,
    list: List<T>,
}

impl<T: Send + Sync + 'static> Clone for RowAt<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for RowAt<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> RowAt<T> {
    pub fn new(form: QueryForm, key: usize, list: List<T>, seen: fn(&Draft) -> &Vec<Row<T>>) -> Self {
        let find =
            move |draft: &Draft| seen(draft).iter().find(|row| row.key == key).map(|row| row.item.clone());
        Self { form, key, item: Memo::new(move |_| find(&form.draft.read())), list }
    }

    pub fn edit(self, edit: impl FnOnce(&mut T)) {
        let Self { form, key, list, .. } = self;
        form.draft.update(|draft| {
            if let Some(row) = list(draft).iter_mut().find(|row| row.key == key) {
                edit(&mut row.item);
            }
        });
    }

    pub fn remove(self) {
        let Self { form, key, list, .. } = self;
        form.draft.update(|draft| list(draft).retain(|row| row.key != key));
    }

    /// The button that removes the row.
    pub fn remove_button(self) -> AnyView {
        let t = &texts_now().query;
        view! { <button type="button" class="button quiet" aria-label=t.remove on:click=move |_| self.remove()>"✕"</button> }
            .erased()
    }
}

/// Appends a row to a list of the draft.
pub(super) fn add<T: 'static>(form: QueryForm, list: List<T>, item: T) {
    form.draft.update(|draft| {
        let key = draft.key();
        list(draft).push(Row { key, item });
    });
}

/// The keys of a list of the draft.
pub(super) fn keys<T: 'static>(form: QueryForm, seen: fn(&Draft) -> &Vec<Row<T>>) -> Memo<Vec<usize>> {
    Memo::new(move |_| seen(&form.draft.read()).iter().map(|row| row.key).collect())
}

/// Names as options. One that is gone stays to be seen; the server says that it is wrong.
pub(super) fn options(columns: &[Column], fits: impl Fn(ColumnType) -> bool, now: &str) -> AnyView {
    let mut names: Vec<String> =
        columns.iter().filter(|column| fits(column.kind)).map(|column| column.name.clone()).collect();
    if !now.is_empty() && !names.iter().any(|name| name == now) {
        names.push(now.to_owned());
    }
    names
        .into_iter()
        .map(|name| view! { <option value=name.clone() selected=name == now>{name.clone()}</option> })
        .collect_view()
        .erased()
}

pub(super) fn find(columns: Memo<Vec<Column>>, name: &str) -> Option<Column> {
    columns.with_untracked(|columns| columns.iter().find(|column| column.name == name).cloned())
}
