//! The search for a model's options, and what it found.

use almanac_domain::model::{Metric, Search, SearchTrial, TrainModel};
use almanac_domain::{Actor, Capability, ModelId, ProjectId};
use almanac_forecast::search::{Fidelity, Halving, State, Study, Trial};
use almanac_forecast::{Panel, Tuned, options, search};
use almanac_store::{Tx, file, model};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, access};

/// The role of the file with a model's search.
pub const SEARCH: &str = "search";

/// A search as it is kept: it goes on from there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The model whose options are searched.
    pub model: String,
    /// What was tried.
    pub study: Study,
}

impl Kept {
    /// A new search. Most trials of a network run a third of the epochs, the best of them all.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is nothing to search for.
    pub fn begin(model: &str, panel: &Panel, seed: u64) -> Result<Self> {
        let halving = options::defaults(model)?.contains_key("epochs").then(|| Halving {
            rungs: 2,
            eta: 3,
            fidelity: Fidelity::Parameter { name: "epochs".to_owned() },
        });
        let study = Study { halving, ..search::study(model, panel, seed)? };
        Ok(Self { model: model.to_owned(), study })
    }

    /// Reads one that was kept.
    ///
    /// # Errors
    /// [`Error::Internal`] if it is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(Error::internal)
    }

    /// The bytes that [`Kept::read`] reads.
    ///
    /// # Errors
    /// [`Error::Internal`] if it cannot be written.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(Error::internal)
    }

    /// The seconds that all trials took.
    pub fn seconds(&self) -> f64 {
        self.study.trials.iter().map(|trial| trial.seconds).sum()
    }

    /// The model with the best options; none if no trial ended well.
    ///
    /// # Errors
    /// [`Error::Invalid`] if this version of the program does not know the model or an option.
    pub fn tuned(&self) -> Result<Option<Tuned>> {
        let best = self.study.best();
        Ok(best.map(|best| Tuned::new(&self.model, &best.parameters)).transpose()?)
    }

    fn shown(&self, metric: Metric) -> Search {
        let value = |trial: &Trial| trial.value().unwrap_or(f64::INFINITY);
        let mut trials: Vec<&Trial> = self.study.trials.iter().collect();
        trials.sort_by(|a, b| b.values.len().cmp(&a.values.len()).then(value(a).total_cmp(&value(b))));
        let number = |trial: &Trial| trial.number as u64 + 1;
        Search {
            model: self.model.clone(),
            metric,
            best: self.study.best().map(number),
            trials: trials
                .into_iter()
                .map(|trial| SearchTrial {
                    number: number(trial),
                    options: trial.parameters.clone(),
                    score: trial.value(),
                    seconds: trial.seconds,
                    error: match &trial.state {
                        State::Complete => None,
                        State::Paused => Some("stopped early".to_owned()),
                        State::Failed { why } => Some(why.clone()),
                    },
                })
                .collect(),
        }
    }
}

/// Whether the model that is to be searched has options.
pub(super) fn check(input: &mut TrainModel) -> Result<()> {
    let Some(wanted) = &mut input.search else { return Ok(()) };
    let known = almanac_forecast::auto::by_name(&wanted.model);
    let known = known.filter(|known| options::defaults(known.name()).is_ok_and(|all| !all.is_empty()));
    let Some(known) = known else {
        let message = format!("there is no model {:?} with options to search for", wanted.model);
        return Err(Error::field("search.model", message));
    };
    known.name().clone_into(&mut wanted.model);
    Ok(())
}

/// The search that found the options of a method of a model, if that is a tuned one.
pub(crate) async fn search_of(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    id: ModelId,
    method: &str,
) -> Result<Option<Kept>> {
    let stored = match Tuned::base(method) {
        Some(_) => file::find(tx, id.0, SEARCH).await?,
        None => None,
    };
    let Some(stored) = stored else { return Ok(None) };
    Kept::read(&app.files().read(actor.org_id, &stored).await?).map(Some)
}

/// The forecasting method of that name, with the options of its search if that is a tuned one.
///
/// # Errors
/// [`Error::Conflict`] if this version of the program has no such model.
pub(crate) fn method(name: &str, search: Option<&Kept>) -> Result<Box<dyn almanac_forecast::Model>> {
    let found: Option<Box<dyn almanac_forecast::Model>> = match search {
        Some(search) => search.tuned()?.map(|tuned| Box::new(tuned) as Box<_>),
        None => almanac_forecast::auto::by_name(name),
    };
    found.ok_or_else(|| Error::Conflict(format!("there is no model {name:?} any more")))
}

/// The search that belongs to a model; while it is trained, as far as it has come.
///
/// # Errors
/// [`Error::NotFound`] if none was asked for.
pub async fn searched(app: &App, actor: &Actor, project: ProjectId, id: ModelId) -> Result<Search> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    let config = model::get(&mut tx, project, id).await?.config;
    let model = config.search.ok_or(Error::NotFound)?.model;
    let stored = file::find(&mut tx, id.0, SEARCH).await?;
    drop(tx);
    match stored {
        Some(stored) => Ok(Kept::read(&app.files().read(actor.org_id, &stored).await?)?.shown(config.metric)),
        None => Ok(Search { model, metric: config.metric, best: None, trials: Vec::new() }),
    }
}
