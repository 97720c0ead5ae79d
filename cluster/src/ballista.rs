//! The client of a scheduler.

use std::sync::OnceLock;
use std::time::Duration;

use almanac::config::SchedulerAddress;
use almanac_query::{Cluster, Parts, Result};
use async_trait::async_trait;
use ballista_core::serde::protobuf::ExecuteQueryParams;
use ballista_core::serde::protobuf::execute_query_params::Query;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use tonic::transport::{Channel, Endpoint};

use crate::plan::Planned;
use crate::{job, rows};

/// How long the scheduler may take to take a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long it may take to answer a question; none of them waits for a query.
const ANSWER: Duration = Duration::from_secs(20);
/// The largest message, as schedulers and executors take it: a plan, or a part of a result.
pub(crate) const MESSAGE_BYTES: usize = 16 << 20;

/// Questions to a scheduler.
pub(crate) type Scheduler = SchedulerGrpcClient<Channel>;

/// A Ballista cluster, by its scheduler.
#[derive(Debug)]
pub struct Ballista {
    endpoint: Endpoint,
    scheduler: OnceLock<Scheduler>,
}

impl Ballista {
    /// The cluster of the scheduler at `address`. The first query connects to it.
    ///
    /// # Errors
    /// If the address is none.
    pub fn new(address: &SchedulerAddress) -> anyhow::Result<Self> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
        let endpoint = endpoint.connect_timeout(CONNECT).timeout(ANSWER).tcp_nodelay(true);
        Ok(Self { endpoint, scheduler: OnceLock::new() })
    }

    /// The connection, which is made anew when it is lost. Only threads of a runtime can begin one.
    fn scheduler(&self) -> Scheduler {
        let begin = || {
            SchedulerGrpcClient::new(self.endpoint.connect_lazy())
                .max_encoding_message_size(MESSAGE_BYTES)
                .max_decoding_message_size(MESSAGE_BYTES)
        };
        self.scheduler.get_or_init(begin).clone()
    }
}

#[async_trait]
impl Cluster for Ballista {
    async fn run(&self, plan: LogicalPlan, parts: Parts) -> Result<Option<SendableRecordBatchStream>> {
        let Some(Planned { schema, message, settings, session }) = Planned::of(&plan, parts).await? else {
            return Ok(None);
        };
        let query = ExecuteQueryParams {
            session_id: session,
            settings,
            operation_id: String::new(),
            query: Some(Query::PhysicalPlan(message)),
        };
        let mut job = job::submit(self.scheduler(), query).await?;
        let parts = job.ended().await?;
        Ok(Some(rows::of(schema, parts, job)))
    }
}
