//! What all parts of the form of a query share.

use almanac_domain::ProjectId;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::saved::SourceDetail;
use almanac_query::{Catalog, QueryDocument, Relation, Source, input_columns, output_columns};
use leptos::prelude::*;

use super::draft::{Draft, Row};
use super::fields::{Choice, button, rows, sign};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The form of a query; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct QueryForm {
    pub project: ProjectId,
    pub draft: RwSignal<Draft>,
    /// What is known of the sources that it reads.
    pub sources: StoredValue<Vec<(Source, SourceDetail)>>,
    pub catalog: StoredValue<Catalog>,
    /// The columns that conditions, groups and numbers may name.
    pub inputs: Memo<Vec<Column>>,
    /// The columns of the result without those of calculations over its rows, which do not see each other.
    pub before_windows: Memo<Vec<Column>>,
    /// The columns of the result.
    pub results: Memo<Vec<Column>>,
}

impl QueryForm {
    pub fn new(project: ProjectId, draft: Draft, sources: Vec<SourceDetail>) -> Self {
        let (draft, catalog) = (RwSignal::new(draft), StoredValue::new(Catalog::default()));
        let seen = move |columns: fn(&QueryDocument, &Catalog) -> Vec<Column>| {
            Memo::new(move |_| catalog.with_value(|catalog| columns(&draft.read().frame(), catalog)))
        };
        let before_windows = seen(|document, catalog| {
            output_columns(&QueryDocument { windows: Vec::new(), ..document.clone() }, catalog)
        });
        let (inputs, results) = (seen(input_columns), seen(output_columns));
        let known = StoredValue::new(Vec::new());
        let form = Self { project, draft, sources: known, catalog, inputs, before_windows, results };
        for source in sources {
            form.learn(source);
        }
        form
    }

    /// Remembers what is known of a source.
    pub fn learn(self, detail: SourceDetail) {
        let Ok(source) = serde_json::from_value::<Source>(detail.source.clone()) else { return };
        if self.source(&source).is_none() {
            self.catalog.try_update_value(|catalog| {
                catalog.insert(source.clone(), Relation::Columns(detail.columns.clone()));
            });
            self.sources.try_update_value(|sources| sources.push((source, detail)));
        }
    }

    /// What is known of a source.
    pub fn source(self, source: &Source) -> Option<SourceDetail> {
        let find = |sources: &Vec<(Source, SourceDetail)>| {
            sources.iter().find(|(one, _)| one == source).map(|(_, detail)| detail.clone())
        };
        self.sources.try_with_value(find).flatten()
    }

    /// The name of a source.
    pub fn name(self, source: &Source) -> String {
        self.source(source).map(|detail| detail.name).unwrap_or_default()
    }
}

/// The rows of a list of the draft: which list it is.
pub(super) type List<T> = fn(&mut Draft) -> &mut Vec<Row<T>>;
/// The same list, only looked at.
pub(super) type Seen<T> = fn(&Draft) -> &Vec<Row<T>>;

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
    pub fn new(form: QueryForm, key: usize, list: List<T>, seen: Seen<T>) -> Self {
        let find =
            move |draft: &Draft| seen(draft).iter().find(|row| row.key == key).map(|row| row.item.clone());
        Self { form, key, item: Memo::new(move |_| find(&form.draft.read())), list }
    }

    /// What `read` says of the row.
    pub fn read<U: Default + Send + Sync + 'static>(self, read: fn(&T) -> U) -> Signal<U> {
        Signal::derive(move || self.item.read().as_ref().map(read).unwrap_or_default())
    }

    pub fn edit(self, edit: impl FnOnce(&mut T)) {
        let Self { form, key, list, .. } = self;
        form.draft.update(|draft| {
            if let Some(row) = list(draft).iter_mut().find(|row| row.key == key) {
                edit(&mut row.item);
            }
        });
    }

    /// Writes what a control says into the row.
    pub fn write(self, write: fn(&mut T, String)) -> Callback<String> {
        Callback::new(move |value| self.edit(|item| write(item, value)))
    }

    /// The button that removes the row.
    pub fn remove_button(self) -> AnyView {
        let Self { form, key, list, .. } = self;
        let remove = move |()| form.draft.update(|draft| list(draft).retain(|row| row.key != key));
        sign("✕", texts_now().query.remove, Callback::new(remove))
    }
}

/// The rows of a list of the draft, and the button that adds one.
pub(super) fn list<T: 'static>(
    form: QueryForm,
    seen: Seen<T>,
    row: fn(QueryForm, usize) -> AnyView,
    (add, append): (&'static str, Callback<()>),
) -> AnyView {
    let keys = Memo::new(move |_| seen(&form.draft.read()).iter().map(|row| row.key).collect());
    let rows = rows(keys, Callback::new(move |key| row(form, key)));
    view! { {rows} {button(add, append)} }.erased()
}

/// Appends a row to a list of the draft.
pub(super) fn add<T: 'static>(form: QueryForm, list: List<T>, item: T) {
    form.draft.try_update(|draft| {
        let key = draft.key();
        list(draft).push(Row { key, item });
    });
}

/// Names of columns as options. One that is gone stays to be seen; the server says that it is wrong.
pub(super) fn names(columns: &[Column], fits: impl Fn(ColumnType) -> bool, now: &str) -> Vec<Choice> {
    let fitting = columns.iter().filter(|column| fits(column.kind));
    let mut choices: Vec<Choice> = fitting.map(|column| Choice::named(&column.name)).collect();
    if !now.is_empty() && !choices.contains(&Choice::named(now)) {
        choices.push(Choice::named(now));
    }
    choices
}

/// All columns as options.
pub(super) fn all_names(columns: Memo<Vec<Column>>, now: Signal<String>) -> Signal<Vec<Choice>> {
    Signal::derive(move || names(&columns.read(), |_| true, &now.read()))
}

pub(super) fn find(columns: Memo<Vec<Column>>, name: &str) -> Option<Column> {
    columns.with_untracked(|columns| columns.iter().find(|column| column.name == name).cloned())
}
