//! What is drawn, and how.

use almanac_chart::{ChartKind, ChartSpec, MAX_AHEAD};
use almanac_domain::data::{Column, ColumnType};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// The choices of a chart. Each change draws it anew; the fields stay while the kind and the columns do.
#[component]
pub(super) fn ChartForm(
    spec: Memo<Option<ChartSpec>>,
    columns: Memo<Vec<Column>>,
    redraw: Callback<ChartSpec>,
) -> impl IntoView {
    let t = &texts_now().chart;
    let kind = Memo::new(move |_| spec.read().as_ref().map(|spec| spec.kind));
    let change = Change { spec, columns, redraw };
    let change_kind = move |name: String| {
        if let Some(kind) = ChartKind::ALL.into_iter().find(|kind| format!("{kind:?}") == name) {
            change.apply(&|spec| fit(spec, kind, &columns.read_untracked()));
        }
    };
    let kinds = ChartKind::ALL.map(|one| {
        view! { <option value=format!("{one:?}") selected=move || kind.get() == Some(one)>{kind_label(one)}</option> }
    });
    let fields = move || {
        let columns = columns.get();
        kind.track();
        spec.get_untracked().map(|spec| fields(&spec, &columns, change))
    };
    let continued =
        Memo::new(move |_| spec.read().as_ref().is_some_and(|spec| continues(spec, &columns.read())));
    view! {
        <fieldset class="grid">
            <legend class="hidden">{t.kind}</legend>
            <div class="field">
                <label for="chart-kind">{t.kind}</label>
                <select id="chart-kind" on:change:target=move |event| change_kind(event.target().value())>{kinds.collect_view()}</select>
            </div>
            {fields}
            {move || continued.get().then(|| ahead(spec.get_untracked().map_or(0, |spec| spec.ahead), change))}
        </fieldset>
    }
    .erased()
}

/// Changes the newest choices, so that two quick changes add up.
#[derive(Clone, Copy)]
struct Change {
    spec: Memo<Option<ChartSpec>>,
    columns: Memo<Vec<Column>>,
    redraw: Callback<ChartSpec>,
}

impl Change {
    fn apply(self, edit: &dyn Fn(&mut ChartSpec)) {
        if let Some(mut spec) = self.spec.get_untracked() {
            edit(&mut spec);
            if !continues(&spec, &self.columns.read_untracked()) {
                spec.ahead = 0;
            }
            self.redraw.run(spec);
        }
    }
}

/// The fields of one kind of chart.
fn fields(spec: &ChartSpec, columns: &[Column], change: Change) -> AnyView {
    let t = &texts_now().chart;
    let heat = spec.kind == ChartKind::Heatmap;
    let lies = spec.kind == ChartKind::HorizontalBar;
    let [x, x_label, y_label] = if lies { [t.y, t.y_label, t.x_label] } else { [t.x, t.x_label, t.y_label] };
    let y = if heat {
        let now = spec.y.first().cloned().unwrap_or_default();
        choice("chart-y", t.rows_of, &names(columns, |_| true), &now, None, move |name| {
            change.apply(&|spec| spec.y = vec![name.clone()]);
        })
    } else {
        series(if lies { t.x } else { t.y }, spec, columns, change)
    };
    let color_names = if heat {
        names(columns, ColumnType::is_numeric)
    } else {
        names(columns, |kind| matches!(kind, ColumnType::Text | ColumnType::Boolean))
    };
    let color = choice(
        "chart-color",
        if heat { t.shade } else { t.color },
        &color_names,
        spec.color.as_deref().unwrap_or_default(),
        (!heat).then_some(t.no_color),
        move |name| change.apply(&|spec| spec.color = Some(name.clone()).filter(|name| !name.is_empty())),
    );
    view! {
        {choice("chart-x", x, &names(columns, |_| true), &spec.x, None, move |name| change.apply(&|spec| spec.x.clone_from(&name)))}
        {y}
        {color}
        {text("chart-title", t.title, &spec.title, move |value| change.apply(&|spec| spec.title.clone_from(&value)))}
        {text("chart-x-label", x_label, spec.x_label.as_deref().unwrap_or_default(), move |value| change.apply(&|spec| spec.x_label = some(&value)))}
        {text("chart-y-label", y_label, spec.y_label.as_deref().unwrap_or_default(), move |value| change.apply(&|spec| spec.y_label = some(&value)))}
        {text("chart-unit", t.unit, spec.unit.as_deref().unwrap_or_default(), move |value| change.apply(&|spec| spec.unit = some(&value)))}
    }
    .erased()
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn kind_label(kind: ChartKind) -> &'static str {
    let t = &texts_now().chart;
    match kind {
        ChartKind::Line => t.line,
        ChartKind::Bar => t.bar,
        ChartKind::HorizontalBar => t.lying,
        ChartKind::Area => t.area,
        ChartKind::Scatter => t.scatter,
        ChartKind::Heatmap => t.heatmap,
    }
}

