//! What differs between two versions, side by side. A sign and a word say what the colour says.

use almanac_domain::ProjectId;
use almanac_domain::source::{
    Change, ColumnDiff, ForeignKey, SchemaDiff, SchemaImpact, TableColumn, TableDiff, TableKind,
};
use leptos::prelude::*;

use super::impact::impact;
use crate::erased::Erased;
use crate::format::{NONE, fill};
use crate::i18n::texts_now;

/// With more tables than these, they are folded.
const OPEN: usize = 20;

/// The title of a page that compares two versions.
pub(in crate::pages) fn compared_title((from, to): (i64, i64)) -> String {
    fill(texts_now().schema.diff_title, &[("from", &from.to_string()), ("to", &to.to_string())])
}

/// How much was added, removed and changed.
pub(in crate::pages) fn tally(changes: impl Iterator<Item = Change> + Clone) -> String {
    let count = |change| changes.clone().filter(|one| *one == change).count().to_string();
    let (added, removed, changed) = (count(Change::Added), count(Change::Removed), count(Change::Changed));
    fill(texts_now().schema.summary, &[("added", &added), ("removed", &removed), ("changed", &changed)])
}

/// What uses what differs between two versions, then what that is.
pub(in crate::pages) fn compared(
    project: ProjectId,
    (from, to): (i64, i64),
    diff: SchemaDiff,
    used: SchemaImpact,
) -> AnyView {
    if diff.tables.is_empty() {
        return ().erased();
    }
    let (from, to) = (from.to_string(), to.to_string());
    let open = diff.tables.len() <= OPEN;
    let tables = diff.tables.into_iter().map(|one| table(one, (&from, &to), open)).collect_view();
    view! {
        {impact(project, used)}
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
