//! Training a model further: its networks learn on in a new model, which names it as its parent.

use almanac_domain::model::{Model, ModelState, TrainModel};
use almanac_domain::{Actor, Capability, FieldError, ModelId, ProjectId};
use almanac_forecast::Tuned;
use almanac_forecast::neural::Architecture;
use almanac_store::file::StoredFile;
use almanac_store::{Tx, file, model};

use super::artifact_role;
use crate::{App, Error, Result, access};

/// Children that are named at most.
const MOST_CHILDREN: i64 = 50;

/// What a model was trained further from, and what was trained further from it, each with its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kin {
    /// The parent, if it is still there.
    pub parent: Option<(ModelId, String)>,
    /// The newest children, newest first.
    pub children: Vec<(ModelId, String)>,
    /// Whether it has a network that can learn on.
    pub learns_on: bool,
}

/// The parent and the children of a model.
pub async fn kin(app: &App, actor: &Actor, project: ProjectId, id: ModelId) -> Result<Kin> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    let found = model::get(&mut tx, project, id).await?;
    let parent = match found.config.parent {
        Some(parent) => model::find(&mut tx, project, parent).await?,
        None => None,
    };
    let children = model::children(&mut tx, project, id, MOST_CHILDREN).await?;
    let learns_on = found.state == ModelState::Ready && !networks(&mut tx, &found).await?.is_empty();
    Ok(Kin { parent: parent.map(|parent| (parent.id, parent.name)), children, learns_on })
}

/// The saved networks of a model by the names of their architectures, each once: the one that did best.
pub async fn networks(tx: &mut Tx, model: &Model) -> Result<Vec<(String, StoredFile)>> {
    let mut found: Vec<(String, StoredFile)> = Vec::new();
    for score in &model.leaderboard {
        let name = Tuned::base(&score.model).unwrap_or(&score.model);
        if Architecture::by_name(name).is_none() || found.iter().any(|(known, _)| known == name) {
            continue;
        }
        if let Some(stored) = file::find(tx, model.id.0, &artifact_role(&score.model)).await? {
            found.push((name.to_owned(), stored));
        }
    }
    Ok(found)
}

/// Whether what is asked for fits the parent, if it names one; season lengths that are not given are those of the parent.
/// What only the rows can tell, such as their frequency, is looked at when they are read.
pub(super) async fn check(tx: &mut Tx, project: ProjectId, input: &mut TrainModel) -> Result<()> {
    let Some(id) = input.parent else { return Ok(()) };
    let parent = model::find(tx, project, id).await?;
    let parent = parent.ok_or_else(|| Error::field("parent", "there is no such model"))?;
    if parent.state != ModelState::Ready {
        return Err(Error::field("parent", "this model is not trained"));
    }
    let networks = networks(tx, &parent).await?;
    if networks.is_empty() {
        return Err(Error::field("parent", "this model has no neural network that could learn on"));
    }
    let (was, mut errors) = (&parent.config, Vec::new());
    if input.horizon != was.horizon {
        errors.push(FieldError::new("horizon", format!("must be {}, as in the parent", was.horizon)));
    }
    if input.drivers != was.drivers {
        errors.push(FieldError::new("drivers", "must be those of the parent, in the same order"));
    }
    if input.holidays != was.holidays {
        errors.push(FieldError::new("holidays", "must be those of the parent"));
    }
    if input.seasons.is_empty() {
        input.seasons.clone_from(&was.seasons);
    }
    if !was.seasons.is_empty() && input.seasons != was.seasons {
        errors.push(FieldError::new("seasons", format!("must be {:?}, as in the parent", was.seasons)));
    }
    let named = |name: &str| input.models.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    if !input.models.is_empty() && !networks.iter().any(|(name, _)| named(name)) {
        let names: Vec<&str> = networks.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("must name a network of the parent ({}), or nothing", names.join(", "));
        errors.push(FieldError::new("models", message));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