fn names(columns: &[Column], fits: impl Fn(ColumnType) -> bool) -> Vec<String> {
    columns.iter().filter(|column| fits(column.kind)).map(|column| column.name.clone()).collect()
}

/// Another kind of chart, with the columns that it needs.
fn fit(spec: &mut ChartSpec, kind: ChartKind, columns: &[Column]) {
    let numbers = names(columns, ColumnType::is_numeric);
    spec.kind = kind;
    if kind == ChartKind::Heatmap {
        let shade = spec.y.iter().find(|name| numbers.contains(name)).or(numbers.last()).cloned();
        let row = columns.iter().map(|column| &column.name);
        let row =
            row.clone().find(|name| **name != spec.x && Some(*name) != shade.as_ref()).or(row.clone().next());
        spec.y = row.cloned().into_iter().collect();
        spec.color = shade;
        return;
    }
    let numeric = |name: &String| numbers.contains(name);
    if spec.color.as_ref().is_some_and(numeric) {
        spec.y = spec.color.take().into_iter().collect();
    }
    spec.y.retain(numeric);
    if spec.y.is_empty() {
        spec.y = numbers.last().cloned().into_iter().collect();
    }
    let suits = |c: &Column| c.kind.is_numeric() || c.kind.is_temporal();
    let placed = columns.iter().any(|column| column.name == spec.x && suits(column));
    if kind == ChartKind::Scatter
        && !placed
        && let Some(x) = columns.iter().find(|column| suits(column))
    {
        spec.x.clone_from(&x.name);
    }
}

/// The series: each column of numbers can be one.
fn series(label: &'static str, spec: &ChartSpec, columns: &[Column], change: Change) -> AnyView {
    let boxes = names(columns, ColumnType::is_numeric)
        .into_iter()
        .map(|name| {
            let on = spec.y.contains(&name);
            let changed = name.clone();
            let switch = move |on: bool| {
                change.apply(&|spec| {
                    spec.y.retain(|known| *known != changed);
                    if on || spec.y.is_empty() {
                        spec.y.push(changed.clone());
                    }
                });
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=on on:change:target=move |event| switch(event.target().checked())/>
                    {name}
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="checks"><legend>{label}</legend>{boxes}</fieldset> }.erased()
}

/// Whether its lines can be continued.
fn continues(spec: &ChartSpec, columns: &[Column]) -> bool {
    columns.iter().any(|column| column.name == spec.x && ChartSpec::continues(spec.kind, column.kind))
}

/// By how many periods lines are continued; empty means not.
fn ahead(now: u32, change: Change) -> AnyView {
    let shown = if now > 0 { now.to_string() } else { String::new() };
    let set = move |value: String| {
        change.apply(&|spec| spec.ahead = value.trim().parse::<u32>().unwrap_or_default().min(MAX_AHEAD));
    };
    view! {
        <div class="field">
            <label for="chart-ahead">{texts_now().chart.ahead}</label>
            <input id="chart-ahead" type="number" min="0" max=MAX_AHEAD step="1" prop:value=shown on:change:target=move |event| set(event.target().value())/>
        </div>
    }
    .erased()
}

fn choice(
    id: &'static str,
    label: &'static str,
    names: &[String],
    now: &str,
    none: Option<&'static str>,
    change: impl Fn(String) + Send + 'static,
) -> AnyView {
    let options = names
        .iter()
        .map(|name| view! { <option value=name.clone() selected=name == now>{name.clone()}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change:target=move |event| change(event.target().value())>
                {none.map(|none| view! { <option value="">{none}</option> })}
                {options}
            </select>
        </div>
    }
    .erased()
}

fn text(
    id: &'static str,
    label: &'static str,
    now: &str,
    change: impl Fn(String) + Send + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type="text" prop:value=now.to_owned() on:change:target=move |event| change(event.target().value())/>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_chosen_from_every_other() {
        let columns: Vec<Column> =
            [("day", ColumnType::Date), ("city", ColumnType::Text), ("n", ColumnType::Integer)]
                .map(|(name, kind)| Column { name: name.into(), kind })
                .into();
        for from in ChartKind::ALL {
            for to in ChartKind::ALL {
                let mut spec = almanac_chart::default_spec(&columns);
                fit(&mut spec, from, &columns);
                fit(&mut spec, to, &columns);
                assert_eq!(spec.validate(&columns), Ok(()), "{from:?} to {to:?}: {spec:?}");
            }
        }
    }
}
