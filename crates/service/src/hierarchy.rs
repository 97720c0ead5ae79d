//! Hierarchies of series: what a training asks for, in the terms of the forecasting crate.

use std::collections::HashMap;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::{HierarchyInput, TrainModel};
use almanac_domain::{Actor, FieldError, ModelId};
use almanac_forecast::hierarchy::{Attribute, Hierarchy, Learned, Negative, Reconciliation, levels_of_paths};
use almanac_forecast::{Forecast, Panel, Silent};
use almanac_ingest::Values;
use almanac_store::{Tx, file};

use crate::{App, Error, Result, source};

/// The role of the file that says how each method did.
pub const RECONCILIATION: &str = "reconciliation";

const LEVELS: &str = "hierarchy.levels";
const METHOD: &str = "hierarchy.method";

/// The role of the file with what the reconciliation learned of the errors of a model.
pub fn learned_role(model: &str) -> String {
    format!("{RECONCILIATION}-{model}")
}

/// The sets of columns, one a level; the last has them all.
fn levels(input: &HierarchyInput) -> Result<Vec<Vec<String>>> {
    let paths: Vec<Vec<String>> =
        input.levels.paths().into_iter().map(|path| path.into_iter().map(str::to_owned).collect()).collect();
    levels_of_paths(&paths).map_err(|error| Error::field(LEVELS, error.to_string()))
}

/// The method that was named; none if the backtest is to choose.
///
/// # Errors
/// [`Error::Invalid`] if there is no such method or no such level.
pub fn method(input: &HierarchyInput) -> Result<Option<Reconciliation>> {
    if input.method.trim().eq_ignore_ascii_case("auto") {
        return Ok(None);
    }
    let method = Reconciliation::by_name(&input.method).ok_or_else(|| {
        let known = Reconciliation::names().collect::<Vec<_>>().join(", ");
        let name = &input.method;
        Error::field(
            METHOD,
            format!("there is no method {name:?}; there are auto, middle_out:LEVEL, {known}"),
        )
    })?;
    if let Reconciliation::MiddleOut { level, .. } = &method {
        let names: Vec<String> = levels(input)?.iter().map(|set| set.join("/")).collect();
        if !names.contains(level) {
            let names = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
            return Err(Error::field(METHOD, format!("there is no level {level:?}; there are {names}")));
        }
    }
    Ok(Some(method))
}

/// What happens to forecasts below zero.
pub fn negative(input: &HierarchyInput) -> Negative {
    if input.nonnegative { Negative::SetToZero } else { Negative::Keep }
}

