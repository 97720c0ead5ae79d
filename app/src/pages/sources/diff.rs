//! What differs between two versions of a schema, side by side. A sign and a word say what the colour says.

use almanac_domain::source::{Change, ColumnDiff, ForeignKey, TableColumn, TableDiff, TableKind};
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::impact::impact;
use crate::api::source::{Comparison, compare_versions};
use crate::components::{Head, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{NONE, fill};
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// With more tables than these, they are folded.
const OPEN: usize = 20;

/// Compares the versions `?from=` and `?to=`.
#[component]
pub(crate) fn DiffPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<SourceId>("source");
    let (from, to) = (query_param::<i64>("from"), query_param::<i64>("to"));
    let found = Loaded::new(
        move || (project.id(), id.get(), from.get(), to.get()),
        |(project, id, from, to)| async move {
            compare_versions(project, id?, from.unwrap_or(1), to.unwrap_or(1)).await
        },
    );
    load(found, move |found| view(project.id(), found))
}

fn view(project: ProjectId, found: Comparison) -> AnyView {
    let t = &texts_now().schema;
    let Comparison { source, numbers: (from, to), diff, impact: used } = found;
    let (from, to) = (from.to_string(), to.to_string());
    let title = fill(t.diff_title, &[("from", &from), ("to", &to)]);
    let count = |change| diff.tables.iter().filter(|table| table.change == change).count().to_string();
    let (added, removed, changed) = (count(Change::Added), count(Change::Removed), count(Change::Changed));
    let values = [("added", &*added), ("removed", &*removed), ("changed", &*changed)];
    let diff_is_empty = diff.tables.is_empty();
    let summary = if diff_is_empty { t.same.to_owned() } else { fill(t.summary, &values) };
    let open = diff.tables.len() <= OPEN;
    let tables = diff.tables.into_iter().map(|one| table(one, (&from, &to), open)).collect_view();
    view! {
        <Head title note=source.name>
            <A href=paths::source_page(project, source.id, "versions") attr:class="button">{t.versions}</A>
        </Head>
        <p>{summary}</p>
        {(!diff_is_empty).then(|| impact(project, used))}
        <div class="diffs">{tables}</div>
    }
    .erased()
}

/// The class and the sign of a change.
fn sign(change: Change) -> (&'static str, &'static str) {
    match change {
        Change::Added => ("added", "+"),
        Change::Removed => ("removed", "−"),
        Change::Changed => ("changed", "≠"),
    }
}

fn word(change: Change) -> &'static str {
    let t = &texts_now().schema;
    match change {
        Change::Added => t.added,
        Change::Removed => t.removed,
        Change::Changed => t.changed,
    }
}

/// What happened, as a sign with its word.
fn mark(change: Change) -> AnyView {
    let (class, sign) = sign(change);
    view! { <span class=format!("change {class}")><span aria-hidden="true">{sign}</span> " " {word(change)}</span> }
        .erased()
}

fn table(table: TableDiff, (from, to): (&str, &str), open: bool) -> AnyView {
    let t = &texts_now().schema;
    let head = |number: &str| fill(t.version, &[("n", number)]);
    let rows = lines(&table).into_iter().map(Line::view).collect_view();
    let name = table.name.to_string();
    let label = name.clone();
    view! {
        <details class="table card" open=open>
            <summary><strong>{name}</strong> " " {mark(table.change)}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table class="dense diff">
                    <thead><tr>
                        <th scope="col">{t.column}</th>
                        <th scope="col"><span class="hidden">{t.changed}</span></th>
                        <th scope="col">{head(from)}</th>
                        <th scope="col">{head(to)}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .erased()
}

/// A line: what it is about, and its text before and after.
struct Line {
    what: String,
    change: Change,
    before: Option<String>,
    after: Option<String>,
}

impl Line {
    fn view(self) -> AnyView {
        let cell = |text: Option<String>, class| match text {
            Some(text) => view! { <td class=class>{text}</td> }.erased(),
            None => view! { <td class="muted">{NONE}</td> }.erased(),
        };
        view! {
            <tr class=sign(self.change).0>
                <th scope="row">{self.what}</th>
                <td>{mark(self.change)}</td>
                {cell(self.before, "wrap before")}
                {cell(self.after, "wrap after")}
            </tr>
        }
        .erased()
    }
}

/// Everything that differs in a table.
fn lines(table: &TableDiff) -> Vec<Line> {
    let t = &texts_now().schema;
    let changed = |what: &str, before: Option<String>, after: Option<String>| Line {
        what: what.to_owned(),
        change: Change::Changed,
        before,
        after,
    };
    let mut lines = Vec::new();
    if let Some(kind) = table.kind {
        lines.push(changed(t.table_kind, Some(kind_word(kind.before)), Some(kind_word(kind.after))));
    }
    if let Some(comment) = &table.comment {
        lines.push(changed(t.comment, comment.before.clone(), comment.after.clone()));
    }
    lines.extend(table.columns.iter().map(of_column));
    if let Some(key) = &table.primary_key {
        let text = |columns: &[String]| (!columns.is_empty()).then(|| columns.join(", "));
        let (before, after) = (text(&key.before), text(&key.after));
        lines.push(Line { what: t.primary.to_owned(), change: table.change, before, after });
    }
    lines.extend(table.foreign_keys.iter().map(|one| {
        let text = Some(reference(&one.key));
        let (before, after) = if one.change == Change::Added { (None, text) } else { (text, None) };
        Line { what: t.foreign_key.to_owned(), change: one.change, before, after }
    }));
    lines
}

fn of_column(column: &ColumnDiff) -> Line {
    let name = column.after.as_ref().or(column.before.as_ref()).map(|one| one.name.clone());
    Line {
        what: name.unwrap_or_default(),
        change: column.change,
        before: column.before.as_ref().map(told),
        after: column.after.as_ref().map(told),
    }
}

/// A column in a line.
fn told(column: &TableColumn) -> String {
    let t = &texts_now().schema;
    let missing = if column.nullable { String::new() } else { format!(", {}", t.required) };
    let comment = column.comment.as_ref().map(|text| format!(" – {text}")).unwrap_or_default();
    format!("{}{missing}{comment}", column.native)
}

fn kind_word(kind: TableKind) -> String {
    let t = &texts_now().schema;
    match kind {
        TableKind::Table => t.table.to_owned(),
        TableKind::View => t.view.to_owned(),
    }
}

fn reference(key: &ForeignKey) -> String {
    format!("{} → {} ({})", key.columns.join(", "), key.table, key.to.join(", "))
}
