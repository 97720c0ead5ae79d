//! The networks of the parent of a training.

use almanac_domain::ProjectId;
use almanac_domain::model::TrainModel;
use almanac_forecast::neural::FineTuned;
use almanac_service::model::networks;
use almanac_service::snapshot::Snapshot;
use almanac_store::file::StoredFile;
use almanac_store::{Tx, model};

use crate::{Error, Result, Task};

/// A saved network.
pub(super) struct Network {
    /// The name of its architecture.
    pub(super) name: String,
    sha256: String,
    bytes: Vec<u8>,
}

/// Where the networks of the parent are; none without a parent.
pub(super) async fn find(
    tx: &mut Tx,
    project: ProjectId,
    config: &TrainModel,
) -> Result<Vec<(String, StoredFile)>> {
    let Some(id) = config.parent else { return Ok(Vec::new()) };
    let parent = model::find(tx, project, id).await?;
    let parent = parent.ok_or_else(|| Error::Give("parent: the model has been deleted".to_owned()))?;
    Ok(networks(tx, &parent).await?)
}

/// Reads them.
pub(super) async fn read(task: &Task, found: Vec<(String, StoredFile)>) -> Result<Vec<Network>> {
    let mut networks = Vec::with_capacity(found.len());
    for (name, stored) in found {
        let bytes = task.app.files().read(task.job.org_id, &stored).await?;
        networks.push(Network { name, sha256: stored.sha256, bytes });
    }
    Ok(networks)
}

impl Network {
    /// The model that goes on from its weights.
    ///
    /// # Errors
    /// [`Error::Give`] if it cannot learn from these rows.
    pub(super) fn learns_on(
        self,
        snapshot: &Snapshot,
        config: &TrainModel,
        fingerprint: &str,
        held_out: usize,
    ) -> Result<FineTuned> {
        let mut model = FineTuned::new(&self.bytes)?;
        if let Some(why) = model.problem(&snapshot.panel, config.horizon as usize) {
            return Err(Error::Give(format!("parent: {} cannot learn on: {why}", self.name)));
        }
        model.seen = model.has_seen(&snapshot.panel, held_out);
        model.parent = Some(self.sha256);
        model.data_fingerprint = Some(fingerprint.to_owned());
        Ok(model)
    }
}