/// Checks that the columns of a hierarchy are there and its method is.
pub(crate) fn check(columns: &[Column], input: &TrainModel) -> Result<()> {
    let Some(hierarchy) = &input.hierarchy else { return Ok(()) };
    let mut errors = Vec::new();
    for name in hierarchy.levels.columns() {
        match columns.iter().find(|column| column.name == name) {
            None => errors.push(FieldError::new(LEVELS, format!("there is no column {name:?}"))),
            Some(column) if column.kind == ColumnType::Float => {
                errors.push(FieldError::new(LEVELS, format!("{name:?} is not a column of names")));
            }
            Some(_) => {}
        }
    }
    match method(hierarchy) {
        Err(Error::Invalid(wrong)) => errors.extend(wrong),
        other => drop(other?),
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// The (bottom) series of each row: by the column of ids, else by all columns of the hierarchy together; none if
/// there is one series only.
///
/// # Errors
/// [`Error::Invalid`] with the row where one is missing.
pub(crate) fn ids(columns: &[(Column, Values)], config: &TrainModel) -> Result<Option<Vec<String>>> {
    let names = match (&config.series_id, &config.hierarchy) {
        (Some(id), _) => vec![id.as_str()],
        (None, Some(hierarchy)) => hierarchy.levels.columns(),
        (None, None) => return Ok(None),
    };
    let mut parts = names.into_iter().map(|name| source::ids(columns, name));
    let Some(first) = parts.next() else { return Ok(None) };
    let mut ids = first?;
    for part in parts {
        for (id, value) in ids.iter_mut().zip(part?) {
            *id = format!("{id}/{value}");
        }
    }
    Ok(Some(ids))
}

/// The groups that each series is in.
pub(crate) struct Grouping {
    columns: Vec<String>,
    levels: Vec<Vec<String>>,
    /// The values of the columns, by series.
    of: HashMap<String, Vec<String>>,
}

impl Grouping {
    /// Of the rows of a source; none if no hierarchy was asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the series and column if a value changes within a series, or with the row if one is
    /// missing.
    pub(crate) fn new(columns: &[(Column, Values)], config: &TrainModel) -> Result<Option<Self>> {
        let Some(input) = &config.hierarchy else { return Ok(None) };
        let ids = ids(columns, config)?.unwrap_or_default();
        let names = input.levels.columns();
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            for (id, value) in ids.iter().zip(source::ids(columns, name)?) {
                let Some(known) = of.get_mut(id) else {
                    of.insert(id.clone(), vec![value]);
                    continue;
                };
                match known.get(at) {
                    None => known.push(value),
                    Some(other) if *other == value => {}
                    Some(other) => {
                        let message =
                            format!("series {id:?} has both {other:?} and {value:?} in column {name:?}");
                        return Err(Error::field(LEVELS, message));
                    }
                }
            }
        }
        let columns = names.into_iter().map(str::to_owned).collect();
        Ok(Some(Self { columns, levels: levels(input)?, of }))
    }

    /// The hierarchy of the series of a panel.
    ///
    /// # Errors
    /// [`Error::Invalid`] if they make none.
    pub(crate) fn hierarchy(&self, panel: &Panel) -> Result<Hierarchy> {
        let ids: Vec<String> = panel.series.iter().map(|series| series.unique_id.clone()).collect();
        let attributes = self.columns.iter().enumerate().map(|(at, name)| {
            let value = |id: &String| self.of.get(id).and_then(|values| values.get(at)).cloned();
            let values = ids.iter().map(|id| value(id).unwrap_or_default()).collect();
            Attribute { name: name.clone(), values }
        });
        let made = Hierarchy::of_attributes(&ids, &attributes.collect::<Vec<_>>(), &self.levels);
        made.map_err(|error| Error::field(LEVELS, error.to_string()))
    }
}

/// Makes the forecasts of one model add up.
pub(crate) struct Coherent(Learned);

impl Coherent {
    /// What was learned in the training of the errors of this model; none if the training has no hierarchy. A model that
    /// was not tested taught nothing.
    pub(crate) async fn find(
        app: &App,
        actor: &Actor,
        tx: &mut Tx,
        trained: (ModelId, &TrainModel),
        model: &str,
        hierarchy: Option<&Hierarchy>,
    ) -> Result<Option<Self>> {
        let (id, config) = trained;
        let Some((input, hierarchy)) = config.hierarchy.as_ref().zip(hierarchy) else { return Ok(None) };
        if let Some(stored) = file::find(tx, id.0, &learned_role(model)).await? {
            let bytes = app.files().read(actor.org_id, &stored).await?;
            return Ok(Some(Self(serde_json::from_slice(&bytes).map_err(Error::internal)?)));
        }
        let named = method(input)?;
        let learned = Learned::of(hierarchy, &[], named.as_ref(), negative(input), &mut Silent)?;
        Ok(Some(Self(learned)))
    }

    /// The name of forecasts that were made so.
    pub(crate) fn name(&self, model: &str) -> String {
        format!("{model}/{}", self.0.method)
    }

    /// The coherent forecasts, from those of each node for itself.
    pub(crate) fn of(&self, hierarchy: &Hierarchy, base: &Forecast) -> Result<Forecast> {
        Ok(self.0.reconcile(hierarchy, base, &mut Silent)?)
    }
}
