//! The rows of a job, from the executors that have them.

use std::time::Duration;

use almanac_query::{Error, Result};
use ballista_core::client::BallistaClient;
use ballista_core::serde::protobuf::PartitionLocation;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt as _, TryStreamExt as _};

use crate::ballista::MESSAGE_BYTES;
use crate::fault;
use crate::job::Job;

/// How long an executor may take to take a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How often it is asked for a part, and milliseconds between.
const ASKED: (u8, u64) = (2, 200);

/// The rows of `parts`, one part after the other. `job` is held until the last of them is there.
pub(crate) fn of(schema: SchemaRef, parts: Vec<PartitionLocation>, job: Job) -> SendableRecordBatchStream {
    let fetched = futures::stream::iter(parts).then(|part| async move { fetch(part).await.map_err(outside) });
    let rows = fetched.try_flatten().boxed();
    let rows = futures::stream::unfold((rows, job), |(mut rows, job)| async move {
        let batch = rows.next().await?.map_err(ours);
        Some((batch, (rows, job)))
    });
    Box::pin(RecordBatchStreamAdapter::new(schema, rows))
}

/// An executor that is gone in the middle of a part is told in words of its client.
fn ours(error: DataFusionError) -> DataFusionError {
    match error {
        DataFusionError::External(known) if known.is::<Error>() => DataFusionError::External(known),
        other => outside(fault::lost(other)),
    }
}

async fn fetch(part: PartitionLocation) -> Result<SendableRecordBatchStream> {
    let layout = part.layout();
    let (Some(executor), Some(id)) = (part.executor_meta, part.partition_id) else {
        return Err(fault::lost("the scheduler does not say where a part of the result is"));
    };
    let port = u16::try_from(executor.port).map_err(fault::lost)?;
    let (times, pause) = ASKED;
    let client =
        BallistaClient::try_new(&executor.host, port, MESSAGE_BYTES, false, None, times, pause, 0, 0);
    let client = tokio::time::timeout(CONNECT, client).await.map_err(fault::lost)?;
    let mut client = client.map_err(fault::lost)?;
    client
        .fetch_partition_proxied(&executor.id, &id.into(), part.file_id, layout, &executor.host, port, true)
        .await
        .map_err(fault::lost)
}

fn outside(error: Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
